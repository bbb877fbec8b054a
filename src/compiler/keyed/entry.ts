/** Entries of the keyed data: the grants that hold for one key, cut by object table, unit and range. */
import type { PlanGrant, PlanObject } from '../../model/plan.ts';
import { sliceIntervals } from './intervals.ts';
import type { Alternative, Cell, Entry, UnitTable } from './keyed-data.ts';

/** One object limit of a grant. */
interface Limit {
  readonly grant: PlanGrant;
  readonly object: PlanObject;
}

/** The entry of a key under which exactly these grants hold. */
export function entryOf(grants: readonly PlanGrant[]): Entry {
  const any = alternativesOf(grants.filter((grant) => grant.objects === null));
  const limits = grants.flatMap((grant) => (grant.objects ?? []).map((object) => ({ grant, object })));
  if (limits.length === 0) return { any };
  const named = [...new Set(limits.flatMap(({ object }) => object.table ?? []))].sort();
  const tables: Record<string, UnitTable> = { '*': unitTable(limits.filter(({ object }) => object.table === null)) };
  for (const table of named) {
    tables[table] = unitTable(limits.filter(({ object }) => object.table === null || object.table === table));
  }
  return { any, tables };
}

/** Groups grants by the windows they ask for; sorted, without repetition. */
export function alternativesOf(grants: readonly PlanGrant[]): readonly Alternative[] {
  const byWindows = new Map<string, { windows: readonly string[]; grants: Set<string> }>();
  for (const grant of grants) {
    const key = grant.windows.join('\n');
    const known = byWindows.get(key) ?? { windows: grant.windows, grants: new Set<string>() };
    known.grants.add(grant.id);
    byWindows.set(key, known);
  }
  return [...byWindows.keys()].sort().flatMap((key) => {
    const found = byWindows.get(key);
    return found === undefined ? [] : [{ windows: found.windows, grants: [...found.grants].sort() }];
  });
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
  const whole = limits.filter(({ object }) => object.range === null).map(({ grant }) => grant);
  const bounded = limits.flatMap((limit) =>
    limit.object.range === null ? [] : [{ range: limit.object.range, holder: limit.grant }],
  );
  return {
    whole: alternativesOf(whole),
    ranges: sliceIntervals(bounded).map((slice) => ({
      from: slice.from,
      to: slice.to,
      any: alternativesOf(slice.holders),
    })),
  };
}
