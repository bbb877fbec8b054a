/** Changes are written into the plant's own text, whatever style it has, and nothing else in it moves. */
import { describe, expect, test } from 'vitest';
import { applyChange } from '../../../src/compiler/patch/apply-change.ts';
import type { Change, GrantEdit, NewGrant } from '../../../src/model/change.ts';

const newGrant: NewGrant = {
  id: 'hmi-write',
  from: 'hmi',
  to: 'plc',
  protocol: 'modbus',
  ports: [],
  operations: ['write_single_coil'],
  objects: [{ unit: { from: 1, to: 1 }, table: 'coils', range: { from: 3, to: 5 } }],
  during: null,
  reason: 'to be agreed',
};

const edit = (change: GrantEdit): Change => ({ kind: 'edit-grant', conduit: 'down', grant: 'poll', edit: change });
const addGrant: Change = { kind: 'add-grant', conduit: 'down', grant: newGrant, window: null };

/** The lines that differ, as `- old` and `+ new`; a text of one file. */
function changed(text: string, change: Change): readonly string[] | string {
  const result = applyChange([{ path: 'plant.yaml', text }], change);
  if (result.kind === 'refused') return result.reason;
  const after = result.yaml[0]?.text ?? '';
  const before = text.split('\n');
  const lines = after.split('\n');
  let head = 0;
  while (head < before.length && before[head] === lines[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < lines.length - head && before.at(-1 - tail) === lines.at(-1 - tail))
    tail++;
  return [
    ...before.slice(head, before.length - tail).map((line) => `-${line}`),
    ...lines.slice(head, lines.length - tail).map((line) => `+${line}`),
  ];
}

/** A conduit `down` whose grant `poll` has these lines. */
const block = (...fields: string[]): string =>
  [
    'conduits:',
    '  down:',
    '    from: a',
    '    to: b',
    '    allow:',
    '      poll:',
    ...fields.map((each) => `        ${each}`),
    'zones: {}',
    '',
  ].join('\n');

describe('a field of a grant', () => {
  test.each<[string, string, GrantEdit, readonly string[]]>([
    [
      'a list in brackets',
      'operations: [read]',
      { field: 'operations', add: ['write'] },
      ['operations: [read, write]'],
    ],
    [
      'with a comment behind it',
      'operations: [read] # only',
      { field: 'operations', add: ['x'] },
      ['operations: [read, x] # only'],
    ],
    [
      'with a comma at its end',
      'operations: [read, ]',
      { field: 'operations', add: ['x'] },
      ['operations: [read, x ]'],
    ],
    ['one word', 'operations: read', { field: 'operations', add: ['x', 'z'] }, ['operations: [read, x, z]']],
    ['one quoted word', 'from: "class:plc"', { field: 'from', add: ['x'] }, ['from: ["class:plc", x]']],
    ['a code', 'operations: [read]', { field: 'operations', add: ['code:5'] }, ['operations: [read, "code:5"]']],
    ['a date', 'expires: 2026-09-14', { field: 'expires', day: '2026-09-15' }, ['expires: 2026-09-15']],
    ['a quoted date', "expires: '2026-09-14'", { field: 'expires', day: '2026-09-15' }, ["expires: '2026-09-15'"]],
    [
      'ports that were not written',
      'protocol: modbus',
      { field: 'ports', add: ['502', '5020'] },
      ['protocol: modbus', 'ports: [502, 5020]'],
    ],
  ])('%s', (_, line, change, expected) => {
    const [kept] = expected;
    const wanted =
      kept === line ? expected.slice(1).map((each) => `+        ${each}`) : [`-        ${line}`, `+        ${kept}`];
    expect(changed(block(line), edit(change))).toEqual(wanted);
  });

  test('a list with a dash per item', () => {
    const text = block('operations:', '  - read # polls', '  # and', 'protocol: modbus');
    expect(changed(text, edit({ field: 'operations', add: ['x', 'z'] }))).toEqual(['+          - x', '+          - z']);
  });

  test('a list of several lines in brackets, with a comma at the end and without one', () => {
    const with_ = block('from:', '  [', '    scada,', '    ews,', '  ]');
    expect(changed(with_, edit({ field: 'from', add: ['hmi'] }))).toEqual(['+            hmi,']);
    const without = block('from: [', '    scada,', '    ews', '  ]');
    expect(changed(without, edit({ field: 'from', add: ['hmi'] }))).toEqual([
      '-            ews',
      '+            ews,',
      '+            hmi',
    ]);
  });

  test('in a grant of one line', () => {
    const text = 'conduits: {down: {from: a, to: b, allow: {poll: {from: [x], to: [y], protocol: modbus}}}}\n';
    expect(changed(text, edit({ field: 'to', add: ['z'] }))).toEqual([
      `-${text.trimEnd()}`,
      '+conduits: {down: {from: a, to: b, allow: {poll: {from: [x], to: [y, z], protocol: modbus}}}}',
    ]);
  });
});

describe('objects', () => {
  const object = (from: number, to: number, unit = 1) => ({
    field: 'objects' as const,
    add: [{ unit: { from: unit, to: unit }, table: 'holding', range: { from, to } }],
  });

  test.each<[string, string, GrantEdit, string]>([
    [
      'grows a range that touches',
      '[{ unit: 1, table: holding, range: 100-119 }]',
      object(118, 121),
      '[{ unit: 1, table: holding, range: 100-121 }]',
    ],
    [
      'grows it downwards',
      '[{unit: 1, table: holding, range: 100-119}]',
      object(99, 99),
      '[{unit: 1, table: holding, range: 99-119}]',
    ],
    [
      'keeps quotes',
      '[{ unit: 1, table: holding, range: "100-119" }]',
      object(120, 120),
      '[{ unit: 1, table: holding, range: "100-120" }]',
    ],
    [
      'adds a range that lies apart',
      '[{unit: 1, table: holding, range: 100-119}]',
      object(200, 203),
      '[{unit: 1, table: holding, range: 100-119}, {unit: 1, table: holding, range: 200-203}]',
    ],
    [
      'adds a range behind a gap of one, which growing would open',
      '[{ unit: 1, table: holding, range: 100-119 }]',
      object(121, 121),
      '[{ unit: 1, table: holding, range: 100-119 }, { unit: 1, table: holding, range: 121 }]',
    ],
    [
      'adds another unit',
      '[{ unit: 1, table: holding, range: 5 }]',
      object(5, 5, 2),
      '[{ unit: 1, table: holding, range: 5 }, { unit: 2, table: holding, range: 5 }]',
    ],
    [
      'makes a list of one mapping',
      '{ unit: 1, table: holding, range: 5 }',
      object(9, 9),
      '[{ unit: 1, table: holding, range: 5 }, { unit: 1, table: holding, range: 9 }]',
    ],
  ])('%s', (_, before, change, after) => {
    expect(changed(block(`objects: ${before}`), edit(change))).toEqual([
      `-        objects: ${before}`,
      `+        objects: ${after}`,
    ]);
  });
});

describe('what is shared is not edited', () => {
  test.each<[string, string]>([
    ['an alias', 'a: &ops [read]\nconduits: {down: {allow: {poll: {operations: *ops}}}}'],
    [
      'an anchor that others use',
      'conduits: {down: {allow: {poll: {operations: &ops [read]}, other: {operations: *ops}}}}',
    ],
    ['a merge key', 'b: &base {operations: [read]}\nconduits: {down: {allow: {poll: {<<: *base, from: x}}}}'],
    ['a whole grant', 'conduits: {down: {allow: {other: &g {operations: [read]}, poll: *g}}}'],
    ['a whole conduit', 'conduits: {up: &c {allow: {poll: {operations: [read]}}}, down: *c}'],
  ])('%s', (_, text) => {
    expect(changed(text, edit({ field: 'operations', add: ['write'] }))).toMatch(/shared through an anchor/);
  });

  test('an anchor that nobody uses shares nothing', () => {
    const text = 'conduits: {down: {allow: {poll: {operations: &ops [read]}}}}';
    expect(changed(text, edit({ field: 'operations', add: ['write'] }))).toEqual([
      `-${text}`,
      '+conduits: {down: {allow: {poll: {operations: &ops [read, write]}}}}',
    ]);
  });

  test('a grant is not added to a conduit that an alias repeats', () => {
    expect(changed('conduits: {up: &c {allow: {poll: {}}}, down: *c}', addGrant)).toMatch(/shared through an anchor/);
  });
});

describe('a new grant', () => {
  const fields = [
    'from: [hmi]',
    'to: [plc]',
    'protocol: modbus',
    'operations: [write_single_coil]',
    'objects: [{ unit: 1, table: coils, range: 3-5 }]',
    'reason: to be agreed',
  ];

  test('stands behind the last one, in lines where that one has lines', () => {
    expect(changed(block('from: [scada]', 'protocol: modbus # see below'), addGrant)).toEqual([
      '+      hmi-write:',
      ...fields.map((each) => `+        ${each}`),
    ]);
  });

  test('stands in one line where the last one does and where it fits', () => {
    const text = 'conduits:\n    down:\n        allow:\n            poll: {from: x, protocol: modbus}\n\n# the end\n';
    const short: Change = { ...addGrant, grant: { ...newGrant, operations: null, objects: [] } };
    expect(changed(text, short)).toEqual([
      '+            hmi-write: {from: [hmi], to: [plc], protocol: modbus, reason: to be agreed}',
    ]);
  });

  test('takes a free id', () => {
    const text = 'conduits: {down: {allow: {hmi-write: {}, hmi-write-2: {}}}}';
    expect(changed(text, addGrant)).toContainEqual(expect.stringContaining(', hmi-write-3: {from: [hmi]'));
  });

  test('makes `allow` in a conduit that has only allowlists', () => {
    expect(
      changed('conduits:\n  down:\n    from: a\n    allowlists: [historian]\n  up:\n    from: b\n', addGrant),
    ).toEqual(['+    allow:', '+      hmi-write:', ...fields.map((each) => `+        ${each}`)]);
  });

  test('keeps an empty line between grants that have one', () => {
    const text =
      'conduits:\n  down:\n    allow:\n      one:\n        from: x\n\n      two:\n        from: y\nzones: {}\n';
    expect(changed(text, addGrant)).toEqual(['+', '+      hmi-write:', ...fields.map((each) => `+        ${each}`)]);
  });

  test('of a hostile reason stays text', () => {
    const grant = { ...newGrant, operations: null, objects: [], reason: 'x: }\n# "y' };
    const text = 'conduits: {down: {allow: {poll: {}}}}';
    expect(changed(text, { ...addGrant, grant })).toContainEqual(expect.stringContaining('reason: "x: }\\n# \\"y"'));
  });

  test('brings its window along', () => {
    const window = { id: 'once-1', timezone: 'Europe/Berlin', from: '2026-09-15T10:00', to: '2026-09-15T11:00' };
    const text = 'windows:\n  sunday: {timezone: UTC}\nconduits: {down: {allow: {poll: {}}}}';
    expect(changed(text, { ...addGrant, grant: { ...newGrant, during: 'once-1' }, window })).toContainEqual(
      '+  once-1: {timezone: Europe/Berlin, once: {from: "2026-09-15T10:00", to: "2026-09-15T11:00"}}',
    );
  });
});

describe('a new conduit', () => {
  const change: Change = { kind: 'add-conduit', from: 'b', to: 'a', owner: 'ops', grant: newGrant, window: null };

  test('stands in the file with the conduits of its zones', () => {
    const files = [
      { path: 'conduits/one.yaml', text: 'conduits:\n  x-y:\n    from: x\n    to: y\n' },
      { path: 'conduits/two.yaml', text: 'conduits:\n  b-c:\n    from: b\n    to: c\n' },
      { path: 'plant.yaml', text: 'plant: p\n' },
    ];
    const result = applyChange(files, change);
    const after = result.kind === 'applied' ? result.yaml.map((file) => file.text) : [];
    expect(after[0]).toBe(files[0]?.text);
    expect(after[1]).toBe(
      `${files[1]?.text}  b-to-a:
    from: b
    to: a
    owner: ops
    allow:
      hmi-write:
        from: [hmi]
        to: [plc]
        protocol: modbus
        operations: [write_single_coil]
        objects: [{ unit: 1, table: coils, range: 3-5 }]
        reason: to be agreed
`,
    );
  });

  test('makes the section where there is none', () => {
    expect(changed('plant: p', change)).toEqual(expect.arrayContaining(['+conduits:', '+  b-to-a:', '+    from: b']));
  });

  test('inside a zone is named so', () => {
    expect(changed('conduits: {x: {}}', { ...change, to: 'b' })).toContainEqual(
      expect.stringContaining('b-internal: {'),
    );
  });
});

describe('a device', () => {
  const device = (address: string): Change => ({
    kind: 'declare-assets',
    assets: [{ id: 'device-1', zone: 'cell', address }],
  });

  test('stands with the others of its zone', () => {
    const files = [
      { path: 'zones/a.yaml', text: 'assets:\n  x: {zone: other}\n' },
      { path: 'zones/b.yaml', text: 'assets:\r\n  y: { zone: [cell, other] }\r\n' },
    ];
    const result = applyChange(files, device('10.0.0.9'));
    expect(result.kind === 'applied' && result.yaml[1]?.text).toBe(
      'assets:\r\n  y: { zone: [cell, other] }\r\n  device-1: { zone: cell, ip: 10.0.0.9 }\r\n',
    );
  });

  test('stands with its zone where that has no others yet', () => {
    const text = '\ufeffzones: {cell: {}}\n';
    const result = applyChange([{ path: 'zones/c.yaml', text }], device('fd20::9'));
    expect(result.kind === 'applied' && result.yaml[0]?.text).toBe(
      `${text}\nassets:\n  device-1:\n    zone: cell\n    ip: "fd20::9"\n`,
    );
  });

  test('is known by its MAC address where it has no other', () => {
    expect(changed('assets: {y: {zone: cell}}', device('02:00:00:00:00:01'))).toContainEqual(
      '+assets: {y: {zone: cell}, device-1: {zone: cell, mac: "02:00:00:00:00:01"}}',
    );
  });
});

test('what is not in the YAML is refused', () => {
  expect(changed('conduits: {}', edit({ field: 'from', add: ['x'] }))).toBe('the grant is not written in YAML');
  expect(changed('conduits: {}', addGrant)).toMatch(/conduit `down`/);
});
