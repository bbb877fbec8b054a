/** The smallest change for every kind of denial: what it is, and what else it opens. */
import { describe, expect, test } from 'vitest';
import type { ExplainChange } from '../../src/model/explain.ts';
import { changedLines, type ExplainedPlant, explainedPlant } from '../support/explained-plant.ts';

const zones = `plant: small
timezone: Europe/Berlin
zones:
  office: {level: 4, kind: enterprise, networks: [10.10.0.0/24], owner: it}
  control: {level: 2, kind: control, networks: [10.20.0.0/24], owner: ops}
  cell: {level: 1, kind: cell, networks: [10.20.1.0/24], owner: line}
  safety: {level: 1, kind: safety, networks: [10.20.9.0/24], owner: line}
assets:
  office-1: {zone: office, class: office_pc, ip: 10.10.0.21}
  scada: {zone: control, class: scada_server, ip: 10.20.0.10}
  hmi: {zone: control, class: hmi_modern, ip: 10.20.0.15}
  ews: {zone: control, class: engineering_workstation, ip: 10.20.0.20}
  plc: {zone: cell, class: plc, ip: 10.20.1.11}
  plc-2: {zone: cell, class: plc, ip: 10.20.1.12}
  sis: {zone: safety, class: safety_controller, ip: 10.20.9.2}
windows:
  sunday: {timezone: Europe/Berlin, weekly: {days: [sun], from: "06:00", to: "10:00"}}
  saturday: {timezone: Europe/Berlin, weekly: {days: [sat], from: "06:00", to: "10:00"}}
`;
const down = `conduits:
  down:
    from: control
    to: cell
    owner: ops
    allow:
      poll: {from: [scada], to: [plc], protocol: modbus, operations: [read], reason: overview}
      set: {from: [scada], to: [plc], protocol: modbus, operations: [write_single_register], objects: [{unit: 1, table: holding, range: 100-119}], reason: recipe}
      load: {from: [ews], to: [plc], protocol: modbus, operations: [program], during: sunday, reason: changes}
      trial: {from: [hmi], to: [plc], protocol: modbus, operations: [read_coils], expires: 2026-09-12, reason: trial}
      later: {from: [hmi], to: [plc-2], protocol: ssh, starts: 2026-10-01, reason: upkeep}
`;

const withConduits = (conduits: string): Promise<ExplainedPlant> =>
  explainedPlant({ 'plant.yaml': zones, 'conduits/all.yaml': conduits });

interface Seen {
  readonly change: ExplainChange;
  /** Added lines without their margin. */
  readonly added: readonly string[];
}

async function propose(plant: ExplainedPlant, words: string, grants?: 'own'): Promise<Seen> {
  const changes = await plant.propose(words, grants);
  const [change] = changes;
  if (change === undefined || changes.length > 1) throw new Error(`${changes.length} changes`);
  const added = changedLines(changes).filter((line) => line.startsWith('+'));
  return { change, added: added.map((line) => line.slice(1).trim()) };
}

const nothingElse = { examples: [], more: false };

const plant = await withConduits(down);

describe('a field of the nearest grant', () => {
  test.each<[string, string, RegExp, RegExp | null]>([
    [
      'an operation by its name',
      'scada -> plc modbus write_single_coil coils 3 unit 1',
      /^poll: .* operations: \[read, write_single_coil\],/,
      /scada -> plc: modbus write write_single_coil on any other object/,
    ],
    [
      'a range that grows, and opens nothing else by it',
      'scada -> plc modbus write_single_register holding 120 unit 1',
      /^set: .* objects: \[\{unit: 1, table: holding, range: 100-120\}\],/,
      null,
    ],
    [
      'an asset to `from`',
      'ews -> plc modbus read_coils coils 0 unit 1',
      /^poll: \{from: \[scada, ews\], to: \[plc\],/,
      /ews -> plc: modbus read/,
    ],
    [
      'an asset to `to`',
      'scada -> plc-2 modbus read_coils coils 0 unit 1',
      /^poll: \{from: \[scada\], to: \[plc, plc-2\],/,
      /scada -> plc-2: modbus read/,
    ],
    [
      'a port beside the usual one',
      'scada -> plc modbus:5020 read_coils coils 0 unit 1',
      /^poll: .* reason: overview, ports: \[502, 5020\]\}/,
      /scada -> plc: modbus read/,
    ],
    [
      'the day that was asked for, and no later one',
      'hmi -> plc modbus read_coils coils 0 unit 1 @2026-09-14T10:00',
      /^trial: .* expires: 2026-09-14,/,
      /hmi -> plc: modbus read read_coils/,
    ],
    [
      'the day before which it did not hold',
      'hmi -> plc-2 ssh @2026-09-20T10:00',
      /^later: .* starts: 2026-09-20,/,
      null,
    ],
    [
      'the operations of a class, in one change',
      'scada -> plc modbus diagnostic unit 1',
      /^poll: .* operations: \[read, [a-z_]+, [a-z_]+, .*\]/,
      /scada -> plc: modbus diagnostic/,
    ],
  ])('%s', async (_, words, line, also) => {
    const { change, added } = await propose(plant, words);
    expect(added).toEqual([expect.stringMatching(line)]);
    expect(change).toMatchObject({ kind: 'patch', warnings: [], notes: [], narrower: true });
    if (change.kind !== 'patch') return;
    if (also === null) expect(change.opens).toEqual(nothingElse);
    else expect(change.opens.examples.join('\n')).toMatch(also);
  });
});

describe('a grant of its own', () => {
  test('opens nothing else, where that is asked for', async () => {
    const { change, added } = await propose(plant, 'scada -> plc modbus write_single_coil coils 3 unit 1', 'own');
    expect(added).toEqual([
      'scada-write:',
      'from: [scada]',
      'to: [plc]',
      'protocol: modbus',
      'operations: [write_single_coil]',
      'objects: [{unit: 1, table: coils, range: 3}]',
      'reason: to be agreed',
    ]);
    expect(change).toMatchObject({ opens: nothingElse, narrower: false });
  });

  test.each<[string, string, readonly string[]]>([
    [
      'where several fields fail',
      'hmi -> plc-2 modbus write_single_coil coils 4 unit 2',
      ['from: [hmi]', 'to: [plc-2]', 'operations: [write_single_coil]', 'objects: [{unit: 2, table: coils, range: 4}]'],
    ],
    [
      'for another protocol',
      'scada -> plc ssh',
      ['scada-ssh: {from: [scada], to: [plc], protocol: ssh, reason: to be agreed}'],
    ],
    [
      'for a port that may mean several',
      'scada -> plc tcp/102',
      ['scada-tcp: {from: [scada], to: [plc], protocol: tcp, ports: [102], reason: to be agreed}'],
    ],
    ['for a code that nobody lists', 'ews -> plc-2 modbus code:99', ['operations: ["code:99"]']],
  ])('%s', async (_, words, lines) => {
    const { change, added } = await propose(plant, words);
    expect(added.join('\n')).toContain(lines[0]);
    for (const line of lines) expect(added.some((each) => each.includes(line))).toBe(true);
    expect(change).toMatchObject({
      steps: [expect.stringMatching(/^add a grant to the conduit down/)],
      opens: nothingElse,
    });
  });

  test('waits for the window that was active, where the nearest grant waits for another', async () => {
    const { change, added } = await propose(plant, 'ews -> plc modbus umas_begin_transfer_30 unit 1 @2026-09-12T07:00');
    expect(added).toContain('during: saturday');
    expect(added).toContain('operations: [umas_begin_transfer_30]');
    expect(change).toMatchObject({ opens: nothingElse });
  });

  test('waits for that very hour, where no window was active', async () => {
    const { change, added } = await propose(plant, 'ews -> plc modbus umas_begin_transfer_30 unit 1 @2026-09-15T23:20');
    expect(added).toContain(
      'once-2026-09-15-23h: {timezone: Europe/Berlin, once: {from: "2026-09-15T23:00", to: "2026-09-16T00:00"}}',
    );
    expect(added).toContain('during: once-2026-09-15-23h');
    expect(change).toMatchObject({ opens: nothingElse });
  });
});

describe('where nothing connects the two', () => {
  test('a conduit with one grant, owned by whoever owns the answering zone', async () => {
    const { change, added } = await propose(plant, 'plc -> scada modbus read_coils coils 1 unit 1');
    expect(added.slice(0, 7)).toEqual([
      'cell-to-control:',
      'from: cell',
      'to: control',
      'owner: ops',
      'allow:',
      'plc-read:',
      'from: [plc]',
    ]);
    expect(change).toMatchObject({ opens: nothingElse, warnings: [] });
  });

  test('an unknown device is declared, then granted what it asked for', async () => {
    const { change, added } = await propose(plant, '10.20.1.99 -> plc modbus read_coils coils 0 unit 1');
    expect(added.slice(0, 2)).toEqual(['device-10-20-1-99: {zone: cell, ip: 10.20.1.99}', 'cell-internal:']);
    expect(change).toMatchObject({
      steps: [
        'declare 10.20.1.99 in the zone cell, once you know what it is',
        'add a conduit from cell to cell with one grant: device-10-20-1-99 -> plc modbus read_coils',
      ],
      opens: nothingElse,
    });
  });

  test('an address of a zone that lists nobody gets a name, so that only it is granted anything', async () => {
    const { change, added } = await propose(plant, '10.10.0.9 -> hmi https');
    expect(added).toContain('device-10-10-0-9: {zone: office, ip: 10.10.0.9}');
    expect(added).toContain('from: [device-10-10-0-9]');
    expect(change).toMatchObject({ opens: nothingElse });
  });

  test('an address in no zone is not given one', async () => {
    const { change } = await propose(plant, '192.0.2.1 -> plc ssh');
    expect(change).toMatchObject({ kind: 'none', reason: expect.stringContaining('192.0.2.1 is in no zone') });
  });

  test('into a safety zone, it says so plainly', async () => {
    const { change } = await propose(plant, 'scada -> sis modbus write_single_coil coils 1 unit 1');
    expect(change).toMatchObject({ warnings: ['this opens write from scada into the safety zone safety'] });
  });

  test('from above the DMZ, it says so plainly', async () => {
    const { change } = await propose(plant, 'office-1 -> plc modbus write_single_coil coils 1 unit 1');
    expect(change).toMatchObject({
      warnings: [
        'this opens write, which can change what the device does, on plc from level 4 past the DMZ to level 1',
      ],
    });
  });

  test('a group address is granted as such', async () => {
    const { added } = await propose(plant, 'scada -> 10.20.0.255 arp');
    expect(added).toContain('to: [broadcast]');
  });
});

describe('a grant that others share is left as it is', () => {
  test('behind an anchor', async () => {
    const conduits = down.replace('operations: [read],', 'operations: &ops [read],').replace('[read_coils]', '*ops');
    const shared = await withConduits(conduits);
    const { change, added } = await propose(shared, 'scada -> plc modbus write_single_coil coils 3 unit 1');
    expect(added[0]).toBe('scada-write:');
    expect(change).toMatchObject({ notes: [expect.stringMatching(/shared through an anchor/)], opens: nothingElse });
  });

  test('for several pairs of zones', async () => {
    const shared = await withConduits(down.replace('to: cell', 'to: {level: "<=1"}'));
    const { change, added } = await propose(shared, 'scada -> plc modbus write_single_coil coils 3 unit 1');
    expect(added[0]).toBe('scada-write:');
    expect(change).toMatchObject({ opens: nothingElse });
  });

  test('in the safety zone, where nothing is widened', async () => {
    const shared = await withConduits(down.replace('to: cell', 'to: safety').replaceAll(/\[plc(-2)?\]/g, '[sis]'));
    const { change, added } = await propose(shared, 'scada -> sis modbus write_single_coil coils 3 unit 1');
    expect(added[0]).toBe('scada-write:');
    expect(change).toMatchObject({ opens: nothingElse, warnings: [expect.stringContaining('safety zone')] });
  });
});

test('an invariant stands above every proposal, and is named with its place', async () => {
  const invariant = 'invariants:\n  no-writes: {never: {to: cell, operations: [write]}, reason: key switch}\n';
  const barred = await explainedPlant({ 'plant.yaml': `${zones}${invariant}`, 'conduits/all.yaml': down });
  const { change } = await propose(barred, 'scada -> plc modbus write_single_coil coils 3 unit 1');
  expect(change).toMatchObject({
    kind: 'none',
    reason: 'the invariant no-writes says that this must not be (key switch)',
    at: { file: 'plant.yaml', line: 20 },
  });
  expect((await propose(barred, 'ews -> plc modbus read_coils coils 0 unit 1')).change.kind).toBe('patch');
});

test('a conduit that speaks through Rego only gets a grant in YAML', async () => {
  const rego =
    'package plant.allow.history\n\ngrant contains "read" if {\n\tinput.source.asset == "scada"\n\tinput.operation.class == "read"\n}\n';
  const conduits = 'conduits:\n  down:\n    from: control\n    to: cell\n    owner: ops\n    allowlists: [history]\n';
  const history = await explainedPlant({ 'plant.yaml': zones, 'conduits/all.yaml': conduits, 'policies/h.rego': rego });
  const { change, added } = await propose(history, 'hmi -> plc modbus read_coils coils 3 unit 1');
  expect(added.slice(0, 3)).toEqual(['allow:', 'hmi-read:', 'from: [hmi]']);
  expect(change).toMatchObject({ opens: nothingElse });
});
