/** Requests of a log that wait for the row of their answer, so that a transaction in two rows counts once. */

/** Requests that are remembered at once; the oldest gives way. */
const mostOpen = 100_000;

export interface OpenTransactions {
  /** Remembers a request with its slots. */
  open(key: string, slots: readonly number[]): void;
  /** Forgets a request that is answered; null when there is none. */
  close(key: string): readonly number[] | null;
}

/** No transactions. */
export function createOpenTransactions(): OpenTransactions {
  const requests = new Map<string, readonly number[]>();
  return {
    open(key, slots) {
      // A client that uses a number again before the answer came has given up the first request.
      requests.delete(key);
      if (requests.size >= mostOpen) {
        const [oldest] = requests.keys();
        if (oldest !== undefined) requests.delete(oldest);
      }
      requests.set(key, slots);
    },
    close(key) {
      const slots = requests.get(key) ?? null;
      if (slots !== null) requests.delete(key);
      return slots;
    },
  };
}
