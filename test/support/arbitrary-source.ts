/**
 * Random plant descriptions of other tools: mostly as their schemas have them, with every mistake that people make now and
 * then. They are values; how they are written is up to the test.
 */
import fc from 'fast-check';

/** A document of one format. */
export type SourceDocument = Readonly<Record<string, unknown>>;

const zoneIds = ['office', 'dmz', 'control room', 'cell_1', 'cell 1', 'any', 'safety', 'plc_1'];
const assetIds = ['plc_1', 'hmi', 'scada', 'switch', 'all', 'Förderer 2', 'dmz'];
const addresses = [
  '10.0.0.1',
  '10.0.0.2',
  '10.0.1.1',
  'fd00::1',
  '10.0.0',
  'DHCP (10.0.0.9)',
  '',
  '10.0.0.1, 10.0.1.7',
];
const names = [
  ...['modbus_tcp', 'Modbus TCP', 'opcua', 's7comm', 'https', 'HTTP/S', 'profinet', 'iec61850', 'dnp3', 'ethernet_ip'],
  ...['sql', 'tcp', 'udp', 'any', '', 'dlms', 'Ethernet', '4-20mA', 'modbus_rtu', 'kerberos', 'icmp', 'goose', 'ldaps'],
];
const ports = [502, 102, 443, 4840, 1433, 20_000, 2222, 44_818, 9000, 70_000, 0, '443', [1], 'any'];

type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** A field that is there, is not, or is something else. */
function field<T>(value: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: value },
    { weight: 1, arbitrary: fc.constantFrom(null, [], {}, 7, true, 'x') },
  );
}

function oneOf<T>(values: readonly T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...values);
}

/** A record as its schema has it, or one with fields that are missing and of the wrong kind. */
function record(fields: Fields): fc.Arbitrary<unknown> {
  const broken = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, field(value)]));
  return fc.oneof(
    { weight: 5, arbitrary: fc.record(fields) },
    { weight: 2, arbitrary: fc.record(broken, { requiredKeys: [] }) },
  );
}

/** Mostly an address of its own, so that assets can be told apart. */
function addressOf(zone: number, id: string): fc.Arbitrary<string> {
  const own = `10.${zone}.1.${1 + assetIds.indexOf(id)}`;
  return fc.oneof({ weight: 6, arbitrary: fc.constant(own) }, { weight: 1, arbitrary: oneOf(addresses) });
}

/** Mostly the usual one. */
function idOf(usual: string, others: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 15, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: oneOf(others) });
}

function assetsOf(ids: readonly string[], own: (id: string) => Fields): fc.Arbitrary<unknown> {
  const some = fc.subarray([...ids], { minLength: 1 });
  return some.chain((chosen) => fc.tuple(...chosen.map((id) => record({ id: idOf(id, assetIds), ...own(id) }))));
}

function induformZone(zone: number, id: string, assets: readonly string[]): fc.Arbitrary<unknown> {
  return record({
    id: idOf(id, zoneIds),
    name: fc.string({ maxLength: 8 }),
    type: oneOf(['enterprise', 'dmz', 'site', 'area', 'cell', 'safety']),
    security_level_target: oneOf([1, 2, 4, 9]),
    network_segment: oneOf([`10.${zone}.0.0/16`, `10.${zone}.1.0/24`, '10.0.0.0/8', 'VLAN 5']),
    parent_zone: oneOf(zoneIds),
    assets: assetsOf(assets, (asset) => ({
      name: fc.string({ maxLength: 8, unit: 'binary' }),
      type: oneOf(['plc', 'hmi', 'scada', 'switch', 'other']),
      ip_address: addressOf(zone, asset),
      mac_address: oneOf(['02:00:00:00:00:01', '02-00-00-00-00-02', 'zz', '']),
      criticality: oneOf([1, 5, 6]),
    })),
  });
}

const zoneEnd = idOf('cell 1', ['control room', 'any', 'dmz', 'nowhere']);

export const arbitraryInduform: fc.Arbitrary<SourceDocument> = fc.record({
  project: record({ name: oneOf(['Plant 1', 'Süd', '']), compliance_standards: fc.constant(['PURDUE']) }),
  zones: fc.tuple(
    induformZone(1, 'cell 1', ['plc_1', 'hmi']),
    induformZone(2, 'control room', ['scada', 'switch', 'plc_1']),
    induformZone(3, 'any', ['all', 'dmz']),
  ),
  conduits: fc.array(
    record({
      id: oneOf(['c', 'c-back', 'c d', 'other']),
      from_zone: fc.oneof(zoneEnd, fc.constant('any')),
      to_zone: fc.constantFrom('control room', 'any', 'cell 1'),
      flows: fc.array(
        record({
          protocol: oneOf(names),
          port: fc.oneof(oneOf(ports), fc.constant(null)),
          direction: oneOf(['inbound', 'outbound', 'bidirectional', 'sideways']),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 4 },
  ),
});

function zcZone(zone: number, assets: readonly string[]): fc.Arbitrary<unknown> {
  return record({
    id: oneOf(zoneIds),
    label: oneOf(['Level 4: Office', 'Level 1', 'DMZ', 'Hall']),
    assets: assetsOf(assets, (asset) => ({
      label: oneOf(['PLC', 'Switch', 'Firewall', 'Thing']),
      ip: addressOf(zone, asset),
      criticality: oneOf(['Low', 'High', 'Grave']),
    })),
  });
}

export const arbitraryZcAsCode: fc.Arbitrary<SourceDocument> = fc.record({
  project: oneOf(['Plant 1', 'Süd']),
  styles: fc.constant({ firewall: '#fff' }),
  zones: fc.tuple(zcZone(1, ['plc_1', 'hmi']), zcZone(2, ['scada', 'switch', 'Förderer 2']), zcZone(3, ['all', 'dmz'])),
  conduits: fc.array(
    record({
      src: oneOf(assetIds),
      dst: oneOf(assetIds),
      protocol: fc.array(oneOf(names), { minLength: 1, maxLength: 3 }).map((list) => list.join(', ')),
      port: oneOf([null, null, '502', '443', '443, 5432', 'tcp/502', '5000-5010', 'any', '9100/udp']),
    }),
    { maxLength: 8 },
  ),
});
