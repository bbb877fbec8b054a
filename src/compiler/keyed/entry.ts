/** Entries of the keyed data: the conditions that hold for one key, cut by object table, unit and range. */

import type { Cell, Conditions, Entry, UnitTable } from '../../model/keyed-data.ts';
import type { PlanGrant, PlanObject } from '../../model/plan.ts';
import { sliceIntervals } from './intervals.ts';

/** What of a grant an entry depends on. */
export type GrantLimits = Pick<PlanGrant, 'objects' | 'windows'>;

/** One object limit with the windows of its grant. */
interface Limit {
  readonly windows: readonly string[];
  readonly object: PlanObject;
}

/** The entry of a key under which exactly these grants hold. */
export function entryOf(grants: readonly GrantLimits[]): Entry {
  const any = conditionsOf(grants.filter((grant) => grant.objects === null));
  const limits = grants.flatMap(({ objects, windows }) => (objects ?? []).map((object) => ({ windows, object })));
  if (limits.length === 0) return { any };
  const named = [...new Set(limits.flatMap(({ object }) => object.table ?? []))].sort();
  const tables: Record<string, UnitTable> = { '*': unitTable(limits.filter(({ object }) => object.table === null)) };
  for (const table of named) {
    tables[table] = unitTable(limits.filter(({ object }) => object.table === null || object.table === table));
  }
  return { any, tables };
}

/** A condition that asks for more windows than another one adds nothing to it and is left out. */
function conditionsOf(holders: readonly { readonly windows: readonly string[] }[]): Conditions {
  const distinct = new Map(holders.map(({ windows }) => [windows.join('\n'), windows]));
  const sorted = [...distinct.keys()].sort().flatMap((key) => [distinct.get(key) ?? []]);
  return sorted.filter(
    (windows) =>
      !sorted.some((other) => other.length < windows.length && other.every((window) => windows.includes(window))),
  );
}

function unitTable(limits: readonly Limit[]): UnitTable {
  const everyUnit = limits.filter(({ object }) => object.unit === null);
  const bounded = limits.flatMap((limit) =>
    limit.object.unit === null ? [] : [{ range: limit.object.unit, holder: limit }],
  );
  return {
    units: sliceIntervals(bounded).map((slice) => ({
      from: slice.from,
      to: slice.to,
      cell: cellOf([...slice.holders, ...everyUnit]),
    })),
    rest: cellOf(everyUnit),
  };
}

function cellOf(limits: readonly Limit[]): Cell {
  const bounded = limits.flatMap((limit) =>
    limit.object.range === null ? [] : [{ range: limit.object.range, holder: limit }],
  );
  return {
    whole: conditionsOf(limits.filter(({ object }) => object.range === null)),
    ranges: sliceIntervals(bounded).map((slice) => ({
      from: slice.from,
      to: slice.to,
      any: conditionsOf(slice.holders),
    })),
  };
}
