/** Random grants of the protocols that the catalogue ships: every field, words of every kind, limits that touch. */
import fc from 'fast-check';
import type { ConduitFile } from '../../../src/compiler/schema/conduit-file.ts';
import type { Protocol } from '../../../src/model/catalogue.ts';
import { shippedCatalogue } from '../shipped-catalogue.ts';
import type { AssetDraft } from './draft-assets.ts';
import { draftEndpoint, rawSelector } from './draft-selectors.ts';
import { ownerWords, type ZoneDraft } from './draft-zones.ts';
import { pick, pickSome, present, sometimes } from './pick.ts';

export type GrantFile = NonNullable<ConduitFile['allow']>[string];

/** Protocols by how often they are granted; the last is an alias. */
const protocols = [
  'modbus',
  'modbus',
  'modbus',
  's7comm',
  'dnp3',
  'opc-ua',
  'https',
  'ssh',
  'tcp',
  'udp',
  'icmp',
  'icmpv6',
  'goose',
  'network-housekeeping',
];

const ports = [502, '500-510', 'tcp/502', '503', '0x1f7', 'udp/20000', '22-443', 'TCP / 65535', 0];
const dates = ['2026-01-01', '2026-03-28', '2026-03-29', '2026-10-24', '2026-10-25', '2027-03-31'];

const bounds = fc.tuple(fc.nat(12), fc.nat(6), fc.constantFrom('number', 'text', 'hex', 'to the end'));
const object = fc.record({
  unit: fc.option(fc.tuple(fc.nat(3), fc.nat(2), fc.constantFrom('number' as const, 'text' as const))),
  table: fc.option(fc.nat(2)),
  range: fc.option(bounds),
});

export const rawGrant = fc.record({
  protocol: fc.nat(protocols.length - 1),
  from: fc.array(rawSelector, { minLength: 1, maxLength: 2 }),
  to: fc.array(rawSelector, { minLength: 1, maxLength: 2 }),
  ports: sometimes(fc.array(fc.nat(ports.length - 1), { minLength: 1, maxLength: 2 })),
  operations: fc.option(fc.array(fc.record({ form: fc.nat(3), what: fc.nat(49) }), { minLength: 1, maxLength: 3 })),
  objects: fc.option(fc.array(object, { minLength: 1, maxLength: 3 }), { freq: 2 }),
  during: sometimes(fc.nat(3)),
  starts: sometimes(fc.nat(dates.length - 1)),
  expires: sometimes(fc.nat(dates.length - 1)),
  owner: sometimes(fc.constantFrom(...ownerWords)),
  ticket: sometimes(fc.constantFrom('CHG-1', 4471)),
});

type RawGrant = typeof rawGrant extends fc.Arbitrary<infer T> ? T : never;

/** What a grant may name: the zones on its two sides, the assets, the windows. */
export interface Surroundings {
  readonly from: readonly ZoneDraft[];
  readonly to: readonly ZoneDraft[];
  readonly assets: readonly AssetDraft[];
  readonly windows: readonly string[];
}

export function draftGrant(raw: RawGrant, { from, to, assets, windows }: Surroundings): GrantFile {
  const protocol = shippedCatalogue.protocols.get(pick(protocols, raw.protocol));
  if (protocol === undefined) throw new Error('the catalogue has the protocols of the drafts');
  const [first, second] = [raw.starts, raw.expires].map((each) => (each === null ? null : pick(dates, each)));
  const inOrder = first == null || second == null || first <= second;
  const operations = raw.operations === null ? null : operationsOf(raw.operations, protocol);
  const objects = raw.objects === null ? null : raw.objects.flatMap((each) => objectOf(each, protocol));
  return present({
    from: raw.from.map((each) => draftEndpoint(each, 'from', from, assets)),
    to: raw.to.map((each) => draftEndpoint(each, 'to', to, assets)),
    protocol: protocol.id,
    ports: raw.ports === null || !hasPorts(protocol) ? null : pickSome(ports, raw.ports),
    operations: operations === null || operations.length === 0 ? null : operations,
    objects: objects === null || objects.length === 0 ? null : objects,
    enforce: protocol.id === 'modbus' && raw.from.length === 1 && operations?.[0] !== undefined ? 'functions' : null,
    during: raw.during === null || windows.length === 0 ? null : pick(windows, raw.during),
    starts: inOrder ? first : second,
    expires: inOrder ? second : first,
    owner: raw.owner,
    reason: raw.owner === null ? null : 'because: it is needed',
    ticket: raw.ticket,
  });
}

function hasPorts({ services }: Protocol): boolean {
  return services.some(({ transport }) => transport === 'tcp' || transport === 'udp');
}

/** Classes, names, codes that the catalogue has, and one that it has not. */
function operationsOf(
  chosen: readonly { readonly form: number; readonly what: number }[],
  protocol: Protocol,
): readonly string[] {
  if (protocol.operations.length === 0) return [];
  const words = chosen.map(({ form, what }) => {
    const entry = pick(protocol.operations, what);
    return pick([entry.class, entry.name, `code:${entry.code}`, what % 3 === 0 ? 'code:zz9' : entry.class], form);
  });
  return [...new Set(words)];
}

type RawObject = typeof object extends fc.Arbitrary<infer T> ? T : never;
type ObjectFile = { unit?: string | number; table?: string; range?: string | number };

/** The parts that the protocol has; a limit without parts is none. */
function objectOf({ unit, table, range }: RawObject, { object: addressing }: Protocol): readonly ObjectFile[] {
  if (addressing === null) return [];
  const { tables } = addressing;
  const limit: ObjectFile = present({
    unit: unit === null || addressing.unit === null ? null : span(unit, addressing.unit.max),
    table: table === null || tables.length === 0 ? null : pick(tables, table),
    range: range === null || addressing.range === null ? null : span(range, addressing.range.max),
  });
  return Object.keys(limit).length === 0 ? [] : [limit];
}

function span([from, length, form]: readonly [number, number, string], max: number): string | number {
  if (form === 'to the end') return `${from}-${max}`;
  if (length === 0) return form === 'number' ? from : String(from);
  return form === 'hex' ? `0x${from.toString(16)}-0x${(from + length).toString(16)}` : `${from} - ${from + length}`;
}
