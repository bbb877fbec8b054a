/** Translation validation bites: falsifications of the base policy, of the keyed data and of the lowering, each of them caught. */
import { beforeAll, describe, expect, test } from 'vitest';
import { keyPlan } from '../../../src/compiler/keyed/key-plan.ts';
import type { KeyedData } from '../../../src/model/keyed-data.ts';
import type { PlanGrant } from '../../../src/model/plan.ts';
import {
  compilePlant,
  type ValidatedPlant,
  validatedPlant,
  validateFalsified,
  withPolicyText,
} from './validated-plant.ts';

let plant: ValidatedPlant;

beforeAll(async () => {
  plant = await validatedPlant();
});

test('what is not falsified agrees', () => {
  const validation = validateFalsified(plant, {});
  expect(validation).toMatchObject({ kind: 'agrees', counts: { zonePairs: 4, abandoned: 0 } });
  if (validation.kind !== 'agrees') return;
  expect(validation.counts.asWritten).toBeGreaterThan(100);
  expect(validation.counts.allowed).toBeGreaterThan(100);
});

const inPolicy: readonly (readonly [find: string, replacement: string])[] = [
  ['sum(pieces) == input.object.count', 'sum(pieces) >= 1'],
  ['covered if met(specific.any)\n', ''],
  ['covered if met(generic.any)\n', ''],
  ['covered if met(cell.whole)\n', ''],
  ['entry_of(input.service.transport) if', 'entry_of("udp") if'],
  ['service[protocol][port_class(protocol)]', 'service[protocol][_]'],
  ['named(named(table, input.operation.class), operation_name)', 'named(named(table, "read"), operation_name)'],
  ['named(named(table, input.operation.class), operation_name)', 'named(named(table, input.operation.class), "*")'],
  ['data.keyed.source[input.source.zone][endpoint_key(input.source)]', 'data.keyed.source[input.source.zone][_]'],
  [
    'endpoint_key(endpoint) := "*" if {\n\tendpoint.asset == null',
    'endpoint_key(endpoint) := "*" if {\n\tendpoint.asset == "?"',
  ],
  ['concat("", ["~", endpoint.cast])', 'concat("", ["~", "multicast"])'],
  ['range.from <= input.service.port\n', ''],
  ['input.service.port <= range.to', 'input.service.port < range.to'],
  ['floor(input.service.port / 256)', 'floor(input.service.port / 255)'],
  ['concat("", ["code:", input.operation.code])', 'concat("", ["code", input.operation.code])'],
  ['named(table, key) := table["*"] if not table[key]\n', ''],
  ['unit.from <= input.object.unit\n', ''],
  ['input.object.unit <= unit.to', 'input.object.unit < unit.to'],
  [
    'table_name := input.object.table if input.object.table != null',
    'table_name := "holding" if input.object.table != null',
  ],
  ['cell := units.rest if not unit_cell', 'cell := units.rest if unit_cell'],
  ['(input.object.first + input.object.count) - 1\n', 'input.object.first + input.object.count\n'],
  ['range.from <= last\n', ''],
  ['met(range.any)\n', ''],
  ['every window in windows {\n\t\twindow in active\n\t}', 'count(active) >= 0'],
  [
    'every window in windows {\n\t\twindow in active\n\t}',
    'count(windows) == 0\n}\n\nmet(conditions) if {\n\tsome windows in conditions\n\tsome window in windows\n\twindow in active',
  ],
  ['input.source.zone == input.destination.zone\n', ''],
  ['data.keyed.free[input.source.zone]\n', ''],
  ['data.zonewright.internal.free\n', 'false\n'],
  ['count(data.zonewright.allowlists.granted) > 0', 'count(data.zonewright.allowlists.granted) > 1'],
];

describe('a falsified base policy is caught', () => {
  test.for(inPolicy)('%s -> %s', async ([find, replacement]) => {
    const [wasm] = await compilePlant(plant.plan, withPolicyText(find, replacement));
    expect(validateFalsified(plant, { wasm }).kind).not.toBe('agrees');
  });
});

type Json = { [key: string]: Json } & Json[];

/** Falsifies a copy of the data at one place. */
const inData: Readonly<Record<string, (keyed: Json) => void>> = {
  'a source has the class of another': (keyed) => {
    const { dmz } = at(keyed, 'source');
    Object.assign(dmz ?? {}, { jump: dmz?.['hist'] });
  },
  'a source is missing': (keyed) => {
    delete at(keyed, 'source')['dmz']?.['hist'];
  },
  'a destination is missing': (keyed) => {
    delete at(keyed, 'destination')['cell']?.['plc-b'];
  },
  'undeclared members are missing': (keyed) => {
    delete at(keyed, 'source')['office']?.['*'];
  },
  'a broadcast address leads to a controller': (keyed) => {
    const { cell } = at(keyed, 'destination');
    Object.assign(cell ?? {}, { '~broadcast': cell?.['plc-a'] });
  },
  'a pair of classes is missing': (keyed) => {
    const [first] = Object.values(at(keyed, 'allow'));
    delete first?.[Object.keys(first)[0] ?? ''];
  },
  'a pair of classes has the services of another': (keyed) => {
    const allow = Object.values(at(keyed, 'allow'));
    const services = allow.flatMap((each) => Object.values(each)).map(String);
    for (const each of allow) {
      for (const name of Object.keys(each)) {
        const other = services.find((one) => one !== String(each[name]));
        if (other === undefined) continue;
        Object.assign(each, { [name]: other });
        return;
      }
    }
  },
  'a protocol is missing': (keyed) => {
    for (const service of Object.values(at(keyed, 'services'))) delete service['https'];
  },
  'a protocol is another': (keyed) => {
    for (const service of Object.values(at(keyed, 'services'))) {
      if (service['https'] === undefined) continue;
      Object.assign(service, { ssh: service['https'] });
      delete service['https'];
    }
  },
  'a port is the next one': (keyed) => {
    at(keyed, 'ports', 'modbus', 'tcp')['exact'] = { 503: 'tcp:502' } as unknown as Json;
  },
  'a range of ports ends later': (keyed) => {
    for (const list of Object.values(at(keyed, 'ports', 'tcp', 'tcp', 'ranges')))
      for (const range of list) Object.assign(range, { to: 5866 });
  },
  'a range of ports is missing in one bucket': (keyed) => {
    delete at(keyed, 'ports', 'tcp', 'tcp', 'ranges')['20'];
  },
  'every class has the operations of one': (keyed) => {
    for (const table of Object.values(at(keyed, 'tables')))
      if (table['read']) Object.assign(table, { '*': table['read'] });
  },
  'a named operation is missing': (keyed) => {
    for (const table of Object.values(at(keyed, 'tables'))) delete table['write']?.['write_single_register'];
  },
  'a named operation is its class': (keyed) => {
    for (const table of Object.values(at(keyed, 'tables')))
      if (table['write']) Object.assign(table['write'], { '*': table['write']['write_single_register'] });
  },
  'session operations are missing': (keyed) => {
    for (const table of Object.values(at(keyed, 'tables'))) delete table['session'];
  },
  'limits of objects are gone': (keyed) => {
    for (const entry of entriesOf(keyed)) if (entry['tables'] !== undefined) Object.assign(entry, { any: [[]] });
  },
  'a table is any table': (keyed) => {
    for (const { tables } of entriesOf(keyed))
      if (tables?.['holding']) Object.assign(tables, { '*': tables['holding'] });
  },
  'a unit is the next one': (keyed) => {
    for (const cell of unitsOf(keyed)) Object.assign(cell, { to: Number(cell['to']) + 1 });
  },
  'a range of objects begins earlier': (keyed) => {
    for (const { cell } of unitsOf(keyed))
      for (const range of cell?.['ranges'] ?? []) Object.assign(range, { from: 99 });
  },
  'a range of objects is missing': (keyed) => {
    for (const { cell } of unitsOf(keyed)) cell?.['ranges']?.splice(0, 1);
  },
  'windows are forgotten': (keyed) => {
    for (const entry of entriesOf(keyed))
      Object.assign(entry, { any: (entry['any'] as unknown as string[][]).map(() => []) });
  },
  'a window is another': (keyed) => {
    for (const entry of entriesOf(keyed))
      Object.assign(entry, {
        any: (entry['any'] as unknown as string[][]).map((each) => each.map((id) => (id === 'night' ? 'visit' : id))),
      });
  },
  'a free zone is not': (keyed) => {
    keyed['free'] = {} as Json;
  },
  'a zone is free that is not': (keyed) => {
    keyed['free'] = { dmz: true, cell: true } as unknown as Json;
  },
  'what did not lower does not speak': (keyed) => {
    keyed['allowlists'] = {} as Json;
  },
  'what did not lower is for any port': (keyed) => {
    keyed['usual'] = {} as Json;
  },
  'it speaks where it should not': (keyed) => {
    keyed['allowlists'] = { dmz: { cell: ['odd'], dmz: ['odd'] }, office: { dmz: ['odd'] } } as unknown as Json;
    keyed['source'] = {} as Json;
  },
};

describe('falsified keyed data is caught', () => {
  test.for(Object.keys(inData))('%s', (name) => {
    const keyed = structuredClone(keyPlan(plant.plan, plant.catalogue)) as unknown as Json;
    const before = JSON.stringify(keyed);
    inData[name]?.(keyed);
    expect(JSON.stringify(keyed)).not.toBe(before);
    expect(validateFalsified(plant, { keyed: keyed as unknown as KeyedData }).kind).not.toBe('agrees');
  });
});

/** What lowering could get wrong, as a change of the grants that it gives. */
const inLowering: Readonly<Record<string, (grants: readonly PlanGrant[]) => readonly PlanGrant[]>> = {
  'a grant is missing': (grants) => grants.slice(1),
  'the other grant is missing': (grants) => grants.filter((grant) => !grant.id.includes('/read[')),
  'one more source': (grants) => change(grants, 'engineer', { sources: ['dmz/hist', 'dmz/jump'] }),
  'another source': (grants) => change(grants, 'read', { sources: ['dmz/jump'] }),
  'one more destination': (grants) => change(grants, 'read', { destinations: ['cell/plc-a', 'cell/plc-b'] }),
  'one destination less': (grants) => change(grants, 'engineer', { destinations: ['cell/plc-a'] }),
  'another protocol': (grants) => change(grants, 'engineer', { protocol: 's7comm-plus' }),
  'another port': (grants) =>
    change(grants, 'engineer', { services: [{ transport: 'tcp', ports: { from: 103, to: 103 } }] }),
  'more ports': (grants) =>
    change(grants, 'engineer', { services: [{ transport: 'tcp', ports: { from: 102, to: 65_535 } }] }),
  'one more class': (grants) =>
    change(grants, 'engineer', {
      operations: ['program', 'program.upload', 'read'].map((name) => ({ class: name as 'read', name: null })),
    }),
  'one class less': (grants) => change(grants, 'engineer', { operations: [{ class: 'read', name: null }] }),
  'every operation': (grants) => change(grants, 'read', { operations: null }),
  'every object': (grants) => change(grants, 'read', { objects: null }),
  'any unit': (grants) => changeObjects(grants, { unit: null }),
  'one unit more': (grants) => changeObjects(grants, { unit: { from: 3, to: 5 } }),
  'any table': (grants) => changeObjects(grants, { table: null }),
  'a range that ends one later': (grants) => changeObjects(grants, { range: { from: 20, to: 30 } }),
  'a range that begins one later': (grants) => changeObjects(grants, { range: { from: 21, to: 29 } }),
  'no range': (grants) => changeObjects(grants, { range: null }),
  'no window': (grants) => change(grants, 'engineer', { windows: [] }),
  'another window': (grants) => change(grants, 'engineer', { windows: ['visit'] }),
};

describe('falsified lowering is caught', () => {
  test.for(Object.keys(inLowering))('%s', (name) => {
    const { lowered } = plant.plan;
    const grants = inLowering[name]?.(lowered.grants) ?? [];
    expect(grants).not.toEqual(lowered.grants);
    const plan = { ...plant.plan, lowered: { ...lowered, grants } };
    expect(validateFalsified(plant, { plan }).kind).not.toBe('agrees');
  });

  test('a guard is missing', () => {
    const plan = { ...plant.plan, lowered: { ...plant.plan.lowered, guards: [] } };
    expect(validateFalsified(plant, { plan }).kind).not.toBe('agrees');
  });
});

function change(grants: readonly PlanGrant[], name: string, fields: Partial<PlanGrant>): readonly PlanGrant[] {
  return grants.map((grant) => (grant.id.includes(`/${name}`) ? { ...grant, ...fields } : grant));
}

function changeObjects(
  grants: readonly PlanGrant[],
  fields: Partial<NonNullable<PlanGrant['objects']>[number]>,
): readonly PlanGrant[] {
  return grants.map((grant) => ({ ...grant, objects: grant.objects?.map((each) => ({ ...each, ...fields })) ?? null }));
}

function at(keyed: Json, ...path: readonly string[]): Json {
  return path.reduce((node, key) => node[key] ?? ({} as Json), keyed);
}

function entriesOf(keyed: Json): readonly Json[] {
  return Object.values(at(keyed, 'tables')).flatMap((table) =>
    Object.values(table).flatMap((names) => Object.values(names)),
  );
}

function unitsOf(keyed: Json): readonly Json[] {
  return entriesOf(keyed).flatMap(({ tables }) =>
    Object.values(tables ?? {}).flatMap((table) => [...(table['units'] ?? [])]),
  );
}
