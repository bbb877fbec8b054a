/** The Rego that is shipped and the examples': laid out, described, and tested by the tests beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { allowlistGlue, gluePath } from '../../src/compiler/rego/allowlist-glue.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';

const root = path.join(import.meta.dirname, '../..');

function regoIn(folder: string): Record<string, string> {
  const files = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.rego'),
  );
  return Object.fromEntries(
    files.map((name) => [path.join(folder, name), readFileSync(path.join(root, folder, name), 'utf8')]),
  );
}

const base = regoIn('policies');
const examples = readdirSync(path.join(root, 'examples/plants'))
  .map((name) => `examples/plants/${name}/policies`)
  .filter((folder) => readdirSync(path.dirname(path.join(root, folder))).includes('policies'));

const trees: readonly { readonly name: string; readonly modules: Record<string, string> }[] = [
  { name: 'policies', modules: base },
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
    const glue = { [gluePath]: allowlistGlue([]) };
    const answer = await rego.test({
      modules: { ...modules, ...(modules === base ? glue : {}) },
      coverage: 'measured',
    });
    if (answer.kind === 'failed') throw new Error(JSON.stringify(answer.errors));
    const failed = answer.results.filter((result) => result.fail || result.error !== undefined);
    expect(failed.map((result) => `${result.package}.${result.name} ${result.error ?? ''}`)).toEqual([]);
    expect(answer.results.length).toBeGreaterThan(3);
    const uncovered = (answer.coverage?.files ?? []).filter(
      ({ file }) => !file.endsWith('_test.rego') && file in modules,
    );
    for (const { file, percentage } of uncovered) expect([file, percentage]).toEqual([file, 100]);
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
