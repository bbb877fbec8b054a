/** Units and tables of objects: the points that a rule can tell apart, and what a grant can say of them. */
import { integerSet } from '../../../algebra/integer-set.ts';
import type { ObjectAddressing } from '../../../model/catalogue.ts';
import type { PlanObject } from '../../../model/plan.ts';
import type { IntegerRange } from '../../../model/plant.ts';
import { cutRange } from './intervals.ts';
import { isFresh, type Value } from './value.ts';

export interface ObjectPoint {
  /** Null when the operation has no table. */
  readonly table: Value;
  /** Units that no condition tells apart; null when the operation has none. */
  readonly unit: IntegerRange | null;
}

/** An object without unit or table, all that a protocol without objects has. */
export const noObject: ObjectPoint = { table: null, unit: null };

/**
 * `texts` and `numbers` are those that the rule compares with; without texts there are only the tables that the
 * catalogue lists.
 */
export function objectPoints(
  addressing: ObjectAddressing | null,
  texts: ReadonlySet<string> | null,
  numbers: ReadonlySet<number>,
): readonly ObjectPoint[] {
  const named = new Set([...(addressing?.tables ?? []), ...(texts ?? [])]);
  const others: readonly Value[] = texts === null ? [] : [{ kind: 'fresh', name: 'table', others: named }];
  const tables: readonly Value[] = [null, ...named, ...others];
  const units = [null, ...cutRange({ from: 0, to: Number.MAX_SAFE_INTEGER }, numbers)];
  return tables.flatMap((table) => units.map((unit) => ({ table, unit })));
}

/** Limits of a grant from the points that pass; null when no limits say it. */
export function objectsFrom(
  passing: readonly ObjectPoint[],
  all: readonly ObjectPoint[],
  addressing: ObjectAddressing | null,
): readonly Pick<PlanObject, 'unit' | 'table'>[] | null {
  const byTable = Map.groupBy(all, (point) => tableKey(point.table));
  const passed = new Set(passing);
  const rows = [...byTable.values()].map((points) => ({
    table: points[0]?.table ?? null,
    units: unitsFrom(
      points.filter((point) => passed.has(point)),
      points,
    ),
  }));
  const first = JSON.stringify(rows[0]?.units);
  if (rows.every((row) => JSON.stringify(row.units) === first)) {
    return rows[0]?.units?.map((unit) => ({ table: null, unit })) ?? null;
  }
  const limits: Pick<PlanObject, 'unit' | 'table'>[] = [];
  for (const { table, units } of rows) {
    if (units === null) return null;
    if (units.length === 0) continue;
    // Other tables than the catalogue lists are never seen, if it lists any; an operation without a table is.
    const listed = addressing?.tables ?? [];
    if (typeof table === 'string') {
      if (listed.length === 0 || listed.includes(table)) limits.push(...units.map((unit) => ({ table, unit })));
    } else if (!isFresh(table) || listed.length === 0) return null;
  }
  return limits;
}

/** Units of one table; a grant without a unit also covers operations that have none. */
function unitsFrom(
  passing: readonly ObjectPoint[],
  all: readonly ObjectPoint[],
): readonly (IntegerRange | null)[] | null {
  if (passing.length === all.length) return [null];
  const ranges = passing.flatMap((point) => point.unit ?? []);
  return ranges.length === passing.length ? integerSet(ranges) : null;
}

function tableKey(table: Value): string {
  return typeof table === 'string' ? `named ${table}` : table === null ? 'none' : 'other';
}
