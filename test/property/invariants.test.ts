/** Invariants over the allowed set, held against every conversation judged one by one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forbiddenBy } from '../../src/compiler/forbidden-by.ts';
import { checkInvariants } from '../../src/compiler/invariants/check-invariants.ts';
import type { Catalogue } from '../../src/model/catalogue.ts';
import type { Operation } from '../../src/model/conversation.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Invariant, Plant, Written } from '../../src/model/plant.ts';
import type { Condition, Selector } from '../../src/model/selector.ts';
import { arbitraryKey, arbitraryPlan } from '../support/arbitrary-plan.ts';
import { expectShare } from '../support/expect-share.ts';
import { referenceAllows } from '../support/reference-evaluator.ts';
import { smallCatalogue } from '../support/small-catalogue.ts';

const catalogue: Catalogue = smallCatalogue();
const now = Date.parse('2026-10-20T12:00:00Z') / 1000;
const at = { file: 'plant.yaml', line: 9, column: 1, endLine: 9, endColumn: 2 };
const written = <T>(value: T): Written<T> => ({ value, at });

const condition: fc.Arbitrary<Condition> = fc.constantFrom<Condition>(
  { attribute: 'zone', comparison: '=', value: 'cell' },
  { attribute: 'zone', comparison: '=', value: 'office' },
  { attribute: 'zone', comparison: '!=', value: 'dmz' },
  { attribute: 'level', comparison: '>=', value: '3' },
  { attribute: 'level', comparison: '<', value: '2' },
  { attribute: 'class', comparison: '=', value: 'plc' },
);
const selector = fc
  .array(condition, { minLength: 1, maxLength: 2 })
  .map((conditions): Written<Selector> => written({ text: 'selector', conditions }));

const invariant: fc.Arbitrary<Invariant> = fc
  .record({
    kind: fc.constantFrom('never' as const, 'only' as const),
    from: fc.option(selector),
    to: fc.option(selector),
    protocols: fc.subarray(['modbus', 'https', 'opc-ua'], { maxLength: 2 }),
    operations: fc.subarray(['read', 'write', 'program', 'read_coils'], { maxLength: 2 }),
  })
  .map(({ protocols, operations, ...rest }) => ({
    ...rest,
    id: 'law',
    at,
    protocols: protocols.map(written),
    operations: operations.map(written),
    during: null,
    without: null,
    through: null,
    reason: null,
    waivers: [],
  }));

/** Windows are always open, so that every grant counts at every time. */
const plan = arbitraryPlan.map(
  (each): Plan => ({ ...each, grants: each.grants.map((grant) => ({ ...grant, windows: [] })) }),
);

/** Whether the protocol has the operation, so that an invariant on operations of any protocol speaks of it. */
function isKnown({
  protocol,
  operation,
}: {
  readonly protocol: string | null;
  readonly operation: Operation;
}): boolean {
  const known = catalogue.protocols.get(protocol ?? '')?.operations ?? [];
  return operation.class !== 'session' && known.some((each) => each.class === operation.class);
}

function plantOf(law: Invariant): Plant {
  return { timezone: 'UTC', invariants: [law] } as unknown as Plant;
}

describe('an invariant', () => {
  test('is violated wherever a conversation that is allowed goes against it', () => {
    let broken = 0;
    let kept = 0;
    fc.assert(
      fc.property(plan, invariant, fc.array(arbitraryKey, { minLength: 60, maxLength: 80 }), (each, law, keys) => {
        const plant = plantOf(law);
        const found = checkInvariants(plant, each, catalogue, now).length > 0;
        const breaking = keys.filter((key) => {
          if (!isKnown(key) || !referenceAllows(each, key)) return false;
          const subject = { ...key, protocols: [key.protocol ?? 'nobody-names-it'] };
          return forbiddenBy(plant, subject, catalogue) !== null;
        });
        if (breaking.length > 0) {
          broken += 1;
          expect(found).toBe(true);
        } else if (!found) kept += 1;
      }),
      { numRuns: 400 },
    );
    expectShare(60, broken);
    expectShare(30, kept);
  });

  test('that speaks of nothing that is allowed holds', () => {
    fc.assert(
      fc.property(plan, invariant, (each, law) => {
        const nothing = {
          ...each,
          grants: [],
          zones: each.zones.map((zone) => ({ ...zone, internal: 'granted' as const })),
        };
        expect(checkInvariants(plantOf(law), nothing, catalogue, now)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('never and only of the same subject leave nothing in between', () => {
    fc.assert(
      fc.property(plan, invariant, (each, law) => {
        const whole = { ...law, operations: [] };
        const [never, only] = (['never', 'only'] as const).map(
          (kind) => checkInvariants(plantOf({ ...whole, kind }), each, catalogue, now).length > 0,
        );
        const allowsSomething = each.grants.length > 0 || each.zones.some((zone) => zone.internal === 'free');
        if (allowsSomething) expect(never === true || only === true).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
