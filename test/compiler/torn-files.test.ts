/** A file whose syntax is wrong in one place, as it is while somebody types, is no reason to accuse other files. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkSources } from '../../src/compiler/compile.ts';
import type { SourceFile } from '../../src/compiler/parse/source-file.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { loadPolicy } from '../../src/evaluator/policy.ts';
import { dialects } from '../../src/exporters/registry.ts';
import { readPlantFolder } from '../../src/platform/plant-folder.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';

const plants = path.join(import.meta.dirname, '../../examples/plants');
const shipped = readShippedFiles();
const rego = await openRegoCompiler({});
const options = {
  now: Date.parse('2026-09-10T12:00:00Z') / 1000,
  dialects: dialects.map((each) => each.name),
  revision: null,
  runtime: loadPolicy,
};

async function findingsOf(yaml: readonly SourceFile[]): Promise<readonly Diagnostic[]> {
  return (await checkSources({ yaml, rego: [] }, shipped, options, rego)).diagnostics;
}

const words = ({ code, args, at }: Diagnostic): string => JSON.stringify([code, args, at?.file]);

/** Every ninth line, in turn with a list, a text and a map that nobody has ended. */
function tears(text: string): readonly string[] {
  const lines = text.split('\n');
  return [...lines.keys()]
    .filter((index) => index % 9 === 3 && (lines[index] ?? '').includes(':'))
    .map((index) => lines.with(index, (lines[index] ?? '').replace(/:.*$/, [': [', ': "', ': {'][index % 3] ?? '')))
    .map((torn) => torn.join('\n'));
}

test.each(readdirSync(plants))('a torn file of %s makes nothing of other files wrong', async (plant) => {
  const { yaml } = readPlantFolder(path.join(plants, plant));
  const before = new Set((await findingsOf(yaml)).map(words));
  let torn = 0;
  for (const file of yaml)
    for (const text of tears(file.text)) {
      const findings = await findingsOf(yaml.map((each) => (each === file ? { ...file, text } : each)));
      if (!findings.some(({ code }) => code === 'yaml/syntax')) continue;
      torn += 1;
      const elsewhere = findings.filter(({ at }) => at?.file !== file.path);
      expect(elsewhere.map(words).filter((each) => !before.has(each))).toEqual([]);
    }
  expect(torn).toBeGreaterThan(2);
});
