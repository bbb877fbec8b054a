import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnostics/diagnostic.ts';
import { orderDiagnostics } from '../../src/diagnostics/diagnostic-order.ts';
import { findingOf } from '../../src/diagnostics/finding.ts';
import { atLeast } from '../../src/diagnostics/severity.ts';
import { findingsOf } from '../support/expect-findings.ts';

const at = { file: 'plant.yaml', line: 2, column: 3, endLine: 2, endColumn: 5 };
const schema = JSON.parse(
  readFileSync(new URL('../../schemas/finding.schema.json', import.meta.url), 'utf8'),
) as object;

describe('a finding', () => {
  it('is a diagnostic in words', () => {
    const diagnostic = diagnose('asset/no-zone', at, { asset: 'plc' }, [{ at, what: 'here' }]);
    expect(findingOf(diagnostic)).toEqual({
      code: 'asset/no-zone',
      severity: 'high',
      message: 'asset `plc` is in no zone',
      why: expect.any(String),
      fix: expect.any(String),
      at,
      related: [{ at, message: 'here' }],
      references: { iec62443: ['3-2 ZCR 3.1', '3-3 SR 5.1'], attackIcs: ['M0930'], nist80082: ['5.2.3'] },
    });
  });
  it('is as its schema says', () => {
    const validate = new Ajv({ strict: false }).compile(schema);
    for (const diagnostic of findingsOf('zones: {a: {kind: cel, owner: []}}\nassets: {b: {zone: c, ip: x}}')) {
      expect(validate(findingOf(diagnostic)), JSON.stringify(validate.errors)).toBe(true);
    }
  });
});

describe('the order of findings', () => {
  it('is by place, then code, then facts, and repeats nothing', () => {
    const first = diagnose('plant/missing', null, {});
    const second = diagnose('asset/no-zone', at, { asset: 'a' });
    const third = diagnose('asset/no-zone', at, { asset: 'b' });
    const fourth = diagnose('asset/no-zone', { ...at, line: 3 }, { asset: 'a' });
    const fifth = diagnose('asset/no-zone', { ...at, file: 'z.yaml' }, { asset: 'a' });
    const ordered = [first, second, third, fourth, fifth];
    expect(orderDiagnostics([fifth, third, second, fourth, first, { ...second }])).toEqual(ordered);
  });
});

describe('severity', () => {
  it('has an order', () => {
    expect(atLeast('critical', 'medium')).toBe(true);
    expect(atLeast('medium', 'medium')).toBe(true);
    expect(atLeast('low', 'medium')).toBe(false);
  });
});
