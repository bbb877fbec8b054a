/** A plant printed and read again is the same plant; the layout is one that people would write. */
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printGrant } from '../../../src/compiler/print/print-grant.ts';
import { printPlant } from '../../../src/compiler/print/print-plant.ts';
import type { Plant } from '../../../src/model/plant.ts';
import { readPlantFolder } from '../../../src/platform/plant-folder.ts';
import { parseText } from '../../support/expect-findings.ts';
import { runs } from '../../support/runs.ts';
import { withoutSpans } from '../../support/without-spans.ts';

const examples = new URL('../../../examples/plants/', import.meta.url);

/** Parses a text that must be free of faults. */
function read(text: string): Plant {
  const { value, diagnostics } = parseText(text);
  expect(diagnostics, text).toEqual([]);
  return value;
}

function expectSame(plant: Plant): void {
  const text = printPlant(plant);
  expect(withoutSpans(read(text))).toEqual(withoutSpans(plant));
  expect(printPlant(read(text))).toBe(text);
}

describe('a printed plant', () => {
  test.each(readdirSync(examples))('reads as the same plant: example %s', (name) => {
    const { yaml } = readPlantFolder(new URL(name, examples).pathname);
    expectSame(parseText(Object.fromEntries(yaml.map(({ path, text }) => [path, text]))).value);
  });

  test('has every part of the file format, on lines that people would write', () => {
    const text = `plant: dairy
description: "A line: two cells, one office"
timezone: Europe/Berlin

scopes:
  north:
    site: dairy-north
    vlan: [212, 213]
    vrf: "7"
    sensor: tap-1
  south: {}

zones:
  cell:
    scope: north
    level: 1
    kind: cell
    networks: [10.20.1.0/24, "fd20:1::/64"]
    owner: line-1
    security-level: 2
    safety: true
    members: any
    internal: free
    labels: [gold, "yes"]
    description: "Filler, capper"
    physical-boundary: "room 2.14, locked"
    physical-access: [door of room 2.14, service port of the panel]
    policies: [remote access policy 3.1]
    assumptions: ["the room is locked: always"]
  dmz:
    scope: north
    level: 3.5
    kind: dmz
    networks: [10.19.0.0/24]

assets:
  gateway:
    zone: [cell, dmz]
    class: protocol_gateway
    ip: [10.19.0.1, 10.20.1.1]
    mac: ["00:80:f4:12:34:56", "00:80:f4:12:34:57"]
  plc:
    zone: cell
    class: plc
    ip: 10.20.1.11
    mac: "00:80:f4:12:34:58"
    identities: { dnp3: "10", iec 104: "0x1f" }
    vendor: Schneider
    model: M340
    firmware: "3.20"
    owner: "null"
    labels: [gold]
    description: "# no comment"

windows:
  night:
    timezone: Europe/Berlin
    weekly: { days: [mon, sun], from: "22:00", to: "24:00" }
  visit:
    timezone: UTC
    once: { from: "2026-11-02T08:00" }

conduits:
  inside:
    from: kind:cell
    to: same
    reason: machines of a line
    allowlists: [historian]
  up:
    from: { kind: cell, level: "<=1" }
    to: dmz
    owner: ops
    reason: reports
    allow:
      poll:
        from: [class:plc, { label: gold, vendor: "!=Siemens" }]
        to: [any, gateway, zone:dmz, broadcast]
        protocol: modbus
        ports: [502, 5000-5010, tcp/502]
        operations: [read, code:16]
        objects: [{ unit: 1, table: holding, range: 100-119 }, { unit: 2-3 }]
        during: night
        starts: 2026-01-01
        expires: 2027-03-31
        owner: line-1
        reason: screens
        ticket: CHG-4471

boundaries:
  fw-1:
    description: Line firewall
    dialect: nftables
    interfaces:
      eth0: [dmz]
      "eth1.7 ": ["level:<=1"]
      eth2: []
    nat:
      line-1:
        outside: { scope: north, network: 10.20.1.0/24 }
        inside: { scope: line-1, network: 192.168.0.0/24 }
    port-forwards:
      hmi-dns:
        outside: { scope: north, ip: "fd20::2", port: udp/53 }
        to: hmi-1
      hmi-web:
        outside: { scope: north, ip: 10.20.0.2, port: tcp/8443 }
        to: hmi-1
        port: 443

invariants:
  read-only:
    never: { to: cell, protocols: [modbus], operations: [write], during: night }
    reason: "changed with the key: on site"
  reports:
    only: { from: any }
`;
    expect(printPlant(read(text))).toBe(text);
    expectSame(read(text));
  });

  test('does not depend on how it was written: files, anchors, merges, templates, order and quotes', () => {
    const written = {
      'b.yaml': `
plant: "dairy"
templates: {line: {level: 1, kind: cell, labels: &labels [b, a], members: any}}
zones:
  z: {extends: line, networks: "10.0.0.0/24"}
  a: {extends: dmz, networks: [10.0.1.0/24], labels: *labels}
assets: {x: {zone: [z], ip: [10.0.0.1], firmware: 3.20}}`,
      'a.yaml': `
conduits:
  c: {to: {zone: z}, from: a, allow: {g: &grant {to: x, from: any, protocol: 'modbus', ports: 0x1F6, operations: read}, h: {<<: *grant, ticket: 7}}}`,
    };
    const { value, diagnostics } = parseText(written);
    expect(diagnostics).toEqual([]);
    expectSame(value);
    expect(printPlant(value)).toContain(
      '    from: a\n    to: zone:z\n    allow:\n      g:\n        from: [any]\n        to: [x]\n',
    );
    expect(printPlant(value)).toContain('    labels: [a, b]\n');
    expect(printPlant(value)).toContain('    firmware: "3.20"\n');
  });

  test('keeps any text, whatever YAML would make of it', () => {
    const tricky = [
      '',
      ' ',
      'null',
      '~',
      'yes',
      '1e3',
      '0x10',
      '.5',
      '- a',
      '#',
      'a: b',
      'a #b',
      '*a',
      '&a',
      '!a',
      '{',
      '<<',
      '\u0085',
      '\u2028',
      '\ufeff',
      '\u202eevil',
      '\u200b',
      '\ue000',
      '\u{e0041}',
      '\ud800',
      'a\nb',
      '\t',
      "'",
      '"',
      '\\',
      '2026-01-01',
      '12:30',
      '0b11',
      '0o7',
      '1_000',
      '=',
      '%',
      '@',
      '`',
      '?',
      '--- ',
      '...',
    ];
    const text = fc.oneof(fc.constantFrom(...tricky), fc.string(), fc.string({ unit: 'binary' }));
    const plant = read('plant: p\nzones: {z: {kind: cell}}\nassets: {a: {zone: z, ip: 10.0.0.1}}');
    const [zone] = plant.zones;
    const [asset] = plant.assets;
    if (zone === undefined || asset === undefined) throw new Error('the plant has a zone and an asset');
    fc.assert(
      fc.property(text, text, fc.string({ minLength: 1 }), (a, b, key) => {
        const labels = [...new Set([a, b])].sort();
        expectSame({
          ...plant,
          description: b,
          zones: [
            {
              ...zone,
              owner: a,
              labels,
              records: { physicalBoundary: a, physicalAccess: [b, a], policies: [a], assumptions: [b] },
            },
          ],
          assets: [{ ...asset, vendor: a, description: b, identities: { [key]: a } }],
        });
      }),
      { numRuns: runs(300), examples: tricky.map((each) => [each, `${each} ${each}`, 'dnp3']) },
    );
  });

  test('shows every character: nothing changes the direction of writing, and nothing is invisible', () => {
    const plant = read('plant: p\nzones: {z: {kind: cell}}\n');
    const text = printPlant({ ...plant, description: 'a\u202eb\u200bc\u{e0041}d\u00ade' });
    expect(text).toContain('description: "a\\u202eb\\u200bc\\U000e0041d\\u00ade"\n');
    expectSame({ ...plant, description: 'a\u202eb\u200bc\u{e0041}d\u00ade' });
  });

  test('keeps selectors in their own words, as text or as a mapping', () => {
    const value = fc.oneof(
      fc.constantFrom('a b', 'x vendor:y', ' y', 'model:z', '>=1', '!= a', '= ', 'ü', '7'),
      fc.string({ minLength: 1 }),
    );
    const level = fc.constantFrom(2, '2', '>=2', ' < 3.5', '2.0', '!=0x2', '=1');
    const selector = fc.oneof(
      fc.record({ vendor: value, model: value, level }, { requiredKeys: [] }),
      fc.tuple(fc.constantFrom('vendor', 'label', 'owner'), value).map(([attribute, each]) => `${attribute}:${each}`),
      level.map((each) => `level:${each}`),
      fc.constantFrom(
        'any',
        'all',
        ' any ',
        'z',
        'a',
        'broadcast',
        'zone:z',
        'asset:a',
        { asset: 'a' },
        { safety: true },
      ),
    );
    let sound = 0;
    fc.assert(
      fc.property(selector, selector, (from, to) => {
        const grant = { from: [from], to: [to], protocol: 'modbus' };
        const conduit = { from: 'z', to: 'same', allow: { g: grant } };
        const file = {
          plant: 'p',
          zones: { z: { kind: 'cell' } },
          assets: { a: { zone: 'z', ip: '10.0.0.1' } },
          conduits: { c: conduit },
        };
        const { value: plant, diagnostics } = parseText(JSON.stringify(file));
        if (diagnostics.length > 0) return;
        sound += 1;
        expectSame(plant);
      }),
      { numRuns: runs(300) },
    );
    expect(sound).toBeGreaterThan(runs(100));
  });
});

describe('a printed grant', () => {
  test('stands under its id at the margin that is asked for', () => {
    const plant = read(`plant: p
zones: {z: {kind: cell}}
assets: {a: {zone: z, ip: 10.0.0.1}}
conduits: {c: {from: z, to: z, allow: {poll: {from: a, to: [a], protocol: modbus, operations: [read]}}}}`);
    const [grant] = plant.conduits[0]?.allow ?? [];
    if (grant === undefined) throw new Error('the plant has a grant');
    expect(printGrant(grant)).toBe('poll:\n  from: [a]\n  to: [a]\n  protocol: modbus\n  operations: [read]\n');
    expect(printGrant(grant, 6).split('\n')[1]).toBe('        from: [a]');
  });

  test('breaks lists that are too long for a line', () => {
    const ids = Array.from({ length: 20 }, (_, index) => `controller-${index}`);
    const plant = read(`plant: p
zones: {z: {kind: cell}}
assets: {${ids.map((id, index) => `${id}: {zone: z, ip: 10.0.0.${index}}`).join(', ')}}
conduits: {c: {from: z, to: z, allow: {g: {from: [${ids.join(', ')}], to: any, protocol: modbus}}}}`);
    const text = printPlant(plant);
    expect(text).toContain('        from:\n          - controller-0\n          - controller-1\n');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    expectSame(plant);
  });
});
