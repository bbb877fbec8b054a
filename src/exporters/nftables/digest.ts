/** A short name for what a file allows, so that it can be recognised in a kernel and in its connections. */
import { digestOf } from '../nft/write/digest.ts';
import type { Layout } from './layout.ts';

/** Hexadecimal SHA-256 of what is allowed; comments, provenance and revision do not count. */
export function digestLayout({ addresses, openings, schedules, destinations, functions, translation }: Layout): string {
  const exits = destinations.map(({ group, exit: { interfaces, near } }) => [
    group.id,
    interfaces,
    ...(near === null ? [] : [near]),
  ]);
  const asked = functions.map(({ id, parts }) => [id, parts.map(({ condition, requests }) => [condition, requests])]);
  const { allow, unsplit } = openings;
  // A boundary that translates nothing keeps the digest that it had before there were translations.
  return digestOf(
    { ...addresses, allow, ...unsplit, ...translation?.unsplit },
    schedules,
    asked.length === 0 ? exits : { exits, asked },
  );
}

/** The digest in 16 bits, never 0: connections of another ruleset, or of none, carry another number. */
export function stampOf(digest: string): number {
  return (Number.parseInt(digest.slice(0, 8), 16) % 65_535) + 1;
}
