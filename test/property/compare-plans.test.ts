/** What a change opens and closes, held against the reference evaluator address by address, and its algebra. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparePlans } from '../../src/analyzer/compare/compare-plans.ts';
import type { EndpointId, Plan, PlanAsset } from '../../src/model/plan.ts';
import type { DiffEntry, DiffGroup, PlanDiff } from '../../src/model/plan-diff.ts';
import { arbitraryPlan } from '../support/arbitrary-plan.ts';
import { expectShare } from '../support/expect-share.ts';
import { buildOnce, buildWeekly } from '../support/plan-builder.ts';
import { type CompleteConversation, referenceAllows, referenceKey } from '../support/reference-evaluator.ts';
import { smallCatalogue } from '../support/small-catalogue.ts';

const catalogue = smallCatalogue();
const now = Date.parse('2026-10-20T12:00:00Z') / 1000;
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const windows = [
  buildWeekly('night', 'Europe/Berlin', days, '22:00', '06:00'),
  buildOnce('sunday', 'America/New_York', '2026-10-25T00:00', '2026-11-01T01:30'),
];
const otherWindows = [buildWeekly('night', 'Europe/Berlin', days, '20:00', '06:00'), ...windows.slice(1)];

/** What people do to assets: another address, another zone, another name, none any more. */
const reshaping = fc.record({
  asset: fc.nat(4),
  what: fc.constantFrom('nothing', 'address', 'swapped addresses', 'zone', 'gone'),
});
const plan = fc
  .tuple(arbitraryPlan, reshaping, fc.constantFrom(windows, otherWindows))
  .map(([each, change, own]): Plan => ({ ...each, windows: own, assets: reshape(each.assets, change) }));
const pair = fc.tuple(plan, plan);

function reshape(
  assets: readonly PlanAsset[],
  { asset, what }: { readonly asset: number; readonly what: string },
): readonly PlanAsset[] {
  const target = assets[asset];
  const neighbour = assets[(asset + 1) % assets.length];
  return assets.flatMap((each): readonly PlanAsset[] => {
    if (what === 'swapped addresses' && (each === target || each === neighbour))
      return [{ ...each, ip: (each === target ? neighbour : target)?.ip ?? [] }];
    if (each !== target || what === 'nothing') return [each];
    if (what === 'address') return [{ ...each, ip: each.ip.map((ip) => ip.replace(/\.\d+$/, '.77')) }];
    return what === 'zone' ? [{ ...each, zones: ['dmz'] }] : [];
  });
}

function compare(base: Plan, head: Plan): PlanDiff {
  const side = (each: Plan) => ({ plan: each, catalogue, textAt: () => '', owners: [] });
  return comparePlans(side(base), side(head), now);
}

/** Without causes, which tell the sides apart, and without the example, of which there are many. */
function plainly(groups: readonly DiffGroup[]): unknown {
  return groups.map((group) => ({
    ...group,
    entries: group.entries.map((entry) => ({ ...entry, causes: [], witness: null })),
  }));
}

function conversationOf({ witness }: DiffEntry): CompleteConversation | null {
  const { source, destination, protocol, transport, port, operation, object, time } = witness;
  if (source.address === null || destination.address === null || time === null) return null;
  return {
    scope: 'site',
    source: source.address,
    destination: destination.address,
    transport,
    port,
    protocol: protocol ?? 'nobody-names-it',
    operation,
    object: object?.first === null && object.unit === null && object.table === null ? null : object,
    time: Date.parse(time) / 1000,
  };
}

const allows = (each: Plan, conversation: CompleteConversation): boolean =>
  referenceAllows(each, referenceKey(each, conversation));

/** Renames zones and assets everywhere. */
function renamed(each: Plan): Plan {
  const endpoint = (id: EndpointId): EndpointId => {
    const [zone = '', name = ''] = id.split('/');
    return `z-${zone}/${/^[*~?]/.test(name) ? name : `a-${name}`}`;
  };
  return {
    ...each,
    zones: each.zones.map((zone) => ({ ...zone, id: `z-${zone.id}` })),
    assets: each.assets.map((asset) => ({ ...asset, id: `a-${asset.id}`, zones: asset.zones.map((id) => `z-${id}`) })),
    grants: each.grants.map((grant) => ({
      ...grant,
      id: `renamed/${grant.id}`,
      from: `z-${grant.from}`,
      to: `z-${grant.to}`,
      sources: grant.sources.map(endpoint),
      destinations: grant.destinations.map(endpoint),
    })),
  };
}

const nothing: PlanDiff = { opened: [], closed: [], moved: [], uncompared: [], held: [], approvals: [] };

describe('comparing plans', () => {
  test('finds nothing between a plan and itself, in any order and under other names', () => {
    fc.assert(
      fc.property(plan, (each) => {
        expect(compare(each, each)).toEqual(nothing);
        expect(compare(each, { ...each, grants: each.grants.toReversed() })).toEqual(nothing);
        expect(compare(each, renamed(each))).toEqual(nothing);
        expect(compare(renamed(each), each)).toEqual(nothing);
      }),
      { numRuns: 150 },
    );
  });

  test('is the mirror image the other way round', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [there, back] = [compare(a, b), compare(b, a)];
        expect(plainly(there.opened)).toEqual(plainly(back.closed));
        expect(plainly(there.closed)).toEqual(plainly(back.opened));
        expect(there.moved.map(({ base, head, lost, gained }) => [head, base, gained, lost])).toEqual(
          back.moved.map(({ base, head, lost, gained }) => [base, head, lost, gained]),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('adding a grant closes nothing, and taking one away opens nothing', () => {
    fc.assert(
      fc.property(plan, fc.nat(9), (each, index) => {
        const less = { ...each, grants: each.grants.filter((_, place) => place !== index % each.grants.length) };
        expect(compare(less, each).closed).toEqual([]);
        expect(compare(each, less).opened).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('shows conversations that the reference evaluator allows on one side only', () => {
    let shown = 0;
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const { opened, closed, moved } = compare(a, b);
        const names = new Set(moved.flatMap(({ base, head }) => [base, head]));
        for (const [groups, own, other] of [
          [opened, b, a],
          [closed, a, b],
        ] as const) {
          for (const entry of groups.flatMap((group) => group.entries)) {
            const conversation = conversationOf(entry);
            if (conversation === null) continue;
            shown += 1;
            expect(allows(own, conversation)).toBe(true);
            const ends = [entry.witness.source.endpoint, entry.witness.destination.endpoint];
            if (!ends.some((end) => names.has(end))) expect(allows(other, conversation)).toBe(false);
          }
        }
      }),
      { numRuns: 200 },
    );
    expectShare(400, shown);
  });

  test('misses no conversation that changes between two addresses that nobody moved', () => {
    let changed = 0;
    const address = fc.constantFrom(
      '10.0.0.1',
      '10.0.9.9',
      '10.1.0.2',
      '10.1.0.3',
      '10.1.0.77',
      '10.2.0.4',
      '10.2.0.5',
      '10.2.0.77',
    );
    const conversation: fc.Arbitrary<CompleteConversation> = fc.record({
      scope: fc.constant('site'),
      source: address,
      destination: address,
      transport: fc.constant('tcp' as const),
      port: fc.constantFrom(502, 503, 80),
      protocol: fc.constantFrom('modbus', 'http'),
      operation: fc.constantFrom(
        { class: 'read' as const, code: '3', name: 'read_holding' },
        { class: 'write' as const, code: '6', name: 'write_register' },
      ),
      object: fc.constantFrom(null, { unit: 1, table: 'holding', first: 5, count: 1 }),
      time: fc.constantFrom(now, Date.parse('2026-10-26T19:30:00Z') / 1000, Date.parse('2026-10-26T23:30:00Z') / 1000),
    });
    fc.assert(
      fc.property(pair, fc.array(conversation, { minLength: 60, maxLength: 80 }), ([a, b], all) => {
        const { opened, closed, moved } = compare(a, b);
        const places = new Set(moved.flatMap(({ lost, gained }) => [...lost, ...gained]));
        for (const each of all) {
          if (each.source === each.destination || places.has(each.source) || places.has(each.destination)) continue;
          const [before, after] = [allows(a, each), allows(b, each)];
          if (before === after) continue;
          changed += 1;
          const key = referenceKey(after ? b : a, each);
          const found = (after ? opened : closed).find(
            ({ from, to }) => from === key.source.attributes.zone && to === key.destination.attributes.zone,
          );
          const told = found?.entries.some(
            ({ sources, destinations, services, operations }) =>
              sources.includes(key.source.id) &&
              destinations.includes(key.destination.id) &&
              services.some(({ ports }) => ports.from <= each.port && each.port <= ports.to) &&
              (operations === null || operations.some((operation) => operation.class === each.operation.class)),
          );
          expect({ each, told: told === true || found?.more === true }).toEqual({ each, told: true });
        }
      }),
      { numRuns: 200 },
    );
    expectShare(200, changed);
  });
});
