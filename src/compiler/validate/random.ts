/** Numbers that look random and are the same for the same seed, so that a validation can be repeated. */

/** Numbers from 0 to below 1 (xorshift32 of Marsaglia, 2003, seeded by FNV-1a). */
export function createRandom(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  state ||= 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
