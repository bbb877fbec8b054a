/**
 * Ranges that touch. A plan allows a request if every object of it lies in some grant, and Rego only if one rule
 * allows it whole: two ranges that overlap or meet, as 1-5 and 6-9, would together allow 4-7, which no rule does.
 */
import type { PlanObject } from '../../../model/plan.ts';
import type { IntegerRange } from '../../../model/plant.ts';
import type { Box } from './box.ts';

/** Whether the two boxes together allow a request that neither allows alone. */
export function rangesTouch(a: Box, b: Box): boolean {
  if (a.objects === null || b.objects === null) return false;
  if (!meets(a.sources, b.sources) || !meets(a.destinations, b.destinations) || !operationsMeet(a, b)) return false;
  if (a.protocol !== b.protocol && !isBare(a) && !isBare(b)) return false;
  const services = a.services.some((one) =>
    b.services.some((other) => one.transport === other.transport && overlaps(one.ports, other.ports)),
  );
  return services && a.objects.some((one) => (b.objects ?? []).some((other) => objectsTouch(one, other)));
}

function objectsTouch(a: PlanObject, b: PlanObject): boolean {
  if (a.range === null || b.range === null) return false;
  if (a.table !== null && b.table !== null && a.table !== b.table) return false;
  if (a.unit !== null && b.unit !== null && !overlaps(a.unit, b.unit)) return false;
  const near = a.range.from <= b.range.to + 1 && b.range.from <= a.range.to + 1;
  return near && !contains(a.range, b.range) && !contains(b.range, a.range);
}

function operationsMeet(a: Box, b: Box): boolean {
  if (a.operations === null || b.operations === null) return true;
  return a.operations.some((one) =>
    (b.operations ?? []).some(
      (other) => one.class === other.class && (one.name === null || other.name === null || one.name === other.name),
    ),
  );
}

function isBare({ protocol, services }: Box): boolean {
  return services.some((service) => service.transport === protocol);
}

function meets(a: readonly string[], b: readonly string[]): boolean {
  return a.some((each) => b.includes(each));
}

function overlaps(a: IntegerRange, b: IntegerRange): boolean {
  return a.from <= b.to && b.from <= a.to;
}

function contains(a: IntegerRange, b: IntegerRange): boolean {
  return a.from <= b.from && b.to <= a.to;
}
