/** The pages of the shipped rules are what their METADATA says, and name clauses and techniques that exist. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RegoChecked } from '../../src/compiler/rego/port.ts';
import { ruleRequest } from '../../src/compiler/rules/compile-rules.ts';
import { describeRules } from '../../src/compiler/rules/describe-rules.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';
import { rulePage, rulesIndex } from '../../tools/rule-pages.ts';
import { shippedCatalogue } from '../support/shipped-catalogue.ts';

const folder = path.join(import.meta.dirname, '../../docs/rules');
const shipped = readShippedFiles();
const { checked, rules } = await describeShipped();

async function describeShipped() {
  const rego = await openRegoCompiler({});
  const answer = await rego.check(ruleRequest(shipped.rules, shipped));
  if (answer.kind === 'failed') throw new Error(JSON.stringify(answer.errors));
  const described = describeRules(answer, 'zonewright.rules');
  expect(described.diagnostics).toEqual([]);
  return { checked: answer, rules: described.value };
}

const aboutOf = ({ annotations }: RegoChecked, name: string) => {
  const found = annotations.find(({ scope, path: of }) => scope === 'package' && of === `data.${name}`);
  if (found === undefined) throw new Error(`${name} has no METADATA`);
  return found;
};

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('has a page that says what its METADATA says', async () => {
    await expect(rulePage(rule, aboutOf(checked, rule.package))).toMatchFileSnapshot(path.join(folder, `${id}.md`));
  });

  test('says when it finds something, and names techniques or mitigations of ATT&CK for ICS', () => {
    expect(aboutOf(checked, rule.package).description?.length).toBeGreaterThan(40);
    for (const technique of rule.references.attackIcs) {
      if (technique.startsWith('M')) expect(technique).toMatch(/^M0[89]\d\d$/);
      else expect([...shippedCatalogue.attack.techniques.keys()]).toContain(technique);
    }
  });

  test('lies in a file of its name, and names clauses in the form of the standards', () => {
    expect(path.basename(aboutOf(checked, rule.package).file, '.rego')).toBe(id.toLowerCase().replaceAll('-', '_'));
    for (const clause of rule.references.iec62443)
      expect(clause).toMatch(/^3-2 ZCR \d\.\d+$|^3-3 SR \d\.\d+( RE \d)?$/);
    for (const clause of rule.references.nercCip) expect(clause).toMatch(/^CIP-005-7 R\d\.\d$/);
    for (const clause of rule.references.nist80082) expect(clause).toMatch(/^5\.2\.3$|^(AC|SC|SI)-\d+$/);
  });
});

test('docs/rules has a page per rule, an index and no other', async () => {
  await expect(rulesIndex(rules)).toMatchFileSnapshot(path.join(folder, 'README.md'));
  expect(readdirSync(folder).sort()).toEqual([...rules.map(({ id }) => `${id}.md`), 'README.md'].sort());
});

const packs = ['cip-005', 'essential', 'iec-62443', 'nist-800-82', 'remote-access'];

test('docs/rule-packs.md names every pack', () => {
  const page = readFileSync(path.join(folder, '../rule-packs.md'), 'utf8');
  expect([...new Set(rules.flatMap((rule) => rule.packs))].sort()).toEqual(packs);
  for (const pack of packs) expect(page).toContain(`| \`${pack}\``);
});
