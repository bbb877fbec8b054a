import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../src/compiler/invariants/check-invariants.ts';
import { diagnosticCatalogue, diagnosticCodes } from '../../src/diagnostics/catalogue.ts';
import { analysisEntries } from '../../src/diagnostics/codes/analysis.ts';
import { breadthEntries } from '../../src/diagnostics/codes/breadth.ts';
import { invariantEntries } from '../../src/diagnostics/codes/invariant.ts';
import type { DiagnosticCode } from '../../src/diagnostics/diagnostic.ts';
import { analysisOf, planOfText } from '../support/analysis-of.ts';
import { findingsOf, parseText, soundPlant, testDay } from '../support/expect-findings.ts';
import { shippedCatalogue } from '../support/shipped-catalogue.ts';

const folder = new URL('../../docs/diagnostics/', import.meta.url);

function pageOf(code: DiagnosticCode): string {
  return readFileSync(new URL(`${code}.md`, folder), 'utf8');
}

/** The YAML examples below a heading; each is merged with a plant that has no findings. */
function examplesBelow(heading: string, page: string): readonly string[] {
  const section = page.split(/^## /m).find((each) => each.startsWith(heading)) ?? '';
  return [...section.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
}

const now = Date.parse(`${testDay}T12:00:00Z`) / 1000;

/** What `check` finds, and for a code of `analyze` that code too. */
function codesIn(example: string, code: DiagnosticCode): readonly string[] {
  const hasName = /^plant:/m.test(example);
  const base = hasName ? soundPlant.replace('plant: dairy\n', '') : soundPlant;
  const text = { 'base.yaml': base, 'example.yaml': example };
  const analyzed = code in { ...analysisEntries, ...breadthEntries } ? analysisOf(planOfText(text)) : [];
  const broken =
    code in invariantEntries ? checkInvariants(parseText(text).value, planOfText(text), shippedCatalogue, now) : [];
  return [...findingsOf(text), ...analyzed.filter((each) => each.code === code), ...broken].map((each) => each.code);
}

describe('docs/diagnostics', () => {
  it('has one page per code and no other', () => {
    const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => name.replaceAll('\\', '/').replace(/\.md$/, ''))
      .filter((name) => name !== 'README');
    expect(pages.sort()).toEqual([...diagnosticCodes]);
  });

  it.each(diagnosticCodes)('%s says what, why and what to do', (code) => {
    const page = pageOf(code);
    expect(page.startsWith(`# ${code}\n`)).toBe(true);
    expect(page).toContain(`Severity: ${diagnosticCatalogue[code].severity}`);
    expect(page).toMatch(/^## Why$/m);
    expect(page).toMatch(/^## What to do$/m);
  });

  it.each(diagnosticCodes)('%s has examples that are true', (code) => {
    const page = pageOf(code);
    for (const example of examplesBelow('Avoid', page)) expect(codesIn(example, code)).toContain(code);
    for (const example of examplesBelow('Prefer', page)) expect(codesIn(example, code)).toEqual([]);
  });
});
