/** Gives equal values one name, numbered in the order in which they are first seen. */
import type { ByText } from '../../model/keyed-data.ts';

export interface Interner<T> {
  readonly nameOf: (value: T) => string;
  /** Every value by its name. */
  readonly values: () => ByText<T>;
}

/** Equal means: the same JSON. */
export function createInterner<T>(): Interner<T> {
  const names = new Map<string, string>();
  const values: Record<string, T> = {};
  return {
    nameOf: (value) => {
      const text = JSON.stringify(value);
      const known = names.get(text);
      if (known !== undefined) return known;
      const name = String(names.size);
      names.set(text, name);
      values[name] = value;
      return name;
    },
    values: () => values,
  };
}
