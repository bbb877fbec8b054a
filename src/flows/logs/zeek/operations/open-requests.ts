/** Requests of a log that wait for the rows of their answers, the oldest of a kind first. */

/** Kinds of requests that are remembered at once; the oldest gives way. */
const mostKinds = 100_000;
/** Unanswered requests of one kind that are remembered. */
const mostOfKind = 32;
/** Larger numbers in a log are rare, and must not meet another thread's. */
const numbersPerThread = 2 ** 24;

export interface OpenRequests {
  /** Remembers a request with its slots; the list may grow as long as the request is open. */
  open(connection: number, thread: number, number: number, slots: readonly number[]): void;
  /** The slots of the oldest request of the kind, which is then forgotten; null when none is open. */
  close(thread: number, number: number): readonly number[] | null;
  /** The same for the request that was opened last in a connection, if it is still open. */
  closeLatest(connection: number): readonly number[] | null;
}

interface LatestRequest {
  readonly thread: number;
  readonly number: number;
  readonly slots: readonly number[];
}

/** No requests. */
export function createOpenRequests(): OpenRequests {
  const kinds = new Map<number, (readonly number[])[]>();
  const latest = new Map<number, LatestRequest>();

  function close(thread: number, number: number): readonly number[] | null {
    const key = thread * numbersPerThread + (number % numbersPerThread);
    const waiting = kinds.get(key);
    const slots = waiting?.shift() ?? null;
    if (waiting?.length === 0) kinds.delete(key);
    return slots;
  }

  return {
    close,
    closeLatest(connection) {
      const request = latest.get(connection);
      if (request === undefined) return null;
      latest.delete(connection);
      const slots = close(request.thread, request.number);
      return slots === request.slots ? slots : null;
    },
    open(connection, thread, number, slots) {
      if (latest.size >= mostKinds) latest.clear();
      latest.set(connection, { thread, number, slots });
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
  };
}
