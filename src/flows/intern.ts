/** Gives equal values one small number, so that keys compare as numbers. */

/** Values with their numbers, counted from 0 in the order of first sight. */
export interface Interner<T> {
  /** The number of the value that reads `text`; `make` is called when it is new; null when there are too many. */
  number(text: string, make: () => T): number | null;
  value(number: number): T | undefined;
}

/** An empty interner for at most `limit` values. */
export function createInterner<T>(limit: number): Interner<T> {
  const numbers = new Map<string, number>();
  const values: T[] = [];
  return {
    number(text, make) {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      if (values.length >= limit) return null;
      numbers.set(text, values.length);
      values.push(make());
      return values.length - 1;
    },
    value: (number) => values[number],
  };
}
