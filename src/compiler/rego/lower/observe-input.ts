/** The part of the input that a component reads, as plain JSON, if all of it is known. */
import { type Assignment, inputOf } from './assignment.ts';
import type { Component } from './component.ts';
import { isArray, isGround, isObject, type Value } from './value.ts';

/** Null when something is open: a number that stands for its neighbours, or a text for all others. */
export function observeInput(
  assignment: Assignment,
  component: Pick<Component, 'fields' | 'entangled'>,
): object | null {
  const input = inputOf(assignment, component);
  const parts = new Map<string, unknown>();
  for (const field of component.fields) {
    if (field === '*') return isGround(input) ? (plainOf(input) as object) : null;
    const [part = '', name] = field.split('.');
    const whole = isObject(input) ? input.entries.get(part) : undefined;
    if (whole === undefined) continue;
    const value = name === undefined || !isObject(whole) ? whole : whole.entries.get(name);
    if (value === undefined) continue;
    if (!isGround(value)) return null;
    const known = parts.get(part);
    // A part as a whole comes before its fields, which are in it.
    if (name === undefined) parts.set(part, plainOf(value));
    else if (known === undefined || typeof known === 'object')
      parts.set(part, { ...(known as object | undefined), [name]: plainOf(value) });
  }
  return Object.fromEntries(parts);
}

/** Sets do not occur in the input. */
function plainOf(value: Value): unknown {
  if (isArray(value)) return value.map(plainOf);
  if (isObject(value)) return Object.fromEntries([...value.entries].map(([key, each]) => [key, plainOf(each)]));
  return value;
}
