/** The Rego that is shipped and the examples': laid out, described, and tested by the tests beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runRegoTests } from '../../src/cli/policy-tests/run-rego-tests.ts';
import { regoRequest } from '../../src/compiler/compile-policies.ts';
import { allowlistGlue, gluePath } from '../../src/compiler/rego/allowlist-glue.ts';
import { ruleRequest } from '../../src/compiler/rules/compile-rules.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';

const root = path.join(import.meta.dirname, '../..');
const shipped = readShippedFiles();

function regoIn(folder: string): Record<string, string> {
  const files = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.rego'),
  );
  return Object.fromEntries(
    files.map((name) => [path.join(folder, name), readFileSync(path.join(root, folder, name), 'utf8')]),
  );
}

const base = regoIn('policies/zonewright');
const rules = regoIn('policies/rules');
const examples = readdirSync(path.join(root, 'examples/plants'))
  .map((name) => `examples/plants/${name}/policies`)
  .filter((folder) => readdirSync(path.dirname(path.join(root, folder))).includes('policies'));

const trees: readonly { readonly name: string; readonly modules: Record<string, string> }[] = [
  { name: 'policies/zonewright', modules: base },
  { name: 'policies/rules', modules: rules },
  ...examples.map((name) => ({ name, modules: regoIn(name) })),
];

describe.each(trees)('$name', ({ modules }) => {
  test('is laid out as `opa fmt` does', async () => {
    const rego = await openRegoCompiler({});
    const answer = await rego.format({ modules });
    expect(answer).toEqual({ kind: 'formatted', formatted: modules });
  });

  test('passes its own tests, which reach every rule', async () => {
    const rego = await openRegoCompiler({});
    const glue = modules === base ? [{ path: gluePath, text: allowlistGlue([]) }] : [];
    const sources = Object.entries(modules).map(([path, text]) => ({ path, text }));
    const isTest = ({ path }: { readonly path: string }): boolean => path.endsWith('_test.rego');
    const written = [...sources.filter((each) => !isTest(each)), ...glue];
    const request = modules === rules ? ruleRequest(written, shipped) : regoRequest(written, shipped);
    const { cases, coverage, diagnostics } = await runRegoTests(request, sources.filter(isTest), rego);
    expect(diagnostics).toEqual([]);
    expect(cases.filter((each) => each.outcome !== 'passed')).toEqual([]);
    expect(cases.length).toBeGreaterThan(3);
    const measured = (coverage?.files ?? []).filter(({ file }) => !file.endsWith('_test.rego') && file in modules);
    expect(measured.length).toBeGreaterThan(0);
    for (const { file, percentage } of measured) expect([file, percentage]).toEqual([file, 100]);
  });

  test('every file says in METADATA what it is for', () => {
    for (const [file, text] of Object.entries(modules)) {
      if (!file.endsWith('_test.rego')) expect(text).toMatch(/^# METADATA\n# title: /);
    }
  });
});

test('the generated glue is laid out too', async () => {
  const rego = await openRegoCompiler({});
  const modules = { [gluePath]: allowlistGlue(['historian', 'vendors']) };
  expect(await rego.format({ modules })).toEqual({ kind: 'formatted', formatted: modules });
});
