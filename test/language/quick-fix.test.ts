/** Spellings that findings propose, as changes: a plant with the change in it has one finding less. */
import { expect, test } from 'vitest';
import { sourceLinesOf } from '../../src/diagnostics/source-lines.ts';
import { quickFixOf } from '../../src/language/quick-fix.ts';
import { findingsOf, soundPlant } from '../support/expect-findings.ts';

const conduit = `conduits:
  c:
    from: scada
    to: filling
    owner: ops
    allow:
      g: {from: [scada-1], to: ["class:plc"], protocol: modbus, operations: [read], reason: r}
`;

test.each([
  ['an unknown key', 'owner: ops', 'ownr: ops'],
  ['an unknown zone', 'from: scada\n', 'from: scda\n'],
  ['an unknown asset', '[scada-1]', '[scada-l]'],
  ['an unknown asset in quotes', '[scada-1]', '["scada-l"]'],
  ['an unknown class in a test', '"class:plc"', '"class:plcs"'],
  ['an unknown attribute', '"class:plc"', '"clas:plc"'],
  ['an unknown protocol', 'modbus', 'modbas'],
  ['an unknown operation', '[read]', '[raed]'],
])('%s', (_, right, wrong) => {
  const text = conduit.replace(right, wrong);
  const files = (conduits: string) => ({ 'plant.yaml': soundPlant, 'conduits/c.yaml': conduits });
  const before = findingsOf(files(text));
  const lines = sourceLinesOf([{ path: 'conduits/c.yaml', text }]);
  const fixes = before.map((each) => quickFixOf(each, lines)).filter((each) => each !== null);
  expect(fixes).toHaveLength(1);
  const [fix] = fixes;
  const rows = text.split('\n');
  const row = rows[(fix?.at.line ?? 0) - 1] ?? '';
  rows[(fix?.at.line ?? 0) - 1] =
    row.slice(0, (fix?.at.column ?? 0) - 1) + fix?.text + row.slice((fix?.at.endColumn ?? 0) - 1);
  expect(rows.join('\n').replaceAll('"scada-1"', 'scada-1')).toBe(conduit);
  expect(findingsOf(files(rows.join('\n')))).toEqual([]);
});

test('nothing is changed where it is not certain what is meant', () => {
  const lines = sourceLinesOf([{ path: 'a.yaml', text: 'x: plc plc\n' }]);
  const at = { file: 'a.yaml', line: 1, column: 4, endLine: 1, endColumn: 11 };
  const args = { kind: 'zone', id: 'plc', suggestion: 'plt' };
  expect(quickFixOf({ code: 'reference/unknown', at, args }, lines)).toBeNull();
  expect(quickFixOf({ code: 'reference/unknown', at: null, args }, lines)).toBeNull();
});
