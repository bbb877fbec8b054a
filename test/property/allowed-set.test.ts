/** The allowed set against the reference evaluator, and its algebra, on random plans (docs/architecture.md). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AllowedSet,
  allowedByGrants,
  allowedSetOf,
  allowsRequest,
  containsSet,
  equalSets,
  intersectSets,
  isEmptySet,
  type SetRequest,
  subtractSets,
  uniteSets,
} from '../../src/algebra/allowed-set.ts';
import { createSpace } from '../../src/algebra/allowed-space.ts';
import { activeWindows } from '../../src/algebra/window-time.ts';
import { witnessOf } from '../../src/algebra/witness.ts';
import type { DecisionKey } from '../../src/evaluator/decide.ts';
import type { Endpoint } from '../../src/model/endpoint.ts';
import { listEndpoints } from '../../src/model/endpoint.ts';
import type { Plan } from '../../src/model/plan.ts';
import { arbitraryKey, arbitraryPlan } from '../support/arbitrary-plan.ts';
import { expectShare } from '../support/expect-share.ts';
import { buildOnce, buildSession, buildWeekly } from '../support/plan-builder.ts';
import { referenceAllows } from '../support/reference-evaluator.ts';
import { smallCatalogue } from '../support/small-catalogue.ts';

const catalogue = smallCatalogue();
const windows = [
  buildWeekly('night', 'Europe/Berlin', ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], '22:00', '06:00'),
  buildOnce('sunday', 'America/New_York', '2026-10-25T00:00', '2026-11-01T01:30'),
  buildSession('support'),
];
const timed: fc.Arbitrary<Plan> = arbitraryPlan.map((plan) => ({ ...plan, windows }));
const moment = (text: string): number => Date.parse(text) / 1000;
/** Around both borders of both windows, and around the hour that Berlin has twice. */
const moments = [
  '2026-10-24T12:00:00Z',
  '2026-10-24T20:00:00Z',
  '2026-10-24T23:30:00Z',
  '2026-10-25T00:59:59Z',
  '2026-10-25T01:30:00Z',
  '2026-10-25T04:59:59Z',
  '2026-10-25T05:00:00Z',
  '2026-11-01T05:29:59Z',
  '2026-11-01T05:30:00Z',
  '2026-11-01T06:29:00Z',
  '2026-11-01T06:30:00Z',
  '2027-01-01T23:00:00Z',
].map(moment);

const timedKey = fc.tuple(arbitraryKey, fc.constantFrom(...moments), fc.subarray(['support']));

function requestOf([key, time, sessions]: readonly [DecisionKey, number, readonly string[]]): SetRequest {
  return { ...key, source: key.source.id, destination: key.destination.id, time, sessions };
}

function keyOf(plan: Plan, request: SetRequest): DecisionKey {
  const endpoints = [...listEndpoints(plan.zones, plan.assets).values()].flat();
  const find = (id: string): Endpoint => {
    const found = endpoints.find((each) => each.id === id);
    if (found === undefined) throw new Error(`no endpoint ${id}`);
    return found;
  };
  return {
    ...request,
    source: find(request.source),
    destination: find(request.destination),
    windows: activeWindows(plan.windows, request.time, request.sessions),
  };
}

/** The same plan with other grants, so that both share endpoints. */
const pair = fc.tuple(timed, timed).map(([a, b]): readonly [Plan, Plan] => [a, { ...b, zones: a.zones }]);

describe('the allowed set', () => {
  test('holds what the reference evaluator allows', () => {
    let allowed = 0;
    let asked = 0;
    fc.assert(
      fc.property(timed, fc.array(timedKey, { minLength: 40, maxLength: 60 }), (plan, keys) => {
        const set = allowedSetOf(plan);
        for (const [key, time, sessions] of keys) {
          const expected = referenceAllows(plan, { ...key, windows: activeWindows(windows, time, sessions) });
          asked += 1;
          if (expected) allowed += 1;
          expect(allowsRequest(set, requestOf([key, time, sessions]))).toBe(expected);
        }
      }),
      { numRuns: 600 },
    );
    expectShare(asked / 30, allowed);
  });

  test('has a witness in it exactly when it is not empty', () => {
    let timeless = 0;
    fc.assert(
      fc.property(timed, (plan) => {
        const set = allowedSetOf(plan);
        const witness = witnessOf(set, catalogue, moment('2026-10-01T00:00:00Z'));
        expect(witness === null).toBe(isEmptySet(set));
        if (witness === null) return;
        if (witness.time === null) {
          timeless += 1;
          return;
        }
        const request = { ...witness, time: witness.time };
        expect(allowsRequest(set, request)).toBe(true);
        expect(referenceAllows(plan, keyOf(plan, request))).toBe(true);
      }),
      { numRuns: 400 },
    );
    expectShare(timeless, 10);
  });

  test('obeys the laws of sets, with equal values for equal sets', () => {
    fc.assert(
      fc.property(pair, ([one, other]) => {
        const space = createSpace([one, other]);
        const [a, b] = [allowedSetOf(one, space), allowedSetOf(other, space)];
        const both = uniteSets(a, b);
        expect(equalSets(both, uniteSets(b, a))).toBe(true);
        expect(containsSet(both, a) && containsSet(both, b)).toBe(true);
        expect(equalSets(uniteSets(subtractSets(a, b), intersectSets(a, b)), a)).toBe(true);
        expect(isEmptySet(intersectSets(subtractSets(a, b), b))).toBe(true);
        expect(containsSet(a, b)).toBe(equalSets(both, a));
      }),
      { numRuns: 200 },
    );
  });

  test('gives the difference of two plans a witness that only one of them allows', () => {
    let found = 0;
    fc.assert(
      fc.property(pair, ([one, other]) => {
        const space = createSpace([one, other]);
        const difference = subtractSets(allowedSetOf(one, space), allowedSetOf(other, space));
        const witness = witnessOf(difference, catalogue, moment('2026-10-01T00:00:00Z'));
        if (witness?.time == null) return;
        found += 1;
        const request = { ...witness, time: witness.time };
        expect(referenceAllows(one, keyOf(one, request))).toBe(true);
        expect(referenceAllows(other, keyOf(other, request))).toBe(false);
      }),
      { numRuns: 200 },
    );
    expectShare(50, found);
  });

  test('is the union of its grants', () => {
    fc.assert(
      fc.property(timed, (plan) => {
        const space = createSpace([plan]);
        const whole = allowedSetOf(
          { ...plan, zones: plan.zones.map((zone) => ({ ...zone, internal: 'granted' })) },
          space,
        );
        const parts = plan.grants.map((grant): AllowedSet => allowedByGrants(space, [grant]));
        expect(equalSets(parts.reduceRight(uniteSets, allowedByGrants(space, [])), whole)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
