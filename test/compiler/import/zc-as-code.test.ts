/** zc-as-code: what each field becomes, and what is said of those that become nothing. */
import { describe, expect, test } from 'vitest';
import type { Plant } from '../../../src/model/plant.ts';
import { grantsIn, importText, notesIn } from '../../support/import-text.ts';

/** Two zones with an asset each, a third asset beside the first, and these conduits. */
function withConduits(...conduits: readonly string[]): string {
  return `project: p
zones:
  - { id: UP, label: "Level 3: Site", assets: [{ id: A, label: a, ip: 10.0.0.1 }, { id: B, label: b, ip: 10.0.0.2 }] }
  - { id: DOWN, label: "Level 1: Cell", assets: [{ id: C, label: c, ip: 10.1.0.1 }] }
conduits:
${conduits.map((conduit) => `  - ${conduit}\n`).join('')}`;
}

function withZone(zone: string): string {
  return `project: p\nstyles: {}\nzones:\n  - ${zone}\n`;
}

function plantOf(text: string): Plant {
  const { imported } = importText(text);
  if (imported === null) throw new Error('nothing was imported');
  return imported.plant;
}

const grants = (...conduits: readonly string[]): readonly string[] => grantsIn(plantOf(withConduits(...conduits)));

/** What is said beside the guesses about the two zones and the colours. */
const said = (text: string): readonly string[] =>
  notesIn(text).filter((note) => !/guessed [34]$|left-out 2$/.test(note));

describe('a conduit', () => {
  test('is a grant from its source to its destination, in the conduit of their zones', () => {
    expect(
      grants('{ src: A, dst: C, protocol: Modbus TCP }', '{ src: A, dst: B, protocol: HTTPS, port: "443" }'),
    ).toEqual(['UP-internal/A-to-B-https: A -> B https tcp/443', 'UP-to-DOWN/A-to-C-modbus: A -> C modbus']);
  });

  test.each([
    ['HTTP/S, DNS', ['http', 'https tcp/443', 'dns']],
    ['Profinet / EtherNet/IP', ['profinet-cm udp/34964', 'profinet-rt ethernet/0x8892', 'ethernet-ip tcp/44818']],
    ['SMB/CIFS', ['smb']],
    ['LDAP/S', ['ldap tcp/3268 tcp/389', 'ldap tcp/636']],
    ['CIP, Modbus TCP', ['ethernet-ip tcp/44818', 'modbus']],
    ['OpcUa', ['opc-ua']],
    ['HTTP/HTTPS', ['http', 'https tcp/443']],
    ['SSH (vendor only)', ['ssh']],
  ])('with the protocols %s grants each', (protocol, wanted) => {
    const found = grants(`{ src: A, dst: C, protocol: "${protocol}" }`).map((text) => text.replace(/^.* -> C /, ''));
    expect([...found].sort()).toEqual([...wanted].sort());
  });

  test.each([
    ['"443, 5432"', ['https tcp/443', 'postgresql']],
    ['tcp/443', ['https tcp/443']],
    ['5432/tcp', ['postgresql']],
  ])('with the ports %s gives each to the protocol that listens there', (port, wanted) => {
    const found = grants(`{ src: A, dst: C, protocol: "HTTPS, PostgreSQL", port: ${port} }`);
    expect(found.map((text) => text.replace(/^.* -> C /, '')).sort()).toEqual(wanted);
  });

  test.each([
    ['Modbus TCP', '"502, udp/502"', ['modbus']],
    ['SQL', '"1433, 9999"', ['mssql tcp/1433']],
    ['TCP', '"9000, udp/53"', ['tcp tcp/9000']],
    ['SSH, NTP', '"22, 123, 9999"', ['ntp', 'ssh']],
  ])('with %s at %s speaks of the port that it does not grant', (protocol, port, wanted) => {
    const text = withConduits(`{ src: A, dst: C, protocol: "${protocol}", port: ${port} }`);
    expect(
      grantsIn(plantOf(text))
        .map((each) => each.replace(/^.* -> C /, ''))
        .sort(),
    ).toEqual(wanted);
    expect(said(text)).toEqual(['import/no-grant 6']);
  });

  test('keeps a remark in parentheses as the reason of its grants', () => {
    const [conduit] = plantOf(withConduits('{ src: A, dst: C, protocol: "SSH (vendor only), NTP" }')).conduits;
    expect(conduit?.allow.map(({ reason }) => reason)).toEqual(['vendor only', 'vendor only']);
  });

  test('with a range of ports grants the range', () => {
    expect(grants('{ src: A, dst: C, protocol: Modbus TCP, port: 5020-5029 }')).toEqual([
      'UP-to-DOWN/A-to-C-modbus: A -> C modbus tcp/5020-5029',
    ]);
  });

  test.each([
    ['{ src: A, dst: C, protocol: Ethernet (Trunk) }', ['import/no-conversation 6']],
    ['{ src: A, dst: C, protocol: 4-20mA / Analog }', ['import/no-conversation 6', 'import/no-conversation 6']],
    ['{ src: A, dst: C, protocol: SQL }', ['import/no-grant 6']],
    ['{ src: A, dst: C, protocol: "" }', ['import/no-grant 6']],
    ['{ src: A, dst: C, protocol: "(tbd)" }', ['import/no-grant 6']],
    ['{ src: A, dst: C, protocol: Any }', ['import/no-grant 6']],
    ['{ src: A, dst: C, protocol: SNMP, port: any }', ['import/invalid-value 6']],
    ['{ src: A, dst: C, protocol: SNMP, port: 161-160 }', ['import/invalid-value 6']],
    [
      '{ src: A, dst: C, protocol: "SSH, BakeNet", port: "9100" }',
      ['import/no-grant 6', 'import/no-grant 6', 'import/no-grant 6'],
    ],
    ['{ src: A, dst: C, protocol: TCP, port: udp/53 }', ['import/no-grant 6']],
    ['{ src: A, dst: C, protocol: Modbus TCP, port: udp/502 }', ['import/no-grant 6']],
    ['{ src: A, dst: C }', ['import/invalid-value 6']],
    ['{ dst: C, protocol: SSH }', ['import/invalid-value 6']],
    ['{ src: A, dst: D, protocol: SSH }', ['import/unknown-reference 6']],
    ['{ src: A, dst: UP, protocol: SSH }', ['import/unknown-reference 6']],
  ])('%s is not granted, and that is said', (conduit, notes) => {
    expect(grants(conduit)).toEqual([]);
    expect(said(withConduits(conduit))).toEqual(notes);
  });

  test('that ends at a firewall or a switch is granted, and that is said', () => {
    const text = withConduits('{ src: A, dst: C, protocol: SSH }').replace('label: c,', 'label: Ethernet switch,');
    expect(grantsIn(plantOf(text))).toEqual(['UP-to-DOWN/A-to-C-ssh: A -> C ssh']);
    expect(said(text)).toEqual(['import/network-device 6']);
  });

  test('to an asset that is declared twice is left out', () => {
    const text = withConduits('{ src: A, dst: C, protocol: SSH }').replace('{ id: B,', '{ id: C,');
    expect(plantOf(text).conduits).toEqual([]);
    expect(plantOf(text).assets.map(({ id }) => id)).toEqual(['A', 'C', 'DOWN-C']);
    expect(said(text)).toEqual(['import/duplicate-id 4', 'import/ambiguous-reference 6']);
  });
});

describe('a zone', () => {
  test.each([
    ['Level 5: Internet DMZ', 'dmz', 5],
    ['Level 4: Enterprise Admin', 'enterprise', 4],
    ['Level 3.5', 'dmz', 3.5],
    ['Level 3: Ops Admin', 'site', 3],
    ['L2 Supervisory', 'control', 2],
    ['level_1', 'cell', 1],
    ['Level 0: Process', 'cell', 0],
    ['Safety systems', 'safety', 1],
    ['WiFi of the hall', 'wireless', 1],
    ['Hall 12', 'site', 3],
  ])('with the label %s is of kind %s on level %s, and that is said to be a guess', (label, kind, level) => {
    const text = withZone(`{ id: z, label: "${label}" }`);
    expect(plantOf(text).zones[0]).toMatchObject({ kind, level, members: 'declared' });
    expect(notesIn(text)).toContain('import/guessed 4');
  });
});

describe('an asset', () => {
  const withAsset = (asset: string): string => withZone(`{ id: z, label: Level 1, assets: [${asset}] }`);

  test.each([
    ['Firewall (Cell 1)', 'firewall'],
    ['Ethernet switch', 'switch'],
    ['Safety PLC', 'safety_controller'],
    ['PLC (left)', 'plc'],
    ['Local HMI', 'hmi_legacy'],
    ['Historian', 'historian_server'],
    ['Engineering workstation', 'engineering_workstation'],
    ['Temperature sensor', 'field_io'],
    ['Industrial PC', null],
  ])('with the label %s is of class %s', (label, endpointClass) => {
    expect(plantOf(withAsset(`{ id: a, label: ${label} }`)).assets[0]?.class?.value ?? null).toBe(endpointClass);
  });

  test('in the colour of firewalls is one', () => {
    const text = withAsset('{ id: a, label: Perimeter, style: firewall }');
    expect(plantOf(text).assets[0]?.class?.value).toBe('firewall');
  });

  test.each(['Public', 'DHCP (10.4.0.100-200)', 'N/A (Hardwired)', 'dhcp'])('with the address %s has none', (ip) => {
    const text = withAsset(`{ id: a, label: a, ip: ${ip} }`);
    expect(plantOf(text).assets[0]?.ip).toEqual([]);
    expect(notesIn(text)).toContain('import/left-out 4');
  });

  test('keeps all of its addresses and its criticality', () => {
    const [asset] = plantOf(withAsset('{ id: a, label: a, ip: "10.0.0.1, FD10::1", criticality: High }')).assets;
    expect(asset).toMatchObject({ ip: [{ value: '10.0.0.1' }, { value: 'fd10::1' }], labels: ['criticality-high'] });
  });
});
