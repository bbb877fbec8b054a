/** Choices by number: references between parts of a random plant stay valid, and shrink to the first choice. */
import fc from 'fast-check';

/** A value in one case of four, else nothing; shrinks to nothing. */
export function sometimes<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ withCrossShrink: true }, { weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

/** The choice of that number, counted around; throws when there is nothing to choose from. */
export function pick<T>(choices: readonly T[], number: number): T {
  const chosen = choices[number % choices.length];
  if (chosen === undefined) throw new Error('there is nothing to choose from');
  return chosen;
}

/** The items that the numbers choose, each once, in the order of the choices. */
export function pickSome<T>(choices: readonly T[], numbers: readonly number[]): readonly T[] {
  const chosen = new Set(numbers.map((number) => number % Math.max(choices.length, 1)));
  return choices.filter((_, index) => chosen.has(index));
}

/** The fields that have a value. */
export function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], null | undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], null | undefined> };
}
