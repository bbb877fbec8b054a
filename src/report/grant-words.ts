/** A grant in the words of a table: who may do what to whom, over which service, and when. */
import type { PlanGrant, PlanObject } from '../model/plan.ts';
import type { DiffObjects } from '../model/plan-diff.ts';
import { type Entry, type EntryWords, entryWords } from './diff-words.ts';

export function grantWords(grant: PlanGrant): EntryWords {
  return entryWords(grantEntry(grant));
}

export function grantEntry(grant: PlanGrant): Entry {
  const { sources, destinations, protocol, services, operations, objects, windows } = grant;
  return {
    sources,
    destinations,
    services: services.map((service) => ({ ...service, protocol })),
    operations,
    objects: objects?.map(objectLimits) ?? null,
    time: windows.length === 0 ? null : windows.map(windowWords).join(' and '),
  };
}

/** As `until 2027-03-31` or `during sunday-maintenance`. */
function windowWords(id: string): string {
  const [, kind, date] = /^(until|since):(.*)$/.exec(id) ?? [];
  return kind === undefined ? `during ${id}` : `${kind} ${date}`;
}

function objectLimits({ unit, table, range }: PlanObject): DiffObjects {
  return {
    units: unit === null ? null : [unit],
    tables: table === null ? null : [table],
    ranges: range === null ? null : [range],
  };
}
