/** What may be asked under one grant, or under two at once, one request of the catalogue at a time. */
import type { OperationClass, OperationEntry, Protocol } from '../../../model/catalogue.ts';
import { operationClasses } from '../../../model/catalogue.ts';
import type { PlanGrant, PlanObject } from '../../../model/plan.ts';
import type { IntegerRange } from '../../../model/plant.ts';

/** A request: an operation of the catalogue, a code that is named in a grant only, or any other of a class. */
export interface Asked {
  readonly class: OperationClass;
  readonly name: string | null;
  readonly entry: OperationEntry | null;
}

/** The requests that all of some grants allow; `session` comes with each. */
export function askedTogether(grants: readonly PlanGrant[], protocol: Protocol | undefined): readonly Asked[] {
  const listed = (protocol?.operations ?? []).map((entry): Asked => ({ class: entry.class, name: entry.name, entry }));
  const named = grants
    .flatMap((grant) => grant.operations ?? [])
    .filter((operation) => operation.name !== null && !listed.some((each) => each.name === operation.name))
    .map((operation): Asked => ({ ...operation, entry: null }));
  const others = operationClasses.map((each): Asked => ({ class: each, name: null, entry: null }));
  return [...listed, ...named, ...others].filter((request) => grants.every((grant) => allows(grant, request)));
}

function allows({ operations }: PlanGrant, request: Asked): boolean {
  if (operations === null || (request.class === 'session' && request.entry !== null)) return true;
  return operations.some((each) => each.class === request.class && (each.name === null || each.name === request.name));
}

/** Units on which all of some grants allow something; null for any, empty for none. */
export function unitsTogether(grants: readonly PlanGrant[]): readonly IntegerRange[] | null {
  let units: readonly PlanObject[] | null = null;
  for (const { objects } of grants) {
    if (objects === null) continue;
    units = units === null ? objects : units.flatMap((one) => objects.flatMap((other) => meet(one, other)));
  }
  if (units === null || units.some((each) => each.unit === null)) return null;
  return units.flatMap((each) => each.unit ?? []);
}

function meet(a: PlanObject, b: PlanObject): readonly PlanObject[] {
  if (a.table !== null && b.table !== null && a.table !== b.table) return [];
  if (!touches(a.unit, b.unit) || !touches(a.range, b.range)) return [];
  return [{ unit: inner(a.unit, b.unit), table: a.table ?? b.table, range: inner(a.range, b.range) }];
}

function touches(a: IntegerRange | null, b: IntegerRange | null): boolean {
  return a === null || b === null || (a.from <= b.to && b.from <= a.to);
}

function inner(a: IntegerRange | null, b: IntegerRange | null): IntegerRange | null {
  if (a === null || b === null) return a ?? b;
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}
