/** Chance that repeats: the same seed gives the same numbers on every machine. */

export interface Random {
  /** A whole number from 0 to `count - 1`; 0 when there is none. */
  readonly below: (count: number) => number;
  /** The same for counts beyond 2^32. */
  readonly bigBelow: (count: bigint) => bigint;
  /** One of a list; undefined when it is empty. */
  readonly pick: <T>(list: readonly T[]) => T | undefined;
  /** True once in so many times. */
  readonly oneIn: (count: number) => boolean;
}

/** Mulberry32: 32 bits of state, good enough to scatter probes, and short. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (count: number): number => Math.floor((next() / 0x1_0000_0000) * count);
  return {
    below,
    bigBelow: (count) => {
      let drawn = 0n;
      for (let bits = 0n; 1n << bits < count; bits += 32n) drawn = (drawn << 32n) | BigInt(next());
      return drawn % count;
    },
    pick: (list) => list[below(list.length)],
    oneIn: (count) => below(count) === 0,
  };
}
