/** Conversations at the borders of a grant, one field of which may be another. */
import fc from 'fast-check';
import type { DecisionKey } from '../../../../src/evaluator/decide.ts';
import type { ObjectRange, Operation } from '../../../../src/model/conversation.ts';
import { type Endpoint, listEndpoints } from '../../../../src/model/endpoint.ts';
import type { Plan, PlanGrant, PlanObject } from '../../../../src/model/plan.ts';
import { shippedCatalogue } from '../../../support/shipped-catalogue.ts';

/** `other` is where the other field comes from; conversations that the catalogue does not know are left out. */
export function arbitraryWitness(
  plan: Plan,
  grant: PlanGrant,
  other: fc.Arbitrary<DecisionKey>,
): fc.Arbitrary<DecisionKey> {
  const endpoints = [...listEndpoints(plan.zones, plan.assets).values()].flat();
  const named = (ids: readonly string[]): fc.Arbitrary<Endpoint> =>
    fc.constantFrom(...endpoints.filter((each) => ids.includes(each.id)));
  return other.chain((key) => {
    const within = grant.protocol === key.protocol;
    return fc
      .record({
        source: named(grant.sources),
        destination: named(grant.destinations),
        operation: within ? operationOf(grant, key.operation) : fc.constant(key.operation),
        object: within ? objectOf(grant, key.object) : fc.constant(key.object),
        windows: fc.constant(grant.windows),
      })
      .chain((witness) =>
        fc
          .constantFrom('source', 'destination', 'operation', 'object', 'windows', 'none')
          .map((field) => (field === 'none' ? { ...key, ...witness } : { ...key, ...witness, [field]: key[field] })),
      );
  });
}

function operationOf({ protocol, operations }: PlanGrant, otherwise: Operation): fc.Arbitrary<Operation> {
  const entries = (shippedCatalogue.protocols.get(protocol)?.operations ?? []).filter(
    ({ class: type, name, code }) =>
      type !== 'session' &&
      /^[0-9a-z.]+$/i.test(code) &&
      operations?.some((each) => each.class === type && (each.name === null || each.name === name)),
  );
  const found = entries.map(({ class: type, name, code }): Operation => ({ class: type, name, code }));
  return fc.constantFrom(otherwise, ...found);
}

function objectOf({ protocol, objects }: PlanGrant, otherwise: ObjectRange | null): fc.Arbitrary<ObjectRange | null> {
  const addressing = shippedCatalogue.protocols.get(protocol)?.object ?? null;
  const limits = (objects ?? []).filter((each) => each.table === null || addressing?.tables.includes(each.table));
  if (addressing === null || limits.length === 0) return fc.constant(otherwise);
  return fc.constantFrom(...limits).chain((limit) => within(limit, otherwise));
}

function within({ unit, table, range }: PlanObject, otherwise: ObjectRange | null): fc.Arbitrary<ObjectRange> {
  const first = range?.from ?? 3;
  const last = Math.min(range?.to ?? 9, first + 5);
  return fc.record({
    unit: fc.constantFrom(unit?.from ?? otherwise?.unit ?? null, Math.min(unit?.to ?? 9, 9)),
    table: fc.constant(table ?? otherwise?.table ?? null),
    first: fc.constantFrom(first, first, Math.max(first - 1, 0)),
    count: fc.constantFrom(1, last - first + 1, last - first + 2),
  });
}
