/** Requests that may be answered in other conversations, as those to all devices are; one table for a file. */

/** Of all conversations; the oldest give way. */
const mostRequests = 256;

export interface RequestsElsewhere {
  add(key: number): void;
  /** The request was answered in its own conversation. */
  remove(key: number): void;
  has(key: number): boolean;
}

export function createRequestsElsewhere(): RequestsElsewhere {
  const keys = new Set<number>();
  return {
    add(key) {
      keys.delete(key);
      keys.add(key);
      if (keys.size <= mostRequests) return;
      for (const oldest of keys) {
        keys.delete(oldest);
        return;
      }
    },
    remove: (key) => keys.delete(key),
    has: (key) => keys.has(key),
  };
}
