import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { diagnoseGuards } from '../../../src/compiler/rego/diagnose-guards.ts';
import { diagnosticCatalogue } from '../../../src/diagnostics/catalogue.ts';
import { lowerRules } from './lower/lowering-world.ts';

const page = readFileSync(new URL('../../../docs/diagnostics/allowlist/guard.md', import.meta.url), 'utf8');
const [avoided = '', preferred = ''] = [...page.matchAll(/```rego\n([\s\S]*?)```/g)].map((match) => match[1]);

test('a guard is a finding at its place, in plant words', async () => {
  const { guards } = await lowerRules(avoided);
  const [found] = diagnoseGuards(guards);
  expect(found).toMatchObject({
    code: 'allowlist/guard',
    at: { file: 'policies/t.rego', line: 5, column: 2 },
    args: { rule: 'plant.allow.t/bulk' },
  });
  expect(diagnosticCatalogue['allowlist/guard'].what({ rule: 'r', reason: guards[0]?.reason ?? '' })).toBe(
    '`r` runs as written: `input.object.count <= 10`: a grant says where the objects of a request begin and end, and this says something else',
  );
});

test('what the page prefers is no guard', async () => {
  expect(diagnoseGuards((await lowerRules(preferred)).guards)).toEqual([]);
});
