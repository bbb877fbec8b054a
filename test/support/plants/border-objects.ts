/** Requests whose objects begin and end at the limits of a grant, one before them and one behind. */
import type { ObjectRange, Operation } from '../../../src/model/conversation.ts';
import type { PlanGrant } from '../../../src/model/plan.ts';
import { shippedCatalogue } from '../shipped-catalogue.ts';

/** Objects that the protocol can address; never an empty list. */
export function borderObjects(
  protocol: string,
  operation: Operation,
  grant: Pick<PlanGrant, 'objects'> | null,
  stray: boolean,
): readonly (ObjectRange | null)[] {
  const addressing = shippedCatalogue.protocols.get(protocol)?.object ?? null;
  if (addressing === null || operation.class === 'session') return [null];
  const { unit, range, tables } = addressing;
  const limits = grant?.objects ?? [];
  const units =
    unit === null
      ? [null]
      : bordersOf(
          limits.map((limit) => limit.unit),
          unit.max,
          stray,
        );
  const entry = shippedCatalogue.protocols.get(protocol)?.operations.find((each) => each.name === operation.name);
  const named = limits.flatMap((limit) => limit.table ?? []);
  const table = entry?.table ?? (stray ? (tables[0] ?? null) : (named[0] ?? null));
  const firsts =
    range === null
      ? []
      : bordersOf(
          limits.map((limit) => limit.range),
          range.max,
          stray,
        );
  const requests = firsts.flatMap((first) =>
    [1, 2, 4]
      .map((count) => ({ first, count }))
      .filter(({ count }) => range !== null && first + count - 1 <= range.max),
  );
  const whole: ObjectRange = { unit: units[0] ?? null, table, first: null, count: null };
  const all = units.flatMap((each) => requests.map((request) => ({ unit: each, table, ...request })));
  return all.length === 0 ? [whole] : [...all, whole, ...(stray ? [null] : [])];
}

function bordersOf(
  limits: readonly ({ readonly from: number; readonly to: number } | null)[],
  max: number,
  stray: boolean,
): readonly number[] {
  const inside = limits.flatMap((limit) => (limit === null ? [] : [limit.from, limit.to]));
  const outside = limits.flatMap((limit) => (limit === null ? [] : [limit.from - 1, limit.to + 1]));
  const points = [...new Set(stray ? [...inside, ...outside, 0, 1, max] : inside)].filter(
    (point) => point >= 0 && point <= max,
  );
  return points.length === 0 ? [1, 0] : points;
}
