/** Law 6: a verdict on a partial observation agrees with every completion of it, unless it is `unjudged`. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createSessionTimes } from '../../src/algebra/session-times.ts';
import { activeWindows } from '../../src/algebra/window-time.ts';
import { keyPlan } from '../../src/compiler/keyed/key-plan.ts';
import type { DecisionKey } from '../../src/evaluator/decide.ts';
import { createJudge } from '../../src/evaluator/judge.ts';
import type { ConversationKey, MissingField } from '../../src/model/conversation.ts';
import type { Endpoint } from '../../src/model/endpoint.ts';
import type { Plan, PlanGrant } from '../../src/model/plan.ts';
import { arbitraryPlan, planOf } from '../support/arbitrary-plan.ts';
import { basePolicy, loadPlan } from '../support/base-policy.ts';
import { expectShare } from '../support/expect-share.ts';
import { buildGrant, buildOnce, buildSession, buildWeekly } from '../support/plan-builder.ts';
import { referenceAllows } from '../support/reference-evaluator.ts';
import { runs } from '../support/runs.ts';
import { smallCatalogue } from '../support/small-catalogue.ts';

const catalogue = smallCatalogue();
const modbus = catalogue.protocols.get('modbus');
let wasm: Uint8Array;

beforeAll(async () => {
  wasm = await basePolicy();
});

const addresses = ['10.0.0.1', '10.0.0.77', '10.1.0.2', '10.1.0.3', '10.2.0.4', '10.2.0.5'];

/** At night, by day, and in the week of the one-off window; in and out of a vendor session. */
const moments = [
  '2026-10-10T23:00:00Z',
  '2026-10-10T23:00:30Z',
  '2026-10-10T12:00:00Z',
  '2026-10-28T12:00:00Z',
  '2026-10-28T12:00:30Z',
  '2026-10-28T23:00:00Z',
].map((text) => Date.parse(text) * 1000);
/** From the thirtieth second of a minute to the fiftieth. */
const sessions = moments
  .filter((micros) => micros % 60_000_000 !== 0)
  .map((micros) => ({ window: 'support', from: micros, to: micros + 20_000_000 }));
const timed: fc.Arbitrary<Plan> = arbitraryPlan.map((plan) => ({
  ...plan,
  windows: [
    buildWeekly('night', 'Europe/Berlin', ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], '22:00', '06:00'),
    buildOnce('sunday', 'America/New_York', '2026-10-25T00:00', '2026-11-01T01:30'),
    buildSession('support'),
  ],
}));

/** Which parts are hidden, and the complete request behind it. */
const observation = fc.record({
  source: fc.constantFrom(...addresses),
  destination: fc.constantFrom(...addresses),
  operation: fc.constantFrom(
    ...(modbus?.operations ?? []).map(({ class: name, code, name: operation, table }) => ({
      operation: { class: name, code, name: operation },
      table,
    })),
    { operation: { class: 'unknown' as const, code: '99', name: null }, table: null },
  ),
  unit: fc.nat(4),
  first: fc.nat(10),
  count: fc.integer({ min: 1, max: 4 }),
  hideOperation: fc.boolean(),
  hide: fc.constantFrom('nothing', 'range', 'all'),
  time: fc.constantFrom(...moments),
  hideTime: fc.integer({ min: 0, max: 7 }).map((number) => number === 0),
});

type Observation = typeof observation extends fc.Arbitrary<infer T> ? T : never;

function partialOf(seen: Observation, bucketOf: (micros: number) => number): ConversationKey {
  const missing: MissingField[] = [];
  if (seen.hideTime) missing.push('time');
  if (seen.hideOperation) missing.push('operation');
  const hidesObject = seen.hideOperation || seen.hide !== 'nothing';
  const table = seen.operation.table;
  if (hidesObject) missing.push('object');
  const complete = {
    unit: seen.unit,
    table,
    first: table === null ? null : seen.first,
    count: table === null ? null : seen.count,
  };
  const ranged = { unit: seen.unit, table, first: null, count: null };
  const shown =
    seen.hide === 'nothing'
      ? complete
      : seen.hide === 'range'
        ? ranged
        : { unit: null, table, first: null, count: null };
  return {
    scope: 'site',
    source: seen.source,
    destination: seen.destination,
    transport: 'tcp',
    port: 502,
    protocol: 'modbus',
    operation: seen.hideOperation ? null : seen.operation.operation,
    object: seen.hideOperation ? null : shown,
    missing,
    bucket: seen.hideTime ? 0 : bucketOf(seen.time),
  };
}

function completeKey(
  seen: Observation,
  source: Endpoint,
  destination: Endpoint,
  windows: readonly string[],
): DecisionKey {
  const { operation, table } = seen.operation;
  const ranged = table === null ? { first: null, count: null } : { first: seen.first, count: seen.count };
  const object = { unit: seen.unit, table, ...ranged };
  return { source, destination, protocol: 'modbus', transport: 'tcp', port: 502, operation, object, windows };
}

function openAt(micros: number): readonly string[] {
  return sessions.filter(({ from, to }) => from <= micros && micros < to).map(({ window }) => window);
}

function judgeOf(plan: Plan) {
  return createJudge({
    plan,
    keyed: keyPlan(plan, catalogue),
    catalogue,
    policy: loadPlan(wasm, plan, catalogue),
    sessions: createSessionTimes(sessions),
  });
}

/** A grant of code 99, which the catalogue does not have. */
const ofUnknownCode: PlanGrant = {
  ...buildGrant('odd', ['office/*'], ['cell/plc-a'], ['tcp/502']),
  protocol: 'modbus',
  conduit: 'office-cell',
  operations: [{ class: 'unknown', name: 'code:99' }],
};

describe('a verdict on a partial observation', () => {
  test('is unjudged where a grant names a code that the catalogue does not have', () => {
    const [judgement] = judgeOf(planOf([ofUnknownCode])).judgeAll([
      {
        scope: 'site',
        source: '10.0.0.77',
        destination: '10.2.0.4',
        transport: 'tcp',
        port: 502,
        protocol: 'modbus',
        operation: null,
        object: null,
        missing: ['operation', 'object'],
        bucket: 0,
      },
    ]);
    expect(judgement?.verdict).toMatchObject({ kind: 'unjudged', grants: [expect.stringContaining('odd')] });
  });

  test('agrees with the complete conversation behind it, unless it is unjudged', () => {
    const kinds = new Map<string, number>();
    fc.assert(
      fc.property(timed, fc.array(observation, { minLength: 60, maxLength: 80 }), (plan, observations) => {
        const judge = judgeOf(plan);
        const judgements = judge.judgeAll(observations.map((seen) => partialOf(seen, judge.buckets.bucketOf)));
        observations.forEach((seen, index) => {
          const judgement = judgements[index];
          if (judgement === undefined) throw new Error('a judgement is missing');
          const { kind } = judgement.verdict;
          kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
          const { source, destination } = judgement;
          const key = completeKey(
            seen,
            source,
            destination,
            activeWindows(plan.windows, seen.time / 1_000_000, openAt(seen.time)),
          );
          const complete = referenceAllows(plan, key);
          if (kind === 'allowed') expect(complete).toBe(true);
          if (kind === 'denied') expect(complete).toBe(false);
          if (seen.hide === 'nothing' && !seen.hideOperation && !seen.hideTime) expect(kind).not.toBe('unjudged');
        });
      }),
      { numRuns: runs(400) },
    );
    for (const kind of ['allowed', 'denied', 'unjudged']) expectShare(20, kinds.get(kind) ?? 0);
  });
});
