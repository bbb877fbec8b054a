/** A short name for what a file allows, so that it can be recognised in a kernel and in its connections. */
import { createHash } from 'node:crypto';
import type { Layout } from './layout.ts';

/** Hexadecimal SHA-256 of what is allowed; comments, provenance and revision do not count. */
export function digestLayout(layout: Layout): string {
  const elements = Object.entries(layout.elements).map(([name, list]) => [
    name,
    list.map(({ key, value }) => [key, value]),
  ]);
  // A limit without sessions counts as before there were any, so that the connections of a running table are known again.
  const schedules = layout.schedules.map(({ id, condition }) => [
    id,
    condition.map(({ sessions, ...clock }) => (sessions.length === 0 ? clock : { ...clock, sessions })),
  ]);
  const exits = layout.destinations.map(({ group, exit }) => [group.id, exit.interfaces]);
  return createHash('sha256').update(JSON.stringify({ elements, schedules, exits })).digest('hex');
}

/** The digest in 16 bits, never 0: connections of another ruleset, or of none, carry another number. */
export function stampOf(digest: string): number {
  return (Number.parseInt(digest.slice(0, 8), 16) % 65_535) + 1;
}
