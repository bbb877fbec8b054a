/** Random plans and conversations over a small world, so that grants overlap often and borders are hit often. */
import fc from 'fast-check';
import type { DecisionKey } from '../../src/evaluator/decide.ts';
import type { Operation } from '../../src/model/conversation.ts';
import { type Endpoint, listEndpoints } from '../../src/model/endpoint.ts';
import type {
  Plan,
  PlanAsset,
  PlanGrant,
  PlanObject,
  PlanOperation,
  PlanService,
  PlanZone,
} from '../../src/model/plan.ts';
import { buildOnce, buildSession } from './plan-builder.ts';

const at = { file: 'plant.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };

const zones: readonly PlanZone[] = (['office', 'dmz', 'cell'] as const).map((id, index) => ({
  id,
  scope: 'site',
  level: [4, 3.5, 1][index] ?? 1,
  kind: ([`enterprise`, 'dmz', 'cell'] as const)[index] ?? 'cell',
  networks: [`10.${index}.0.0/16`],
  owner: null,
  securityLevel: null,
  safety: false,
  members: id === 'office' ? 'any' : 'declared',
  internal: 'granted',
  labels: [],
  at,
}));

const assets: readonly PlanAsset[] = ['office/pc', 'dmz/hist', 'dmz/jump', 'cell/plc-a', 'cell/plc-b'].map(
  (path, index) => {
    const [zone = '', id = ''] = path.split('/');
    return {
      id,
      zones: [zone],
      class: id.startsWith('plc') ? 'plc' : 'server',
      ip: [`10.${zones.findIndex((each) => each.id === zone)}.0.${index + 1}`],
      mac: [],
      vendor: null,
      model: null,
      firmware: null,
      owner: null,
      labels: [],
      at,
    };
  },
);

const windowNames = ['night', 'sunday', 'support'];
const operations: readonly Operation[] = [
  { class: 'read', code: '3', name: 'read_holding' },
  { class: 'read', code: '1', name: 'read_coils' },
  { class: 'write', code: '6', name: 'write_register' },
  { class: 'program', code: '90', name: 'umas' },
  { class: 'unknown', code: '99', name: null },
  { class: 'session', code: 'connect', name: 'connect' },
];

const interval = (max: number): fc.Arbitrary<{ from: number; to: number }> =>
  fc.tuple(fc.nat(max), fc.nat(max)).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

const planObject: fc.Arbitrary<PlanObject> = fc.record({
  unit: fc.option(interval(3)),
  table: fc.option(fc.constantFrom('holding', 'coils')),
  range: fc.option(interval(9)),
});

const planOperation: fc.Arbitrary<PlanOperation> = fc.oneof(
  fc.constantFrom('read', 'write', 'program', 'unknown').map((name) => ({ class: name, name: null }) as PlanOperation),
  fc.constantFrom(...operations).map((each) => ({ class: each.class, name: each.name ?? `code:${each.code}` })),
);

const service = fc.record<PlanService>({
  transport: fc.constant('tcp'),
  ports: fc.oneof(
    fc.constantFrom(502, 503, 80).map((port) => ({ from: port, to: port })),
    fc.constant({ from: 500, to: 1200 }),
  ),
});

const byZone = listEndpoints(zones, assets);
const sourcesOf = (zone: string): readonly Endpoint[] =>
  (byZone.get(zone) ?? []).filter((each) => each.attributes.cast === 'unicast');
const zoneName = fc.constantFrom('office', 'dmz', 'cell');

const grant: fc.Arbitrary<PlanGrant> = fc.tuple(zoneName, zoneName).chain(([from, to]) =>
  fc
    .record({
      name: fc.nat(999),
      sources: fc.subarray(
        sourcesOf(from).map((each) => each.id),
        { minLength: 1 },
      ),
      destinations: fc.subarray(
        (byZone.get(to) ?? []).map((each) => each.id),
        { minLength: 1 },
      ),
      protocol: fc.constantFrom('modbus', 'modbus', 'https', 'tcp'),
      services: fc.array(service, { minLength: 1, maxLength: 2 }),
      operations: fc.option(fc.array(planOperation, { minLength: 1, maxLength: 3 })),
      objects: fc.option(fc.array(planObject, { minLength: 1, maxLength: 3 })),
      windows: fc.subarray(windowNames),
    })
    .map(({ name, protocol, operations: words, objects, ...rest }) => ({
      ...rest,
      id: `${from}-${to}/g${name}`,
      conduit: `${from}-${to}`,
      from,
      to,
      protocol,
      operations: protocol === 'modbus' ? words : null,
      objects: protocol === 'modbus' ? objects : null,
      owner: null,
      reason: null,
      ticket: null,
      expires: null,
      at,
      fields: {},
    })),
);

/** Plans with up to eight grants; ids are made unique. */
export const arbitraryPlan: fc.Arbitrary<Plan> = fc
  .record({ grants: fc.array(grant, { maxLength: 8 }), free: fc.subarray(['dmz', 'cell']) })
  .map(({ grants, free }) => planOf(grants, free));

export function planOf(grants: readonly PlanGrant[], free: readonly string[] = []): Plan {
  const numbered = grants.map((each, index) => ({ ...each, id: `${each.id}-${index}` }));
  return {
    schema: 'zonewright/plan/v1',
    plant: 'property',
    timezone: 'UTC',
    scopes: [],
    zones: zones.map((zone) => (free.includes(zone.id) ? { ...zone, internal: 'free' } : zone)),
    assets,
    windows: windowNames.map((id) => (id === 'support' ? buildSession(id) : buildOnce(id, 'UTC', null, null))),
    conduits: [...new Set(numbered.map((each) => `${each.from} ${each.to}`))].map((pair) => {
      const [from = '', to = ''] = pair.split(' ');
      return { id: `${from}-${to}`, from, to, owner: null, allowlists: [], at };
    }),
    grants: numbered,
    allowlists: [],
    lowered: { grants: [], guards: [] },
    boundaries: [],
  };
}

const anyEndpoint = fc.constantFrom(...[...byZone.values()].flat());

/** Complete conversations, biased towards Modbus on its port. */
export const arbitraryKey: fc.Arbitrary<DecisionKey> = fc
  .record({
    source: anyEndpoint.filter((each) => each.attributes.cast === 'unicast'),
    destination: anyEndpoint,
    protocol: fc.constantFrom('modbus', 'modbus', 'modbus', 'https', 'tcp', null),
    transport: fc.constantFrom('tcp' as const, 'tcp' as const, 'udp' as const),
    port: fc.constantFrom(502, 502, 503, 80, 499, 1200),
    operation: fc.constantFrom(...operations),
    object: fc.option(
      fc.record({
        unit: fc.option(fc.nat(4)),
        table: fc.option(fc.constantFrom('holding', 'coils', 'input')),
        span: fc.option(interval(10)),
      }),
    ),
    windows: fc.subarray(windowNames),
  })
  .map(({ object, ...rest }) => ({
    ...rest,
    object:
      object === null
        ? null
        : {
            unit: object.unit,
            table: object.table,
            first: object.span?.from ?? null,
            count: object.span === null ? null : object.span.to - object.span.from + 1,
          },
  }));
