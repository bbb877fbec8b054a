/** A change means the same in whatever style a plant is written: reading the text after it gives what was meant. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Document, isMap, isSeq, parse, visit } from 'yaml';
import { applyChange } from '../../src/compiler/patch/apply-change.ts';
import type { Change, GrantEdit } from '../../src/model/change.ts';
import { expectShare } from '../support/expect-share.ts';

type Grant = Record<string, unknown>;

const word = fc.constantFrom('scada', 'plc-1', 'class:plc', 'any', 'kind:cell', 'a b');
const oneOrMany = fc.oneof(word, fc.uniqueArray(word, { minLength: 1, maxLength: 4 }));
const limit = fc.record({
  unit: fc.integer({ min: 0, max: 3 }),
  table: fc.constantFrom('holding', 'coils'),
  range: fc.constantFrom('5', '10-19', 7),
});
const grant: fc.Arbitrary<Grant> = fc.record(
  {
    from: oneOrMany,
    to: oneOrMany,
    protocol: fc.constant('modbus'),
    operations: fc.oneof(
      fc.constant('read'),
      fc.array(fc.constantFrom('read', 'code:5', 'write'), { minLength: 1, maxLength: 3 }),
    ),
    objects: fc.array(limit, { minLength: 1, maxLength: 3 }),
    expires: fc.constant('2026-09-14'),
    reason: fc.constantFrom('overview: all', 'it is # not a comment', 'two\nlines', ''),
  },
  { requiredKeys: ['from', 'to', 'protocol', 'operations', 'objects', 'expires'] },
);
const plant = fc.record({
  plant: fc.constant('p'),
  conduits: fc.record({
    up: fc.record({ from: word, to: word, allow: fc.dictionary(fc.constantFrom('a', 'b'), grant, { minKeys: 1 }) }),
    down: fc.record({ from: word, to: word, allow: fc.record({ poll: grant, other: grant }) }),
  }),
  assets: fc.constant({
    'plc-1': { zone: 'cell', ip: ['10.0.0.1', 'fd20::1'] },
    scada: { zone: 'control', ip: '10.0.0.2' },
  }),
});

/** Where each collection has braces or lines, comments and empty lines, by a stream of choices. */
function written(
  value: unknown,
  choices: readonly number[],
  indent: number,
  lineEnd: string,
  padding: boolean,
): string {
  const document = new Document(value);
  let turn = 0;
  const choose = (count: number): number => (choices[turn++ % choices.length] ?? 0) % count;
  visit(document, (_, node) => {
    if (!isMap(node) && !isSeq(node)) return;
    const choice = choose(8);
    if (choice < 3) node.flow = true;
    else if (choice === 3) node.commentBefore = ' a comment';
    else if (choice === 4) node.comment = ' behind';
  });
  return document
    .toString({ indent, lineWidth: choose(2) === 0 ? 40 : 0, flowCollectionPadding: padding })
    .replaceAll('\n', lineEnd);
}

const style = fc.tuple(
  fc.array(fc.nat(11), { minLength: 5, maxLength: 40 }),
  fc.constantFrom(2, 4),
  fc.constantFrom('\n', '\r\n'),
  fc.boolean(),
);

const edits = fc.constantFrom<GrantEdit>(
  { field: 'from', add: ['hmi'] },
  { field: 'to', add: ['plc-9', 'broadcast'] },
  { field: 'operations', add: ['write_single_coil', 'code:99'] },
  { field: 'expires', day: '2026-10-01' },
  { field: 'objects', add: [{ unit: { from: 9, to: 9 }, table: 'coils', range: { from: 3, to: 4 } }] },
);

function edited(before: Grant, edit: GrantEdit): Grant {
  if ('day' in edit) return { ...before, [edit.field]: edit.day };
  const present = before[edit.field];
  const items = Array.isArray(present) ? (present as readonly unknown[]) : [present];
  const added = edit.field === 'objects' ? [{ unit: 9, table: 'coils', range: '3-4' }] : edit.add;
  return { ...before, [edit.field]: [...items, ...added] };
}

/** The values of a text after a change; null where it is refused. */
function valueAfter(text: string, change: Change): unknown {
  const result = applyChange([{ path: 'plant.yaml', text }], change);
  return result.kind === 'refused' ? null : parse(result.yaml[0]?.text ?? '');
}

test('an edit of a field adds to it and changes nothing else', () => {
  let done = 0;
  let tried = 0;
  fc.assert(
    fc.property(plant, style, edits, (value, [choices, indent, lineEnd, padding], edit) => {
      const text = written(value, choices, indent, lineEnd, padding);
      expect(parse(text)).toEqual(value);
      const after = valueAfter(text, { kind: 'edit-grant', conduit: 'down', grant: 'poll', edit });
      tried++;
      if (after === null) return;
      done++;
      const allow = { ...value.conduits.down.allow, poll: edited(value.conduits.down.allow.poll, edit) };
      expect(after).toEqual({ ...value, conduits: { ...value.conduits, down: { ...value.conduits.down, allow } } });
    }),
    { numRuns: 120 },
  );
  // What is refused has a comment in the way.
  expectShare(0.8, done / tried);
});

const newGrant = {
  id: 'hmi-read',
  from: 'hmi',
  to: 'plc-1',
  protocol: 'modbus',
  ports: ['5020'],
  operations: ['read_coils'],
  objects: [{ unit: { from: 1, to: 1 }, table: null, range: null }],
  during: 'sunday',
  reason: 'to be agreed: soon',
};
const plainGrant = {
  from: ['hmi'],
  to: ['plc-1'],
  protocol: 'modbus',
  ports: [5020],
  operations: ['read_coils'],
  objects: [{ unit: 1 }],
  during: 'sunday',
  reason: 'to be agreed: soon',
};

test('a new grant, conduit or asset stands beside the others and changes none of them', () => {
  let done = 0;
  let tried = 0;
  fc.assert(
    fc.property(plant, style, (value, [choices, indent, lineEnd, padding]) => {
      const text = written(value, choices, indent, lineEnd, padding);
      const { conduits } = value;
      const { down } = conduits;
      const window = null;
      const expected: readonly (readonly [Change, unknown])[] = [
        [
          { kind: 'add-grant', conduit: 'down', grant: newGrant, window },
          { ...value, conduits: { ...conduits, down: { ...down, allow: { ...down.allow, 'hmi-read': plainGrant } } } },
        ],
        [
          { kind: 'add-conduit', from: 'x', to: 'y', owner: 'ops', grant: newGrant, window },
          {
            ...value,
            conduits: {
              ...conduits,
              'x-to-y': { from: 'x', to: 'y', owner: 'ops', allow: { 'hmi-read': plainGrant } },
            },
          },
        ],
        [
          { kind: 'declare-assets', assets: [{ id: 'new', zone: 'cell', address: 'fd20::9' }] },
          { ...value, assets: { ...value.assets, new: { zone: 'cell', ip: 'fd20::9' } } },
        ],
      ];
      for (const [change, meant] of expected) {
        const after = valueAfter(text, change);
        tried++;
        if (after === null) continue;
        done++;
        expect(after).toEqual(meant);
      }
    }),
    { numRuns: 80 },
  );
  expectShare(0.8, done / tried);
});
