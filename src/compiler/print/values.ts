/** The values that the parts of a plant are printed as; what a plant does not state is null and is left out. */
import type { IntegerRange, Written } from '../../model/plant.ts';
import type { Field, Value } from './layout.ts';
import { quoteText } from './quote-text.ts';

/** Text, or nothing. */
export function text(value: string | null | undefined): Value | null {
  return value === null || value === undefined ? null : { kind: 'scalar', text: quoteText(value) };
}

/** Text that stands bare where it is a whole number, as ports and levels are written. */
export function textOrNumber(value: string): Value {
  return /^(0|[1-9]\d{0,14})$/.test(value)
    ? { kind: 'scalar', text: value }
    : { kind: 'scalar', text: quoteText(value) };
}

/** A number or a truth value, or nothing. */
export function plain(value: number | boolean | null): Value | null {
  return value === null ? null : { kind: 'scalar', text: String(value) };
}

/** `5` or `5-7`. */
export function range(value: IntegerRange | null): Value | null {
  if (value === null) return null;
  return textOrNumber(value.from === value.to ? String(value.from) : `${value.from}-${value.to}`);
}

/** A list, or nothing when it is empty. */
export function list(items: readonly (Value | null)[]): Value | null {
  const present = items.filter((item) => item !== null);
  return present.length === 0 ? null : { kind: 'list', items: present };
}

/** A list of texts. */
export function texts(items: readonly string[]): Value | null {
  return list(items.map(text));
}

/** A single text alone, several as a list. */
export function oneOrMany(items: readonly Written<string>[]): Value | null {
  return items.length === 1 ? text(items[0]?.value) : texts(valuesOf(items));
}

/** What was written, without its places. */
export function valuesOf(items: readonly Written<string>[]): readonly string[] {
  return items.map((item) => item.value);
}

/** The parts of something, each on a line of its own. */
export function parts(fields: readonly (readonly [string, Value | null])[]): Value {
  return { kind: 'fields', fields: presentFields(fields), lines: 'own' };
}

/** A small mapping, on one line where it fits. */
export function mapping(fields: readonly (readonly [string, Value | null])[]): Value {
  return { kind: 'fields', fields: presentFields(fields), lines: 'shared' };
}

/** A mapping of things by their ids, or nothing when there are none. */
export function byId<T extends { readonly id: string }>(items: readonly T[], print: (item: T) => Value): Value | null {
  return items.length === 0 ? null : parts(items.map((item) => [item.id, print(item)]));
}

/** The fields that have a value, with keys as they stand in YAML. */
export function presentFields(fields: readonly (readonly [string, Value | null])[]): readonly Field[] {
  return fields.flatMap(([key, value]) => (value === null ? [] : [{ key: quoteText(key), value }]));
}
