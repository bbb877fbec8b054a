import { describe, expect, it } from 'vitest';
import { diagnosticCatalogue, diagnosticCodes } from '../../src/diagnostics/catalogue.ts';
import type { DiagnosticCode } from '../../src/diagnostics/diagnostic.ts';
import { severities } from '../../src/diagnostics/severity.ts';

/** Facts of every shape, so that each entry can be put into words without knowing its args. */
const anyArgs: Record<string, unknown> = new Proxy(
  {},
  {
    get: (_, key) => {
      if (typeof key !== 'string') return undefined;
      if (/^(path|keys|allowed|zones|tables|missing|networks|others)$/.test(key)) return ['one', 'two'];
      if (/^(by|instead|with|windows|unused|opened|usual|able|groups)$/.test(key)) return ['one', 'two'];
      if (/^(services|extent|how|families)$/.test(key)) return ['one', 'two'];
      if (/^(limit|bytes|min|max|pairs|count)$/.test(key)) return '7';
      if (/^(first|second)$/.test(key)) return { who: 'this', says: 'that' };
      if (key === 'example') return { source: 'a', destination: 'b', request: 'modbus read', time: null };
      if (key === 'topic') return 'inventory';
      if (key === 'hurdle') return 'any';
      if (key === 'asked') return { id: 'ZC-F010', fix: 'do this', docs: 'docs/rules/ZC-F010.md' };
      if (key === 'lapsed') return { owner: 'ops', expires: '2026-10-31' };
      if (key === 'nearest') return { grant: 'g', expected: 'read', actual: 'write' };
      return 'some text';
    },
  },
);

/** What a code says: what, why and what to do. */
function sentencesOf(code: DiagnosticCode): readonly string[] {
  const entry = diagnosticCatalogue[code] as {
    readonly what: (args: unknown) => string;
    readonly why: string;
    readonly fix: (args: unknown) => string;
  };
  return [entry.what(anyArgs), entry.why, entry.fix(anyArgs)];
}

describe('the words of every diagnostic', () => {
  it.each(diagnosticCodes)('%s start small and end without a period', (code) => {
    for (const text of sentencesOf(code)) {
      expect(text).not.toMatch(/^[A-Z](?![A-Z])/);
      expect(text).not.toMatch(/[.!:,;]$/);
      expect(text).not.toMatch(/\n|\t| {2}|undefined|null|\[object/);
      expect(text.length).toBeGreaterThan(5);
      expect(text.length).toBeLessThan(400);
    }
  });
  it.each(diagnosticCodes)('%s speak of plants, not of programs, with input in backticks', (code) => {
    for (const text of sentencesOf(code)) {
      const words = text.replace(/`[^`]*`/g, '');
      expect(words).not.toContain('`');
      expect(words).not.toMatch(/\b(array|string|boolean|undefined|null|exception|regex|parser|AST|enum)\b/i);
    }
  });
});

describe('every diagnostic', () => {
  it.each(diagnosticCodes)('%s has a code of the form area/problem', (code) => {
    expect(code).toMatch(/^[a-z]+\/[a-z]+(-[a-z]+)*$/);
  });
  it.each(diagnosticCodes)('%s has a severity and well-formed references', (code) => {
    const { severity, references } = diagnosticCatalogue[code];
    expect(severities).toContain(severity);
    for (const clause of references.iec62443) expect(clause).toMatch(/^3-2 ZCR \d\.\d$|^3-3 SR \d\.\d{1,2}( RE \d)?$/);
    for (const id of references.attackIcs) expect(id).toMatch(/^[MT]\d{4}(\.\d{3})?$/);
    for (const section of references.nist80082) expect(section).toMatch(/^\d(\.\d+)+$|^[A-Z]{2}-\d+$/);
  });
});
