/** Grants that open more than there is to reach, in the words of a plant. */
import { describe, expect, test } from 'vitest';
import { wordingOf } from '../../src/diagnostics/catalogue.ts';
import { analysisOf, findingLines, planWith } from '../support/analysis-of.ts';

/** Grants are written from line 7 on. */
const conduit = (grants: string, from: string = 'scada', to: string = 'filling'): string => `conduits:
  c:
    from: ${from}
    to: ${to}
    owner: ops
    allow:
${grants}`;

const grant = (fields: string, id: string = 'g'): string => `      ${id}: {${fields}, reason: r}`;
const fixesOf = (text: string): readonly string[] => analysisOf(planWith(text)).map((each) => wordingOf(each).fix);

describe('ports', () => {
  const modbus = (ports: string): string =>
    conduit(grant(`from: scada-1, to: plc-1, protocol: modbus, operations: [read], ports: [${ports}]`));

  test('of a protocol that listens on few are too many when they are far more', () => {
    expect(findingLines(modbus('1-65535'))).toEqual([
      'grant/any-port 7: grant `c/g` opens 65,535 ports for `modbus`, which listens on `tcp/502`',
    ]);
    expect(fixesOf(modbus('1-65535'))).toEqual(['leave `ports` out, or write `ports: [tcp/502]`']);
  });

  test('near those of the protocol are none of our business', () => {
    expect(findingLines(modbus('502'))).toEqual([]);
    expect(findingLines(modbus('500-515'))).toEqual([]);
    expect(findingLines(modbus('500-516'))).toHaveLength(1);
  });

  test('of a bare transport are too many when it is all of them', () => {
    const tcp = (more: string): string => conduit(grant(`from: scada-1, to: plc-1, protocol: tcp${more}`));
    expect(findingLines(tcp(''))).toEqual([
      'grant/any-port 7: grant `c/g` opens 65,536 ports of `tcp`, to any protocol on them',
    ]);
    expect(findingLines(tcp(', ports: [8000-8100]'))).toEqual([]);
  });

  test('of a protocol that agrees on them at run time are its own', () => {
    expect(findingLines(conduit(grant('from: scada-1, to: plc-1, protocol: msrpc')))).toEqual([]);
  });
});

describe('operations', () => {
  test('left out on a plant protocol are named by their classes', () => {
    const text = conduit(grant('from: scada-1, to: plc-1, protocol: modbus'));
    expect(findingLines(text)).toEqual([
      'grant/any-operation 7: grant `c/g` allows every operation of `modbus`, `write`, `control`, `program` and `firmware` among them',
    ]);
    expect(fixesOf(text)).toEqual(['name the operations; if it only reads, write `operations: [read]`']);
  });

  test('left out are no finding where the protocol changes nothing in the plant', () => {
    for (const protocol of ['https', 'ntp', 'network-housekeeping'])
      expect(findingLines(conduit(grant(`from: scada-1, to: plc-1, protocol: ${protocol}`)))).toEqual([]);
    expect(findingLines(conduit(grant('from: scada-1, to: plc-1, protocol: snmp')))).toHaveLength(1);
  });
});

describe('members', () => {
  const office = `zones:
  office: {scope: north, kind: enterprise, level: 4, networks: [10.30.0.0/24]}
assets:
  office-1: {zone: office, class: office_pc, ip: 10.30.0.5}
boundaries:
  fw-office: {dialect: nftables, interfaces: {eth0: office, eth1: dmz}}
`;
  const cell = `assets:
  fw-1: {zone: filling, class: firewall, ip: 10.20.1.1}
  sw-1: {zone: filling, class: switch, ip: 10.20.1.2}
`;
  const read = (from: string, to: string): string =>
    grant(`from: ${from}, to: ${to}, protocol: modbus, operations: [read]`);

  test('that nobody declared take part in a plant protocol', () => {
    const lines = findingLines(`${office}${conduit(read('any', 'hist-1'), 'office', 'dmz')}`);
    expect(lines).toEqual([
      'grant/whole-zone 13: grant `c/g` begins at every address of zone `office`, declared or not',
    ]);
  });

  test('that nobody declared may read the pages of a server', () => {
    const pages = conduit(grant('from: any, to: hist-1, protocol: https'), 'office', 'dmz');
    expect(findingLines(`${office}${pages}`)).toEqual([]);
  });

  test('of classes that never speak the protocol are more than half of the zone', () => {
    const text = `${cell}${conduit(read('scada-1', '"zone:filling"'))}`;
    expect(findingLines(text)).toEqual([
      'grant/whole-zone 10: grant `c/g` reaches 4 members of zone `filling`, of which only 2 are of a class that speaks `modbus`',
    ]);
    expect(fixesOf(text)).toEqual(['write `to: [plc-1, plc-2]`']);
  });

  test('that are gateways speak it', () => {
    const gateways = `assets:
  gw-1: {zone: filling, class: protocol_gateway, ip: 10.20.1.1}
  sw-1: {zone: filling, class: switch, ip: 10.20.1.2}
  sw-2: {zone: filling, class: switch, ip: 10.20.1.3}
`;
    expect(findingLines(`${gateways}${conduit(read('scada-1', '"zone:filling"'))}`)).toEqual([]);
  });

  test('selected by class or name, or mostly able, are no finding', () => {
    expect(findingLines(`${cell}${conduit(read('scada-1', '"class:plc"'))}`)).toEqual([]);
    const third = '  plc-3: {zone: filling, class: plc, ip: 10.20.1.13}\n';
    expect(findingLines(`${cell}${third}${conduit(read('scada-1', '"zone:filling"'))}`)).toEqual([]);
  });
});

describe('group addresses', () => {
  const bacnet = (more: string): readonly string[] =>
    findingLines(conduit(grant(`from: scada-1, to: "zone:filling", protocol: bacnet, ${more}`)));

  test('are reached by writing to a whole zone', () => {
    expect(bacnet('operations: [read, write]')).toEqual([
      'grant/group-address 7: grant `c/g` reaches the broadcast and multicast address of zone `filling` with `write`',
    ]);
  });

  test('that are named alone are meant', () => {
    expect(findingLines(conduit(grant('from: scada-1, to: broadcast, protocol: bacnet, operations: [write]')))).toEqual(
      [],
    );
  });

  test('may be asked who is there', () => {
    expect(bacnet('operations: [discovery, read]')).toEqual([]);
  });

  test('cannot be reached over TCP', () => {
    const text = conduit(
      grant('from: scada-1, to: "zone:filling", protocol: modbus, operations: [write], ports: [tcp/502]'),
    );
    expect(findingLines(text)).toEqual([]);
  });
});

describe('objects', () => {
  const limited = grant(
    'from: scada-1, to: plc-1, protocol: modbus, operations: [write], objects: [{unit: 1, table: holding, range: 100-119}]',
    'set',
  );

  test('without a limit beside a limit of the same class on the same device', () => {
    const wide = grant('from: ews-1, to: "class:plc", protocol: modbus, operations: [write]', 'wide');
    const text = conduit(`${limited}\n${wide}`);
    expect(findingLines(text)).toEqual([
      'grant/any-object 8: grant `c/wide` allows `write` on every object of `plc-1`, while grant `c/set` is limited to some',
    ]);
    expect(fixesOf(text)[0]).toContain('`objects: [{ unit: 1, table: holding, range: 100-119 }]`');
  });

  test('without a limit in one part of a Rego grant are no finding about the other part', () => {
    const plan = planWith(conduit(limited));
    const grants = plan.grants.flatMap((each) => [
      { ...each, id: 'plant.allow.x/g[scada>filling](1)' },
      { ...each, id: 'plant.allow.x/g[scada>filling](2)', objects: null },
    ]);
    expect(analysisOf({ ...plan, grants: [], lowered: { grants, guards: [] } })).toEqual([]);
  });

  test('without a limit are no finding for another class or another device', () => {
    const read = grant('from: ews-1, to: "class:plc", protocol: modbus, operations: [read]', 'read');
    const other = grant('from: ews-1, to: plc-2, protocol: modbus, operations: [write]', 'other');
    expect(findingLines(conduit([limited, read, other].join('\n')))).toEqual([]);
  });
});
