/** Every field of both formats is taken over or listed: each is given a value of its own and looked for. */
import { describe, expect, test } from 'vitest';
import { importText } from '../../support/import-text.ts';

/** What the tools' own schemas have, with a value that stands nowhere else. `default` is what a tool takes for granted. */
const induform: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  top: [['version', '"9.7"']],
  project: [
    ['name', 'Aardvark'],
    ['description', 'Burrow'],
    ['compliance_standards', '[NERC_CIP]'],
    ['standard', 'NERC_CIP'],
    ['allowed_protocols', '[civet]'],
    ['version', '"9.8"'],
    ['author', 'Dugong'],
  ],
  zone: [
    ['id', 'eland'],
    ['name', 'Fennec'],
    ['type', 'safety'],
    ['security_level_target', '4'],
    ['security_level_capability', '4'],
    ['description', 'Gerbil'],
    ['parent_zone', 'other'],
    ['network_segment', 'VLAN 4094'],
    ['x_position', '9.25'],
    ['y_position', '9.75'],
  ],
  asset: [
    ['id', 'hyrax'],
    ['name', 'Ibex'],
    ['type', 'ied'],
    ['ip_address', '10.99.98.97'],
    ['mac_address', '"02:00:00:00:99:98"'],
    ['vendor', 'Jackal'],
    ['model', 'Kudu'],
    ['firmware_version', '"9.99"'],
    ['description', 'Lemur'],
    ['criticality', '2'],
    ['os_name', 'Marten'],
    ['os_version', '"9.1"'],
    ['software', 'Numbat'],
    ['cpe', '"cpe:2.3:o:x:y:1"'],
    ['subnet', '10.99.98.0/24'],
    ['gateway', '10.99.98.1'],
    ['vlan', '4093'],
    ['dns', '10.99.98.2'],
    ['open_ports', '"9999"'],
    ['protocols', 'oryx'],
    ['purchase_date', '"2011-01-01"'],
    ['end_of_life', '"2012-01-01"'],
    ['warranty_expiry', '"2013-01-01"'],
    ['last_patched', '"2014-01-01"'],
    ['patch_level', 'Potto'],
    ['location', 'Quokka'],
  ],
  conduit: [
    ['id', 'ratel'],
    ['name', 'Saiga'],
    ['description', 'Tapir'],
    ['security_level_required', '4'],
    ['requires_inspection', 'true'],
  ],
  flow: [
    ['protocol', 'dnp3'],
    ['port', '20001'],
    ['direction', 'inbound'],
    ['description', 'Uakari'],
  ],
};

const zcAsCode: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  top: [
    ['project', 'Aardvark'],
    ['version', '9.7'],
    ['styles', '{ burrow: "#123456" }'],
  ],
  zone: [
    ['id', 'civet'],
    ['label', '"Level 5: Dugong"'],
    ['style', 'eland'],
  ],
  asset: [
    ['id', 'fennec'],
    ['label', 'Gerbil'],
    ['ip', '10.99.98.97'],
    ['style', 'hyrax'],
    ['criticality', 'Critical'],
  ],
  conduit: [
    ['src', 'two'],
    ['dst', 'three'],
    ['protocol', 'DNP3'],
    ['port', '"20001"'],
  ],
};

type Part = readonly (readonly [string, string])[];

/** The fields of a part as YAML, `usual` where they are not given. */
function fields(part: Part, usual: Readonly<Record<string, string>>): string {
  const all = { ...usual, ...Object.fromEntries(part) };
  return `{ ${Object.entries(all)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} }`;
}

function induformText(of: string, field: Part): string {
  const own = (part: string): Part => (part === of ? field : []);
  const [zone, conduit] = [own('zone'), own('conduit')];
  const id = new Map(zone).get('id') ?? 'one';
  const asset = fields(own('asset'), { id: 'a', name: 'a', type: 'plc' });
  return `${own('top')
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('')}project: ${fields(own('project'), { name: 'p' })}
zones:
  - ${fields(zone, { id: 'one', name: 'one', type: 'cell', security_level_target: '1', assets: `[${asset}]` })}
  - { id: other, name: other, type: area, security_level_target: 1, assets: [{ id: b, name: b, type: plc }] }
conduits:
  - ${fields(conduit, { id: 'c', from_zone: id, to_zone: 'other', flows: `[${fields(own('flow'), { protocol: 'ssh', direction: 'outbound' })}]` })}
`;
}

function zcText(of: string, field: Part): string {
  const own = (part: string): Part => (part === of ? field : []);
  const top = Object.entries({ project: 'p', ...Object.fromEntries(own('top')) });
  const asset = fields(own('asset'), { id: 'one', label: 'one' });
  const others = '{ id: two, label: two }, { id: three, label: three }';
  return `${top.map(([key, value]) => `${key}: ${value}\n`).join('')}zones:
  - ${fields(own('zone'), { id: 'z', label: 'z', assets: `[${asset}, ${others}]` })}
conduits:
  - ${fields(own('conduit'), { src: 'three', dst: 'two', protocol: 'SSH' })}
`;
}

/** Everything that an import gives, without places: the files and what is said. */
function resultOf(text: string): { readonly files: string; readonly notes: string } {
  const { files, notes } = importText(text);
  expect(files.length, text).toBeGreaterThan(0);
  return { files: JSON.stringify(files), notes: JSON.stringify(notes.map(({ code, args }) => [code, args])) };
}

/** A field counts as taken over when the files differ with it, and as listed when a finding of its place names it. */
function expectAccounted(withField: string, without: string, key: string): void {
  const [a, b] = [resultOf(withField), resultOf(without)];
  const taken = a.files !== b.files;
  const listed = a.notes !== b.notes && a.notes.includes(key);
  expect(taken || listed, `${key}\n${withField}`).toBe(true);
}

describe.each([
  ['InduForm', induform, induformText],
  ['zc-as-code', zcAsCode, zcText],
] as const)('%s', (_, parts, write) => {
  const cases = Object.entries(parts).flatMap(([part, list]) => list.map((field) => [part, field] as const));

  test.each(cases)('%s %s', (part, field) => {
    expectAccounted(write(part, [field]), write(part, []), field[0]);
  });

  test('a key that the format does not have is listed, wherever it stands', () => {
    for (const part of Object.keys(parts)) {
      const { notes } = resultOf(write(part, [['wombat', '1']]));
      expect(notes, part).toContain('["import/unknown-key",{"key":"wombat"');
    }
  });
});
