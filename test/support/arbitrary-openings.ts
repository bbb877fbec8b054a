/** Random plans whose grants lie on, in and beside one another, and every point that they can tell apart written out. */
import fc from 'fast-check';
import { activeWindows } from '../../src/algebra/window-time.ts';
import { openingsOf } from '../../src/analyzer/opening.ts';
import type { DecisionKey } from '../../src/evaluator/decide.ts';
import { type Endpoint, listEndpoints } from '../../src/model/endpoint.ts';
import type { Plan, PlanGrant } from '../../src/model/plan.ts';
import { planOf } from './arbitrary-plan.ts';
import { buildGrant, buildOnce } from './plan-builder.ts';
import { referenceAllows } from './reference-evaluator.ts';

const windows = [
  buildOnce('early', 'UTC', null, '2026-06-01T00:00'),
  buildOnce('late', 'UTC', '2026-03-01T00:00', null),
];
/** Each window alone, and both. */
const moments = ['2026-01-01', '2026-04-01', '2026-07-01'].map((day) => Date.parse(`${day}T00:00:00Z`) / 1000);
/** Registers that limits name, and one beyond. */
const numbers = [0, 1, 2, 3];

const subset = <T>(items: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...items], { minLength: 1 });
const range = fc.tuple(fc.nat(2), fc.nat(2)).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const object = fc.record({
  unit: fc.option(
    fc.constantFrom(1, 2).map((unit) => ({ from: unit, to: unit })),
    { freq: 1 },
  ),
  table: fc.constant('holding'),
  range: fc.option(range),
});

const part = fc
  .record({
    from: fc.constantFrom('dmz', 'dmz', 'cell'),
    sources: fc.nat(2),
    destinations: subset(['cell/plc-a', 'cell/plc-b']),
    service: fc.constantFrom('tcp/502', 'tcp/502', 'tcp/502-503'),
    operations: fc.option(
      subset([
        { class: 'read', name: null },
        { class: 'write', name: null },
        { class: 'read', name: 'read_holding' },
      ] as const),
      { freq: 2 },
    ),
    objects: fc.option(fc.array(object, { minLength: 1, maxLength: 2 })),
    windows: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray(['early', 'late'])),
  })
  .map(({ from, sources, service, destinations, ...rest }): PlanGrant => {
    const own = from === 'dmz' ? ['dmz/hist', 'dmz/jump'] : ['cell/plc-a', 'cell/plc-b'];
    const chosen = sources === 2 ? own : own.slice(sources, sources + 1);
    return { ...buildGrant('g', chosen, destinations, [service]), ...rest, protocol: 'modbus' };
  });

/** Up to eight grants as written, of one or two parts each; some are repeated, and the cell may be free inside. */
export const arbitraryOpenings: fc.Arbitrary<Plan> = fc
  .record({
    written: fc.array(fc.array(part, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 7 }),
    repeated: fc.option(fc.nat(6)),
    free: fc.subarray(['cell']),
  })
  .map(({ written, repeated, free }) => {
    const again = repeated === null ? undefined : written[repeated % written.length];
    const all = again === undefined ? written : [...written, again];
    const grants = all.flatMap((parts, index) =>
      parts.map((each, number) => ({ ...each, id: `c/g${index}[${each.from}>${each.to}](${number})` })),
    );
    return { ...planOf([], free), grants, windows };
  });

/** Every conversation that grants of {@link arbitraryOpenings} can tell from others. */
export function everyPoint(plan: Plan): readonly DecisionKey[] {
  const endpoints = [...listEndpoints(plan.zones, plan.assets).values()].flat();
  const named = (id: string): Endpoint[] => endpoints.filter((each) => each.id === id);
  const operations = [
    { class: 'read', code: '3', name: 'read_holding' },
    { class: 'read', code: '1', name: 'read_coils' },
    { class: 'write', code: '6', name: 'write_register' },
    { class: 'session', code: 'connect', name: 'connect' },
    { class: 'program', code: '90', name: 'umas' },
  ] as const;
  const objects = [
    null,
    ...[1, 2, 3].flatMap((unit) => numbers.map((first) => ({ unit, table: 'holding', first, count: 1 }))),
  ];
  return ['dmz/hist', 'dmz/jump', 'cell/plc-a', 'cell/plc-b'].flatMap(named).flatMap((source) =>
    ['cell/plc-a', 'cell/plc-b'].flatMap(named).flatMap((destination) =>
      // The last is for free traffic alone, so that no grant is as large.
      [502, 503, 504].flatMap((port) =>
        operations.flatMap((operation) =>
          objects.flatMap((one) =>
            moments.map((moment) => ({
              source,
              destination,
              protocol: 'modbus',
              transport: 'tcp' as const,
              port,
              operation,
              object: one,
              windows: activeWindows(windows, moment),
            })),
          ),
        ),
      ),
    ),
  );
}

/** Positions of points in {@link everyPoint}. */
export type Points = ReadonlySet<number>;

/** The points that some grants of a plan allow, without free traffic. */
function pointsOf(plan: Plan, grants: readonly PlanGrant[], points: readonly DecisionKey[]): Points {
  const bare = { ...plan, grants, zones: plan.zones.map((zone) => ({ ...zone, internal: 'granted' as const })) };
  const found = new Set<number>();
  points.forEach((point, index) => {
    if (referenceAllows(bare, point)) found.add(index);
  });
  return found;
}

/** The points of each grant as written, and of free traffic. */
export function worldOf(plan: Plan): ReadonlyMap<string, Points> {
  const points = everyPoint(plan);
  const { written, free } = openingsOf(plan);
  const inside = new Set(
    points.flatMap(({ source, destination }, index) =>
      free.length > 0 && source.attributes.zone === destination.attributes.zone ? [index] : [],
    ),
  );
  return new Map([
    ...free.map((each) => [each.name, inside] as const),
    ...written.map((each) => [each.name, pointsOf(plan, each.grants, points)] as const),
  ]);
}
