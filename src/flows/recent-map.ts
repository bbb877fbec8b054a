/**
 * A map of bounded size that forgets what was set longest ago, half of it at a time: taking single entries out of the
 * front of a `Map` gets slower with every one.
 */

export interface RecentMap<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  /** Hands every value to `giveUp`, the oldest first, and forgets it; answers the keys. */
  close(): readonly K[];
}

/** An empty map of at most `limit` entries; `giveUp` takes the values that are forgotten. */
export function createRecentMap<K, V>(limit: number, giveUp: (value: V, key: K) => void): RecentMap<K, V> {
  let older = new Map<K, V>();
  let newer = new Map<K, V>();

  function forgetOlder(): void {
    const forgotten = older;
    older = newer;
    newer = new Map();
    for (const [key, value] of forgotten) giveUp(value, key);
  }

  return {
    get: (key) => newer.get(key) ?? older.get(key),
    set(key, value) {
      if (older.size > 0) older.delete(key);
      newer.set(key, value);
      if (newer.size >= limit / 2) forgetOlder();
    },
    delete(key) {
      newer.delete(key);
      older.delete(key);
    },
    close() {
      const keys = [...older.keys(), ...newer.keys()];
      forgetOlder();
      forgetOlder();
      return keys;
    },
  };
}
