/** The requests of one conversation that have no answer yet, so that an answer finds what it answers or refuses. */

/**
 * Numbers kept, of which each request takes two and one for each of its operations. Devices answer far fewer at once;
 * of a client that gets no answers only the latest are kept.
 */
const mostNumbers = 2048;

/** Requests by a number that their answers repeat. */
export interface PendingRequests {
  /** Remembers a request without operations. */
  begin(key: number): void;
  /** Adds the slot of an operation to the request begun last. */
  add(slot: number): void;
  /** Forgets the oldest request with this key; false when there is none. Its slots are `taken` until the next call. */
  take(key: number): boolean;
  /** Forgets the one request whose key fits, as `take` does; false when there is none, or more than one. */
  takeOnly(fits: (key: number) => boolean): boolean;
  /** Gives the request taken last another key: its answer has several parts. */
  renew(key: number): void;
  /** The slots of the request taken last, in the order in which they were added. */
  readonly taken: readonly number[];
}

/**
 * No requests. `isOvertaken` says whether a request with the key `older` will never be answered once a later one with
 * `answered` was; without it all wait.
 */
export function createPendingRequests(
  isOvertaken: ((older: number, answered: number) => boolean) | null = null,
): PendingRequests {
  /** For each request its key, the number of its slots, and these. */
  const numbers: number[] = [];
  const taken: number[] = [];
  /** Where the number of slots of the request begun last stands. */
  let open = -1;

  function lengthAt(at: number): number {
    return 2 + (numbers[at + 1] ?? 0);
  }

  function remove(at: number): void {
    // Nearly always the only one.
    if (numbers.length === lengthAt(at)) numbers.length = 0;
    else numbers.splice(at, lengthAt(at));
  }

  function find(key: number): number {
    for (let at = 0; at < numbers.length; at += lengthAt(at)) if (numbers[at] === key) return at;
    return -1;
  }

  function takeAt(found: number): void {
    taken.length = 0;
    const end = found + lengthAt(found);
    for (let at = found + 2; at < end; at++) taken.push(numbers[at] ?? 0);
    remove(found);
  }

  function begin(key: number): void {
    while (numbers.length > mostNumbers) remove(0);
    open = numbers.push(key, 0) - 1;
  }

  function add(slot: number): void {
    const count = numbers[open];
    if (count === undefined || count >= mostNumbers / 2) return;
    numbers[open] = count + 1;
    numbers.push(slot);
  }

  return {
    taken,
    begin,
    add,
    take(key) {
      const found = find(key);
      if (found < 0) return false;
      takeAt(found);
      if (isOvertaken === null) return true;
      for (let at = 0, left = found; at < left; ) {
        const length = lengthAt(at);
        if (isOvertaken(numbers[at] ?? 0, key)) {
          remove(at);
          left -= length;
        } else at += length;
      }
      return true;
    },
    takeOnly(fits) {
      let found = -1;
      for (let at = 0; at < numbers.length; at += lengthAt(at)) {
        if (!fits(numbers[at] ?? 0)) continue;
        if (found >= 0) return false;
        found = at;
      }
      if (found >= 0) takeAt(found);
      return found >= 0;
    },
    renew(key) {
      begin(key);
      for (const slot of taken) add(slot);
    },
  };
}
