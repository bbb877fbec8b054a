/** Joins boxes that differ in one field, and leaves out those that another one holds. The union stays the same. */
import { integerSet } from '../../../algebra/integer-set.ts';
import type { PlanObject, PlanOperation, PlanService } from '../../../model/plan.ts';
import type { Box } from './box.ts';

import { compareOperations } from './operations.ts';
import { compareServices } from './services.ts';

type Joins = { readonly [F in Exclude<keyof Box, 'protocol' | 'windows'>]: (a: Box[F], b: Box[F]) => Box[F] };

const joins: Joins = {
  destinations: joinTexts,
  sources: joinTexts,
  services: joinServices,
  operations: (a, b) => (a === null || b === null ? null : joinOperations([...a, ...b])),
  objects: (a, b) => (a === null || b === null ? null : joinObjects([...a, ...b])),
};

/** Sorted, so that the order of rules changes nothing. */
export function mergeBoxes(boxes: readonly Box[]): readonly Box[] {
  let merged: readonly Box[] = boxes.map((box) => ({
    ...box,
    services: joinServices(box.services, []),
    objects: box.objects === null ? null : joinObjects(box.objects),
  }));
  for (let count = -1; count !== merged.length; ) {
    count = merged.length;
    for (const field of Object.keys(joins) as (keyof Joins)[]) merged = joinAlong(merged, field);
  }
  const kept = merged.filter((box) => !merged.some((other) => other !== box && holds(other, box)));
  return kept.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function joinAlong<F extends keyof Joins>(boxes: readonly Box[], field: F): readonly Box[] {
  const groups = new Map<string, Box>();
  for (const box of boxes) {
    const key = JSON.stringify({ ...box, [field]: null });
    const known = groups.get(key);
    const join: (a: Box[F], b: Box[F]) => Box[F] = joins[field];
    groups.set(key, known === undefined ? box : { ...known, [field]: join(known[field], box[field]) });
  }
  return [...groups.values()];
}

function joinTexts(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])].sort();
}

function joinServices(a: readonly PlanService[], b: readonly PlanService[]): readonly PlanService[] {
  const byTransport = Map.groupBy([...a, ...b], (service) => service.transport);
  return [...byTransport]
    .flatMap(([transport, services]) =>
      integerSet(services.map((each) => each.ports)).map((ports) => ({ transport, ports })),
    )
    .sort(compareServices);
}

function joinOperations(operations: readonly PlanOperation[]): readonly PlanOperation[] {
  const whole = new Set(operations.flatMap((each) => (each.name === null ? [each.class] : [])));
  return unique(operations.filter((each) => each.name === null || !whole.has(each.class))).sort(compareOperations);
}

function joinObjects(objects: readonly PlanObject[]): readonly PlanObject[] {
  return unique(objects).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((each) => [JSON.stringify(each), each])).values()];
}

/** Whether every conversation of `inner` is plainly one of `outer`. */
function holds(outer: Box, inner: Box): boolean {
  return (
    outer.protocol === inner.protocol &&
    inner.sources.every((each) => outer.sources.includes(each)) &&
    inner.destinations.every((each) => outer.destinations.includes(each)) &&
    inner.services.every((each) => outer.services.some((other) => holdsService(other, each))) &&
    holdsList(
      outer.operations,
      inner.operations,
      (a, b) => a.class === b.class && (a.name === null || a.name === b.name),
    ) &&
    holdsList(outer.objects, inner.objects, (a, b) => JSON.stringify(a) === JSON.stringify(b)) &&
    outer.windows.every((each) => inner.windows.includes(each))
  );
}

function holdsService(outer: PlanService, inner: PlanService): boolean {
  return (
    outer.transport === inner.transport && outer.ports.from <= inner.ports.from && inner.ports.to <= outer.ports.to
  );
}

function holdsList<T>(
  outer: readonly T[] | null,
  inner: readonly T[] | null,
  covers: (a: T, b: T) => boolean,
): boolean {
  if (outer === null) return true;
  return inner?.every((each) => outer.some((other) => covers(other, each))) ?? false;
}
