import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PlantFile } from '../../../src/compiler/schema/plant-file.ts';
import { plantValidatorOf } from '../../../src/compiler/schema/plant-validator.ts';
import { parseText } from '../../support/expect-findings.ts';

/** Every key of the format, written as a program would write it. */
const everyKey: PlantFile = {
  plant: 'dairy',
  timezone: 'Europe/Berlin',
  description: 'Milk.',
  scopes: { north: { site: 'a', vlan: [110, 111], vrf: 'ot', sensor: 'tap-1' } },
  templates: { line: { extends: 'cell', owner: 'line-1' } },
  zones: {
    filling: {
      extends: 'line',
      scope: 'north',
      level: 1.5,
      kind: 'cell',
      networks: ['10.20.1.0/24', 'fd20:1::/64'],
      owner: 'ops',
      'security-level': 2,
      safety: false,
      members: 'declared',
      internal: 'granted',
      labels: ['wet', 2],
      description: 'Fills.',
    },
  },
  assets: {
    plc: {
      zone: 'filling',
      class: 'plc',
      ip: ['10.20.1.11'],
      mac: '00:80:f4:12:34:56',
      identities: { dnp3: 10 },
      vendor: 'Schneider',
      model: 340,
      firmware: '3.20',
      owner: 'ops',
      labels: 'hot',
      description: 'Fills.',
    },
  },
  windows: {
    sunday: { timezone: 'Europe/Berlin', weekly: { days: ['sun'], from: '06:00', to: '24:00' } },
    visit: { once: { from: '2026-11-02T08:00', to: '2026-11-02T09:00' } },
  },
  conduits: {
    inside: {
      from: 'filling',
      to: { kind: 'cell', level: '>=1' },
      owner: 'ops',
      reason: 'test',
      allow: {
        poll: {
          from: ['plc', { class: 'plc', safety: false }],
          to: 'any',
          protocol: 'modbus',
          ports: [502, 'tcp/5000-5010'],
          operations: ['read', 'code:3'],
          objects: [{ unit: 1, table: 'holding', range: '100-119' }],
          during: 'sunday',
          starts: '2026-01-01',
          expires: '2027-03-31',
          owner: 'ops',
          reason: 'test',
          ticket: 4471,
        },
      },
      allowlists: ['historian'],
    },
  },
  boundaries: {
    fw: {
      dialect: 'nftables',
      interfaces: { eth0: ['filling'], eth1: 'level:>=3' },
      nat: {
        line: { outside: { scope: 1, network: '10.1.0.0/24' }, inside: { scope: 'line', network: '10.0.0.0/24' } },
      },
      'port-forwards': {
        web: { outside: { scope: 'north', ip: '10.1.1.1', port: 'tcp/8443' }, to: 'plc-1', port: 443 },
        dns: { outside: { scope: 'north', ip: 'fd00::1', port: 'udp/53' }, to: 'plc-1' },
      },
      description: 'Wall.',
    },
  },
  invariants: {
    a: {
      never: { from: 'level:>=4', to: { zone: 'filling' }, operations: ['program'], during: 'sunday' },
      reason: 'no',
    },
    b: { only: { protocols: ['modbus'] } },
  },
};

describe('the types of the file format', () => {
  it('are what the schema accepts and the parser reads', () => {
    const schema = JSON.parse(readFileSync(new URL('../../../schemas/plant.schema.json', import.meta.url), 'utf8'));
    expect(plantValidatorOf(schema)(everyKey)).toEqual([]);
    const { value, diagnostics } = parseText(JSON.stringify(everyKey));
    expect(diagnostics).toEqual([]);
    expect(value.zones[0]).toMatchObject({ level: 1.5, owner: 'ops', labels: ['2', 'wet'] });
    expect(value.assets[0]).toMatchObject({ model: '340', firmware: '3.20', identities: { dnp3: '10' } });
    expect(value.conduits[0]?.allow[0]).toMatchObject({ ticket: '4471', starts: { value: '2026-01-01' } });
    expect(value.invariants.map(({ kind }) => kind)).toEqual(['never', 'only']);
  });
});
