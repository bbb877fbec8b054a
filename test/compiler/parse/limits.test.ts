import { describe, expect, it } from 'vitest';
import { defaultParseLimits } from '../../../src/compiler/parse/parse-limits.ts';
import { timed } from '../../support/cpu-time.ts';
import { parseText } from '../../support/expect-findings.ts';

const codesOf = (text: string): readonly string[] => parseText(text).diagnostics.map(({ code }) => code);

describe('a hostile file', () => {
  it('with aliases that multiply is a finding at once', () => {
    const levels = Array.from({ length: 30 }, (_, level) => {
      const aliases = Array.from({ length: 9 }, () => (level === 0 ? 'x' : `*a${level - 1}`)).join(', ');
      return `a${level}: &a${level} [${aliases}]`;
    });
    const { value, took } = timed(() => codesOf(`plant: x\n${levels.join('\n')}`));
    expect(value).toContain('limit/exceeded');
    expect(took).toBeLessThan(1000);
  });
  it('with merges that multiply is a finding at once', () => {
    const keys = Array.from({ length: 2000 }, (_, key) => `k${key}: 1`).join(', ');
    const merges = Array.from({ length: 2000 }, (_, index) => `b${index}: {<<: *a}`).join('\n');
    const { value, took } = timed(() => codesOf(`plant: x\na: &a {${keys}}\n${merges}`));
    expect(value).toContain('limit/exceeded');
    expect(took).toBeLessThan(3000);
  });
  it('with an alias chain that nests deeply is a finding', () => {
    const chain = Array.from(
      { length: 500 },
      (_, level) => `a${level}: &a${level} [${level === 0 ? 1 : `*a${level - 1}`}]`,
    );
    expect(codesOf(`plant: x\n${chain.join('\n')}`)).toContain('limit/exceeded');
  });
  it.each(['[', '{', '- ', '? ', '[a,', '{a: ', 'a: ', ': '])(
    'that repeats %j forever is a finding at once',
    (unit) => {
      const { value, took } = timed(() => codesOf(unit.repeat(2_000_000 / unit.length)));
      expect(value).toContain('limit/exceeded');
      expect(took).toBeLessThan(1000);
    },
  );
  it.each(['{}', '[a]\n', '&a ', '*a ', '"', '% \n'])(
    'that repeats %j forever has a bounded number of findings',
    (unit) => {
      const { value, took } = timed(() => codesOf(unit.repeat(200_000 / unit.length)));
      expect(value.length).toBeLessThan(defaultParseLimits.findings + 10);
      expect(took).toBeLessThan(10_000);
    },
  );
  it('with a key written a hundred thousand times has a bounded number of findings', () => {
    expect(codesOf(`plant: x\n${'a: 1\n'.repeat(100_000)}`).length).toBeLessThan(defaultParseLimits.findings + 10);
  });
  it('with a hundred thousand wrong values is read in bounded time', () => {
    const { took } = timed(() => codesOf(`plant: x\nzones: {z: {kind: cell, networks: [${'{}, '.repeat(100_000)}]}}`));
    expect(took).toBeLessThan(10_000);
  });
  it('of a hundred megabytes is not looked at', () => {
    const { value, took } = timed(() => codesOf(`plant: x\n${'zones: {}\n'.repeat(10_000_000)}`));
    expect(value).toEqual(['file/too-large', 'plant/missing']);
    expect(took).toBeLessThan(500);
  });
  it('with templates in a long row is a finding', () => {
    const templates = Array.from({ length: 3000 }, (_, index) => `  t${index}: {extends: t${index + 1}}`).join('\n');
    const { value, took } = timed(() => codesOf(`plant: x\ntemplates:\n${templates}\n  t3000: {kind: cell}`));
    expect(value).toContain('limit/exceeded');
    expect(took).toBeLessThan(3000);
  });
  it('leaves the other files as they are', () => {
    const { value, diagnostics } = parseText({
      'a.yaml': '['.repeat(1000),
      'plant.yaml': 'plant: x\nzones: {z: {kind: cell}}',
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(['limit/exceeded']);
    expect(value.zones.map((zone) => zone.id)).toEqual(['z']);
  });
});
