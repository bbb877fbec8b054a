/** Requests of a log that wait for the row of their answer, so that a transaction in two rows counts once. */

/** Requests that are remembered at once; the oldest gives way. */
const mostOpen = 100_000;
/** Transaction numbers of Modbus have 16 bits; larger ones in a log are wrong, but must not meet another thread's. */
const numbersPerThread = 2 ** 20;

export interface OpenTransactions {
  /** Remembers a request with its slots. */
  open(thread: number, transaction: number | null, slots: readonly number[]): void;
  /** The slots of a request that is answered, which is then forgotten; null when there is none. */
  close(thread: number, transaction: number | null): readonly number[] | null;
  /** The slots of a request, which stays open for more answers. */
  peek(thread: number, transaction: number | null): readonly number[] | null;
}

/** No transactions. */
export function createOpenTransactions(): OpenTransactions {
  const requests = new Map<number, readonly number[]>();
  return {
    open(thread, transaction, slots) {
      if (transaction === null) return;
      const key = keyOf(thread, transaction);
      // A client that uses a number again before the answer came has given up the first request.
      requests.delete(key);
      if (requests.size >= mostOpen) {
        const [oldest] = requests.keys();
        if (oldest !== undefined) requests.delete(oldest);
      }
      requests.set(key, slots);
    },
    close(thread, transaction) {
      if (transaction === null) return null;
      const key = keyOf(thread, transaction);
      const slots = requests.get(key);
      if (slots === undefined) return null;
      requests.delete(key);
      return slots;
    },
    peek: (thread, transaction) => (transaction === null ? null : (requests.get(keyOf(thread, transaction)) ?? null)),
  };
}

function keyOf(thread: number, transaction: number): number {
  return thread * numbersPerThread + (transaction % numbersPerThread);
}
