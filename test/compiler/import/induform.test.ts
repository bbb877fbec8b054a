/** InduForm: what each field becomes, and what is said of those that become nothing. */
import { describe, expect, test } from 'vitest';
import type { Plant } from '../../../src/model/plant.ts';
import { grantsIn, importText, messageOf, notesIn } from '../../support/import-text.ts';

/** Two zones and a conduit with these flows. */
function withFlows(...flows: readonly string[]): string {
  return `project: { name: p }
zones:
  - { id: up, name: up, type: site, security_level_target: 2, assets: [{ id: a, name: a, type: server, ip_address: 10.0.0.1 }] }
  - { id: down, name: down, type: cell, security_level_target: 2, assets: [{ id: b, name: b, type: plc, ip_address: 10.1.0.1 }] }
conduits:
  - id: c
    from_zone: up
    to_zone: down
    flows:
${flows.map((flow) => `      - ${flow}\n`).join('')}`;
}

function withZone(zone: string): string {
  return `project: { name: p }\nzones:\n  - ${zone}\n`;
}

function plantOf(text: string): Plant {
  const { imported } = importText(text);
  if (imported === null) throw new Error('nothing was imported');
  return imported.plant;
}

const grants = (...flows: readonly string[]): readonly string[] => grantsIn(plantOf(withFlows(...flows)));

describe('a flow', () => {
  test('that is outbound may be begun by the first zone alone', () => {
    expect(grants('{ protocol: modbus_tcp, port: 502, direction: outbound }')).toEqual([
      'c/modbus_tcp: zone:up -> zone:down cast:unicast modbus',
    ]);
  });

  test('that is inbound leads the other way, in the same conduit when nothing else is in it', () => {
    expect(grants('{ protocol: modbus_tcp, port: 502, direction: inbound }')).toEqual([
      'c/modbus_tcp: zone:down -> zone:up cast:unicast modbus',
    ]);
    expect(grants('{ protocol: ssh, port: 22, direction: outbound }', '{ protocol: ntp, direction: inbound }')).toEqual(
      ['c/ssh: zone:up -> zone:down cast:unicast ssh', 'c-back/ntp: zone:down -> zone:up cast:unicast ntp'],
    );
  });

  test.each(['{ protocol: ssh }', '{ protocol: ssh, direction: bidirectional }'])(
    'without a direction or with both, %s, is granted both ways, and that is said',
    (flow) => {
      expect(grants(flow)).toEqual([
        'c/ssh: zone:up -> zone:down cast:unicast ssh',
        'c-back/ssh: zone:down -> zone:up cast:unicast ssh',
      ]);
      expect(notesIn(withFlows(flow))).toEqual(['import/both-directions 10']);
    },
  );

  test.each([
    ['{ protocol: modbus_tcp, port: 1502, direction: outbound }', 'modbus tcp/1502'],
    ['{ protocol: bacnet, port: 47809, direction: outbound }', 'bacnet udp/47809'],
    ['{ protocol: https, direction: outbound }', 'https tcp/443'],
    ['{ protocol: https, port: 8443, direction: outbound }', 'https tcp/8443'],
    ['{ protocol: opcua, port: 4843, direction: outbound }', 'opc-ua tcp/4843'],
    ['{ protocol: cip, port: 2222, direction: outbound }', 'ethernet-ip udp/2222'],
    ['{ protocol: kerberos, direction: outbound }', 'kerberos'],
    ['{ protocol: icmp, direction: outbound }', 'icmp'],
    ['{ protocol: ldaps, direction: outbound }', 'ldap tcp/636'],
    ['{ protocol: opc_da, direction: outbound }', 'opc-classic tcp/135'],
    ['{ protocol: tcp, port: 9000, direction: outbound }', 'tcp tcp/9000'],
    ['{ protocol: sql, port: 5432, direction: outbound }', 'postgresql'],
  ])('%s is granted as %s', (flow, granted) => {
    expect(grants(flow)).toEqual([
      expect.stringMatching(new RegExp(`^c/\\S+: zone:up -> zone:down cast:unicast ${granted}$`)),
    ]);
  });

  test.each([
    ['{ protocol: any, direction: outbound }', 'import/no-grant'],
    ['{ protocol: "", direction: outbound }', 'import/no-grant'],
    ['{ protocol: tcp, direction: outbound }', 'import/no-grant'],
    ['{ protocol: dlms, port: 4059, direction: outbound }', 'import/no-grant'],
    ['{ protocol: sql, direction: outbound }', 'import/no-grant'],
    ['{ protocol: goose, port: 102, direction: outbound }', 'import/no-grant'],
    ['{ protocol: modbus_rtu, direction: outbound }', 'import/no-conversation'],
    ['{ protocol: ssh, port: 70000, direction: outbound }', 'import/invalid-value'],
    ['{ protocol: ssh, port: [22], direction: outbound }', 'import/invalid-value'],
    ['{ protocol: ssh, direction: sideways }', 'import/invalid-value'],
    ['{ port: 22, direction: outbound }', 'import/invalid-value'],
    ['ssh', 'import/invalid-value'],
  ])('%s is not granted, and that is said', (flow, code) => {
    expect(grants(flow)).toEqual([]);
    expect(notesIn(withFlows(flow))).toEqual([`${code} 10`]);
  });

  test('of a family of protocols is granted without the parts that nobody asked for by name', () => {
    expect(grants('{ protocol: profinet, direction: outbound }')).toEqual([
      'c/profinet-cm: zone:up -> zone:down cast:unicast profinet-cm udp/34964',
      'c/profinet-rt: zone:up -> zone:down cast:unicast profinet-rt ethernet/0x8892',
    ]);
    const { notes } = importText(withFlows('{ protocol: iec61850, direction: outbound }'));
    expect(messageOf(notes, 'import/narrower')).toBe('1 flow of `mms` is granted without `goose` and `sampled-values`');
  });

  test('that is not in the catalogue comes with the grant that somebody may write', () => {
    const { notes } = importText(withFlows('{ protocol: dlms, port: 4059, direction: inbound }'));
    expect(notes).toMatchObject([
      {
        args: { offer: '{ from: ["zone:down"], to: [{ zone: up, cast: unicast }], protocol: tcp, ports: [tcp/4059] }' },
      },
    ]);
  });
});

describe('a conduit', () => {
  test('without flows grants nothing', () => {
    const text = withFlows().replace('    flows:\n', '    flows: []\n');
    expect(grantsIn(plantOf(text))).toEqual([]);
    expect(notesIn(text)).toEqual(['import/empty-conduit 6']);
  });

  test('keeps its name and description as its reason', () => {
    const text = withFlows('{ protocol: ssh, direction: outbound, description: maintenance }').replace(
      'from_zone: up',
      'from_zone: up\n    name: Down there\n    description: for maintenance',
    );
    const [conduit] = plantOf(text).conduits;
    expect(conduit).toMatchObject({ reason: 'Down there: for maintenance', allow: [{ reason: 'maintenance' }] });
  });

  test('that asks for inspection says that no grant can', () => {
    const text = withFlows('{ protocol: ssh, direction: outbound }');
    const asked = text.replace(
      'from_zone: up',
      'requires_inspection: yes\n    security_level_required: 3\n    from_zone: up',
    );
    expect(notesIn(asked)).toEqual(['import/left-out 7', 'import/left-out 8']);
    expect(notesIn(text.replace('from_zone: up', 'requires_inspection: false\n    from_zone: up'))).toEqual([]);
  });

  test.each(['nowhere', 'upp'])('to the zone %s, which is not there, is left out with its place', (zone) => {
    const text = withFlows('{ protocol: ssh }').replace('to_zone: down', `to_zone: ${zone}`);
    expect(plantOf(text).conduits).toEqual([]);
    expect(notesIn(text)).toEqual(['import/unknown-reference 8']);
  });

  test('from a zone to itself, which the format forbids, grants nothing', () => {
    const text = withFlows('{ protocol: ssh }').replace('to_zone: down', 'to_zone: up');
    expect(grantsIn(plantOf(text))).toEqual([]);
    expect(notesIn(text)).toEqual(['import/no-grant 10']);
  });

  test('to a zone that is declared twice is left out', () => {
    const text = withFlows('{ protocol: ssh }').replace('{ id: up,', '{ id: down, name: x, type: dmz }\n  - { id: up,');
    expect(plantOf(text).conduits).toEqual([]);
    expect(plantOf(text).zones.map(({ id }) => id)).toEqual(['down', 'down-2', 'up']);
    expect(notesIn(text)).toEqual(['import/duplicate-id 5', 'import/ambiguous-reference 9']);
  });

  test('at a zone without assets is granted for those who will be there, and that is said', () => {
    const text = withFlows('{ protocol: ssh, direction: outbound }').replace(/assets: \[\{ id: b.*\]/, 'assets: []');
    expect(grantsIn(plantOf(text))).toEqual(['c/ssh: zone:up -> cast:unicast ssh']);
    expect(notesIn(text)).toEqual(['import/empty-zone 6']);
  });
});

describe('a zone', () => {
  test.each([
    ['enterprise', 'enterprise', 4],
    ['dmz', 'dmz', 3.5],
    ['site', 'site', 3],
    ['area', 'control', 2],
    ['cell', 'cell', 1],
    ['safety', 'safety', 1],
  ])('of type %s is of kind %s on level %s, and only its assets belong to it', (type, kind, level) => {
    const [zone] = plantOf(withZone(`{ id: z, name: Zed, type: ${type}, security_level_target: 3 }`)).zones;
    expect(zone).toMatchObject({ kind, level, securityLevel: 3, members: 'declared', description: 'Zed' });
  });

  test('of no known type is a guess from its words, and the mistake is said', () => {
    expect(notesIn(withZone('{ id: z, name: Level 2 line, type: line }'))).toEqual([
      'import/guessed 3',
      'import/invalid-value 3',
    ]);
    expect(plantOf(withZone('{ id: z, name: Level 2 line, type: line }')).zones[0]).toMatchObject({
      level: 2,
      kind: 'control',
    });
  });

  test('has the networks of its segment and of its assets', () => {
    const assets = 'assets: [{ id: a, name: a, type: plc, ip_address: 10.1.2.3, subnet: 10.1.2.0/24 }]';
    const [zone] = plantOf(withZone(`{ id: z, name: z, type: cell, network_segment: 10.9.0.0/16, ${assets} }`)).zones;
    expect(zone?.networks.map(({ value }) => value)).toEqual(['10.9.0.0/16', '10.1.2.0/24']);
  });

  test('takes an address with a prefix length for the network around it', () => {
    const [zone] = plantOf(
      withZone('{ id: z, name: z, type: cell, network_segment: "10.9.1.1/24, fd00::1/64" }'),
    ).zones;
    expect(zone?.networks.map(({ value }) => value)).toEqual(['10.9.1.0/24', 'fd00::/64']);
  });

  test.each([
    ['30', 'vlan-30'],
    ['Ring A', 'Ring A'],
    ['10.9.1.1', '10.9.1.1'],
  ])('keeps the segment %s as the label %s', (segment, label) => {
    const text = withZone(`{ id: z, name: z, type: cell, network_segment: ${segment} }`);
    expect(plantOf(text).zones[0]).toMatchObject({ networks: [], labels: [label] });
  });

  test('keeps a segment that is no network as a label', () => {
    const text = withZone('{ id: z, name: z, type: cell, network_segment: VLAN 40 }');
    expect(plantOf(text).zones[0]?.labels).toEqual(['VLAN 40']);
    expect(notesIn(text)).toEqual(['import/kept-as-label 3']);
  });

  test('that an asset lies outside of has no networks', () => {
    const text = withZone(
      '{ id: z, name: z, type: cell, network_segment: 10.9.0.0/16, assets: [{ id: a, name: a, type: plc, ip_address: 10.8.0.1 }] }',
    );
    expect(plantOf(text).zones[0]?.networks).toEqual([]);
    expect(notesIn(text)).toEqual(['import/network-conflict 3']);
  });

  test('whose parents go in a circle, or nowhere, says so', () => {
    const text = `project: { name: p }
zones:
  - { id: a, name: a, type: cell, security_level_target: 1, parent_zone: b }
  - { id: b, name: b, type: area, security_level_target: 1, parent_zone: a }
  - { id: c, name: c, type: area, security_level_target: 1, parent_zone: d }
  - { id: e, name: e, type: area, security_level_target: 1, parent_zone: e }
`;
    expect(notesIn(text)).toEqual([
      'import/left-out 3',
      'import/zone-cycle 4',
      'import/unknown-reference 5',
      'import/zone-cycle 6',
    ]);
  });
});

describe('an asset', () => {
  const withAsset = (asset: string, type: string = 'cell'): string =>
    withZone(`{ id: z, name: z, type: ${type}, security_level_target: 2, assets: [${asset}] }`);

  test('keeps what a plant knows', () => {
    const [asset] = plantOf(
      withAsset(
        '{ id: a, name: Filler, type: plc, ip_address: 10.1.0.1, mac_address: 00-80-F4-00-00-01, vendor: V, model: M, firmware_version: 3.20, description: fills, criticality: 5, vlan: 40 }',
      ),
    ).assets;
    expect(asset).toMatchObject({
      class: { value: 'plc' },
      ip: [{ value: '10.1.0.1' }],
      mac: [{ value: '00:80:f4:00:00:01' }],
      vendor: 'V',
      model: 'M',
      firmware: '3.20',
      description: 'Filler: fills',
      labels: ['criticality-5', 'vlan-40'],
    });
  });

  test.each([
    ['hmi', 'cell', 'hmi_legacy'],
    ['dcs', 'cell', 'dcs_controller'],
    ['plc', 'safety', 'safety_controller'],
  ])('of type %s in a zone of type %s is guessed to be a %s', (type, zone, guess) => {
    const text = withAsset(`{ id: a, name: a, type: ${type} }`, zone);
    expect(plantOf(text).assets[0]?.class?.value).toBe(guess);
    expect(notesIn(text)).toEqual(['import/guessed 3']);
  });

  test('of another type is what its name says, or of no class', () => {
    expect(plantOf(withAsset('{ id: a, name: Conveyor VFD, type: other }')).assets[0]?.class?.value).toBe('drive');
    expect(plantOf(withAsset('{ id: a, name: Thing, type: other }')).assets[0]?.class).toBeNull();
  });

  test('with the address of another one has none', () => {
    const text = withAsset(
      '{ id: a, name: a, type: plc, ip_address: 10.1.0.1 }, { id: b, name: b, type: plc, ip_address: 10.1.0.1 }',
    );
    expect(plantOf(text).assets.map(({ ip }) => ip.length)).toEqual([1, 0]);
    expect(notesIn(text)).toEqual(['import/address-taken 3']);
  });

  test('with an address that is none says so', () => {
    expect(notesIn(withAsset('{ id: a, name: a, type: plc, ip_address: 10.1.0 }'))).toEqual(['import/invalid-value 3']);
    expect(notesIn(withAsset('{ id: a, name: a, type: plc, mac_address: zz }'))).toEqual(['import/invalid-value 3']);
    expect(notesIn(withAsset('{ id: a, name: a, type: plc, subnet: 255.255.0.0 }'))).toEqual([
      'import/invalid-value 3',
    ]);
  });
});

describe('a project', () => {
  test('names the plant', () => {
    expect(plantOf('project: { name: Werk Süd 2, description: two lines }\nzones: []\nconduits: []\n')).toMatchObject({
      id: 'werk-sud-2',
      description: 'Werk Süd 2: two lines',
    });
  });

  test.each([
    ['', ['essential', 'iec-62443']],
    ['standard: IEC62443', ['essential', 'iec-62443']],
    ['compliance_standards: [NERC_CIP, PURDUE]', ['essential', 'cip-005', 'nist-800-82']],
    ['compliance_standards: []', ['essential']],
  ])('with the standards `%s` is held to the packs %j', (standards, packs) => {
    const { rules } = plantOf(`project: {name: p, ${standards}}\nzones: []\n`);
    expect(rules.packs?.map(({ value }) => value)).toEqual(packs);
  });

  test('whose standards have no pack says so', () => {
    expect(notesIn('project: {name: p, compliance_standards: [NIST_CSF, SOX]}\nzones: []\n')).toEqual([
      'import/left-out 1',
      'import/invalid-value 1',
    ]);
  });
});
