/** Requests of a log that wait for the rows of their answers, the oldest of a kind first. */

/** Kinds of requests that are remembered at once; the oldest gives way. */
const mostKinds = 100_000;
/** Unanswered requests of one kind that are remembered. */
const mostOfKind = 32;
/** Larger numbers in a log are rare, and must not meet another thread's. */
const numbersPerThread = 2 ** 24;

export interface OpenRequests {
  /** Remembers a request with its slots; the list may grow as long as the request is open. */
  open(thread: number, number: number, slots: readonly number[]): void;
  /** The slots of the oldest request of the kind, which is then forgotten; null when none is open. */
  close(thread: number, number: number): readonly number[] | null;
}

/** No requests. */
export function createOpenRequests(): OpenRequests {
  const kinds = new Map<number, (readonly number[])[]>();
  return {
    open(thread, number, slots) {
      const key = thread * numbersPerThread + (number % numbersPerThread);
      const waiting = kinds.get(key);
      if (waiting !== undefined) {
        if (waiting.length >= mostOfKind) waiting.shift();
        waiting.push(slots);
        return;
      }
      if (kinds.size >= mostKinds) {
        const [oldest] = kinds.keys();
        if (oldest !== undefined) kinds.delete(oldest);
      }
      kinds.set(key, [slots]);
    },
    close(thread, number) {
      const key = thread * numbersPerThread + (number % numbersPerThread);
      const waiting = kinds.get(key);
      const slots = waiting?.shift() ?? null;
      if (waiting?.length === 0) kinds.delete(key);
      return slots;
    },
  };
}
