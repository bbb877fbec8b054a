/** What a vendor session means: closed, its grants are as if nobody had written them; opening one only opens. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { nothing } from '../../src/algebra/diagram-runs.ts';
import { createSessionTimes } from '../../src/algebra/session-times.ts';
import { keyPlan } from '../../src/compiler/keyed/key-plan.ts';
import { createJudge, type Judge } from '../../src/evaluator/judge.ts';
import { readBackNftText } from '../../src/exporters/nftables/read-back.ts';
import type { ReadBack } from '../../src/exporters/proof/read-back.ts';
import { createWireSpace, packetsWith, sessionAxis } from '../../src/exporters/proof/wire-space.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';
import type { Plan } from '../../src/model/plan.ts';
import { type BoundaryCase, boundaryCase } from '../support/arbitrary-boundary.ts';
import { arbitraryPlan } from '../support/arbitrary-plan.ts';
import { basePolicy, loadPlan } from '../support/base-policy.ts';
import { expectShare } from '../support/expect-share.ts';
import { exportText, requestOf } from '../support/export-request.ts';
import { runs } from '../support/runs.ts';
import { smallCatalogue } from '../support/small-catalogue.ts';

const catalogue = smallCatalogue();
let wasm: Uint8Array;

beforeAll(async () => {
  wasm = await basePolicy();
});

/** The plan without the grants that wait for a session. */
function without(plan: Plan): Plan {
  const sessions = new Set(plan.windows.flatMap(({ id, span }) => (span.kind === 'session' ? [id] : [])));
  return { ...plan, grants: plan.grants.filter(({ windows }) => !windows.some((id) => sessions.has(id))) };
}

function judgeOf(plan: Plan, open: readonly string[] = []): Judge {
  const sessions = createSessionTimes(open.map((window) => ({ window, from: 0, to: Number.MAX_SAFE_INTEGER })));
  const policy = loadPlan(wasm, plan, catalogue);
  return createJudge({ plan, keyed: keyPlan(plan, catalogue), catalogue, policy, sessions });
}

const addresses = ['10.0.0.1', '10.1.0.2', '10.1.0.3', '10.2.0.4', '10.2.0.5'];
const conversation = fc
  .record({
    source: fc.constantFrom(...addresses),
    destination: fc.constantFrom(...addresses),
    port: fc.constantFrom(502, 503, 80, 1200),
    operation: fc.constantFrom(
      { class: 'read' as const, code: '3', name: 'read_holding' },
      { class: 'write' as const, code: '6', name: 'write_register' },
      { class: 'session' as const, code: 'connect', name: 'connect' },
    ),
    micros: fc.integer({ min: 1, max: 2_000_000_000 }).map((seconds) => seconds * 1_000_000),
  })
  .map(({ micros, ...rest }) => ({
    micros,
    key: {
      ...rest,
      scope: 'site',
      transport: 'tcp' as const,
      protocol: 'modbus',
      object: { unit: 1, table: 'holding', first: 3, count: 1 },
      missing: [],
    },
  }));

type Asked = typeof conversation extends fc.Arbitrary<infer T> ? T : never;

const allowed = (judge: Judge, asked: readonly Asked[]): readonly boolean[] =>
  judge
    .judgeAll(asked.map(({ key, micros }) => ({ ...key, bucket: judge.buckets.bucketOf(micros) })))
    .map(({ verdict }) => verdict.kind === 'allowed');

test('without a session, a plan allows what it would allow without the grants that wait for one', () => {
  let opened = 0;
  fc.assert(
    fc.property(arbitraryPlan, fc.array(conversation, { minLength: 20, maxLength: 30 }), (plan, asked) => {
      const closed = allowed(judgeOf(plan), asked);
      expect(closed).toEqual(allowed(judgeOf(without(plan)), asked));
      const open = allowed(judgeOf(plan, ['support']), asked);
      closed.forEach((before, index) => {
        if (before) expect(open[index]).toBe(true);
        else if (open[index] === true) opened += 1;
      });
    }),
    { numRuns: runs(150) },
  );
  expectShare(10, opened);
});

/** An export as it is read back. */
function readOf(each: BoundaryCase): ReadBack {
  const { value, refusal } = readBackNftText(exportText(exportBoundary(requestOf(each))));
  if (value === null) throw new Error(refusal.found);
  return value;
}

test('a configuration as it is written lets through what one without the waiting grants does, and more with each session', () => {
  let more = 0;
  fc.assert(
    fc.property(boundaryCase, fc.constantFrom<4 | 6>(4, 6), (each, family) => {
      const whole = readOf(each);
      const rest = readOf({ ...each, plan: without(each.plan) });
      const space = createWireSpace(
        family,
        [...whole.addresses, ...rest.addresses],
        [...whole.interfaces, ...rest.interfaces],
      );
      expect(whole.enforce(space).opened).toBe(rest.enforce(space).opened);

      const sessions = ['acme-support', 'tuning'];
      const wide = createWireSpace(family, whole.addresses, whole.interfaces, { sessions });
      const { diagrams } = wide;
      const passing = whole.enforce(wide).opened;
      const [a, b] = sessions.map((_, index) => sessionAxis(index));
      for (const axis of [a, b]) {
        if (axis === undefined) throw new Error('unreachable');
        const [shut, open] = [0, 1].map((value) => {
          const side = packetsWith(wide, axis, [{ from: value, to: value }]);
          return diagrams.forSome(diagrams.intersect(passing, side), axis);
        });
        if (shut === undefined || open === undefined) throw new Error('unreachable');
        expect(diagrams.subtract(shut, open)).toBe(nothing);
        if (open !== shut) more += 1;
      }
    }),
    { numRuns: runs(120) },
  );
  expectShare(10, more);
});
