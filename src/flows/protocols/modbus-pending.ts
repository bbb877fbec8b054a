/** The requests of one Modbus connection that have no answer yet, so that an exception finds what it refuses. */

/** Devices answer far fewer at once; of a client that gets no answers only the latest are kept. */
const mostPending = 256;

export interface PendingRequests {
  /** Remembers a request with its one or two slots. */
  add(transaction: number, functionCode: number, slot: number, secondSlot: number): void;
  /** Forgets the oldest request that the answer belongs to; false when there is none. */
  take(transaction: number, functionCode: number): boolean;
  /** The slots of the request taken last. */
  readonly taken: [number, number];
}

/** No requests. */
export function createPendingRequests(): PendingRequests {
  /** Four numbers per request: transaction, function code, slots. */
  const requests: number[] = [];
  const taken: [number, number] = [0, 0];
  return {
    taken,
    add(transaction, functionCode, slot, secondSlot) {
      if (requests.length >= mostPending * 4) requests.splice(0, 4);
      requests.push(transaction, functionCode, slot, secondSlot);
    },
    take(transaction, functionCode) {
      for (let at = 0; at < requests.length; at += 4) {
        if (requests[at] !== transaction || requests[at + 1] !== functionCode) continue;
        taken[0] = requests[at + 2] ?? 0;
        taken[1] = requests[at + 3] ?? 0;
        if (requests.length === 4) requests.length = 0;
        else requests.splice(at, 4);
        return true;
      }
      return false;
    },
  };
}
