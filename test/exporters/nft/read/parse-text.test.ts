/** The text of rulesets: what is understood is printed so that it reads the same, and all else is refused where it stands. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNftText } from '../../../../src/exporters/nft/read/parse-text.ts';
import { printTable } from '../../../../src/exporters/nft/read/print.ts';
import { readBackNftText } from '../../../../src/exporters/nftables/read-back.ts';
import { createWireSpace } from '../../../../src/exporters/proof/wire-space.ts';
import { boundaryCase } from '../../../support/arbitrary-boundary.ts';
import { arbitraryTable, withoutPlaces } from '../../../support/arbitrary-table.ts';
import { exportCase } from '../../../support/export-request.ts';
import { goldenBoundaries } from '../../../support/golden-boundaries.ts';

test('printing a table and reading it gives the same table', () => {
  fc.assert(
    fc.property(arbitraryTable, (table) => {
      const { value, refusal } = parseNftText(printTable(table), table.family);
      expect(refusal).toBeNull();
      expect(withoutPlaces(value)).toEqual(withoutPlaces(table));
    }),
    { numRuns: 300 },
  );
});

test('what is exported reads the same when it is printed', () => {
  fc.assert(
    fc.property(boundaryCase, (each) => {
      const { value } = parseNftText(exportCase(each));
      if (value === null) throw new Error('an export cannot be read');
      expect(withoutPlaces(parseNftText(printTable(value)).value)).toEqual(withoutPlaces(value));
    }),
    { numRuns: 60 },
  );
});

test.each([
  [
    'add table inet x\ndelete table inet x\ntable inet x {\n\tchain f {\n\t\tbogus 1\n\t}\n}\n',
    'line 5, column 9',
    '`1`',
  ],
  ['add table inet x\ndelete table inet y\n', 'line 2, column 20', 'the end of the line'],
  [
    'add table inet x\ndelete table inet x\ntable inet x {\n\tset s { type mark; timeout 1h; }\n}\n',
    'line 4, column 21',
    '`timeout`',
  ],
  ['add table inet x; delete table inet x; table inet x { chain f { } } }', 'line 1, column 67', '`}`'],
  ['§', 'line 1, column 1', '`§`'],
  ['', 'line 1, column 1', 'the end of the file'],
])('refuses %j', (text, at, found) => {
  const { refusal } = parseNftText(text);
  expect(refusal?.at).toBe(at);
  expect(refusal?.found).toContain(`found ${found}`);
});

test('reads numbers, words and networks in every way in which they mean the same', () => {
  const body = (rule: string): string =>
    `add table inet x\ndelete table inet x\ntable inet x {\n\tchain f {\n\t\t${rule}\n\t}\n}\n`;
  const rulesOf = (rule: string): unknown => withoutPlaces(parseNftText(body(rule)).value?.chains[0]?.rules ?? rule);
  for (const [one, other] of [
    ['meta l4proto tcp accept', 'meta l4proto 0x6 accept'],
    ['ip saddr 10.0.0.0/30 accept', 'ip saddr 10.0.0.0-10.0.0.3 accept'],
    ['iifname "eth0" drop', 'meta iifname == eth0 drop'],
    ['meta time < 5 drop', 'meta time <= 4 drop'],
    ['meta time > 5 drop', 'meta time >= 6 drop'],
    ['ct state established,related accept', 'ct state { established, related } accept'],
    ['ct mark set 0x10', 'ct mark set 16'],
  ] as const)
    expect(rulesOf(one)).toEqual(rulesOf(other));
  for (const wrong of ['ip saddr 10.0.0.1/30 accept', 'ip saddr ::1 drop', 'tcp dport 65536 drop', 'meta day 7 drop'])
    expect(parseNftText(body(wrong)).refusal).not.toBeNull();
});

test('no text makes the reader throw', () => {
  const texts = Object.values(goldenBoundaries).map(exportCase);
  const damaged = fc
    .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat({ max: 40 }), fc.string({ unit: 'binary', maxLength: 12 }))
    .map(([text, place, length, more]) => {
      const at = place % (text.length + 1);
      return text.slice(0, at) + more + text.slice(at + length);
    });
  const shuffled = fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.nat()).map(([text, a, b]) => {
    const lines = text.split('\n');
    const [one, other] = [a % lines.length, b % lines.length];
    return lines.map((line, index) => (index === one ? lines[other] : index === other ? lines[one] : line)).join('\n');
  });
  const nested = fc.nat({ max: 2_000 }).map((depth) => `add table inet x\n${'{ '.repeat(depth)}`);
  fc.assert(
    fc.property(fc.oneof(damaged, shuffled, nested, fc.string({ unit: 'binary' })), (text) => {
      const { value, refusal } = readBackNftText(text);
      expect(value === null).toBe(refusal !== null);
      if (value !== null) value.enforce(createWireSpace(4, value.addresses, value.interfaces));
    }),
    { numRuns: 400 },
  );
});

test('every beginning of a file is refused', () => {
  const text = exportCase(goldenBoundaries['windows'] ?? Object.values(goldenBoundaries)[0] ?? fail());
  for (let end = 0; end < text.length - 2; end += 7) {
    const cut = text.slice(0, end);
    // A file may end behind any whole command; then there are fewer elements, which the comparison sees.
    if (/\}\s*$/.test(cut) && !/[{,]\s*\}\s*$/.test(cut)) continue;
    expect({ end, refused: parseNftText(cut).refusal !== null }).toEqual({ end, refused: true });
  }
});

function fail(): never {
  throw new Error('no boundary');
}

test('reads what is said of frames in every way in which it means the same', () => {
  const body = (inside: string): string =>
    `add table bridge x\ndelete table bridge x\ntable bridge x {\n${inside}\n}\n`;
  const treeOf = (inside: string): unknown => {
    const { value, refusal } = parseNftText(body(inside), 'bridge');
    return withoutPlaces(value?.chains[0]?.rules ?? value?.sets ?? refusal);
  };
  for (const [one, other] of [
    ['chain f {\nether type 8021q drop\n}', 'chain f {\nether type 0x8100 drop\n}'],
    [
      'chain f {\nether daddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 drop\n}',
      'chain f {\nether daddr & 01:00:00:00:00:00 01:00:00:00:00:00 drop\n}',
    ],
    ['map m { type mark . ether_type : verdict; }', 'map m { typeof meta mark . vlan type : verdict; }'],
  ] as const)
    expect(treeOf(one)).toEqual(treeOf(other));
  expect(
    parseNftText(body('chain f {\ntype filter hook prerouting priority filter; policy accept;\n}'), 'bridge'),
  ).toEqual(expect.objectContaining({ refusal: null }));
  for (const wrong of [
    'chain f {\nether saddr 02:00:00:00:00 drop\n}',
    'chain f {\n@nh,0,32 1 drop\n}',
    'chain f {\nvlan id 4096 drop\n}',
    'map m { type mark . integer : verdict; }',
    'chain f {\ntype filter hook forward priority 0; policy drop;\n}',
  ])
    expect(parseNftText(body(wrong), 'bridge').refusal).not.toBeNull();
  expect(parseNftText(body('')).refusal).not.toBeNull();
});
