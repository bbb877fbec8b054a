/** A digest of what a table allows. */
import { createHash } from 'node:crypto';
import type { NftElement } from './elements.ts';
import type { Schedule } from './schedules.ts';

/** Hexadecimal SHA-256; comments, provenance and revision do not count. `exits` is whatever else decides. */
export function digestOf(
  maps: Readonly<Record<string, readonly NftElement[]>>,
  schedules: readonly Schedule[],
  exits: unknown,
): string {
  const content = {
    elements: Object.entries(maps).map(([name, list]) => [name, list.map(({ key, value }) => [key, value])]),
    // A limit without sessions counts as before there were any, so that the connections of a running table are known again.
    schedules: schedules.map(({ id, condition }) => [
      id,
      condition.map(({ sessions, ...clock }) => (sessions.length === 0 ? clock : { ...clock, sessions })),
    ]),
    exits,
  };
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
