/** Writes again what was written before, as packed blocks ask for. */

/**
 * Copies `length` bytes from `distance` bytes before `at` to `at`. A copy may overlap what it writes, which repeats it.
 * Both must have been checked against what there is.
 */
export function copyBack(into: Uint8Array, at: number, distance: number, length: number): void {
  const from = at - distance;
  if (distance >= length) into.copyWithin(at, from, from + length);
  else for (let index = 0; index < length; index++) into[at + index] = into[from + index] ?? 0;
}
