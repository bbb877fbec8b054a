/** One plant under two catalogues, as a newer release of the product brings one: what that changes is seen like any change. */
import { beforeAll, expect, test } from 'vitest';
import { type ComparedPlan, comparePlans } from '../../../src/analyzer/compare/compare-plans.ts';
import { checkSources, isError } from '../../../src/compiler/compile.ts';
import { loadPolicy } from '../../../src/evaluator/policy.ts';
import { openRegoCompiler } from '../../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../../src/platform/shipped-files.ts';
import { entryWords } from '../../../src/report/diff-words.ts';
import { smallPlant } from '../../support/temporary-plant.ts';

const now = Date.parse('2026-09-10T12:00:00Z') / 1000;
const shipped = readShippedFiles();
const plant = smallPlant.replace(/ {8}objects: .*\n|, objects: \[[^\]]*\]/g, '');

/** The plant with Modbus as the change has it. */
async function under(change: (modbus: string) => string): Promise<ComparedPlan> {
  const catalogue = shipped.catalogue.map((file) =>
    file.path.endsWith('protocols/modbus.yaml') ? { ...file, text: change(file.text) } : file,
  );
  const sources = { yaml: [{ path: 'plant.yaml', text: plant }], rego: [] };
  const options = { now, dialects: ['nftables'], revision: null, runtime: loadPolicy };
  const { value, diagnostics } = await checkSources(
    sources,
    { ...shipped, catalogue },
    options,
    await openRegoCompiler({}),
  );
  if (diagnostics.some(isError)) throw new Error(JSON.stringify(diagnostics));
  return { ...value, textAt: () => '', owners: [] };
}

let base: ComparedPlan;

beforeAll(async () => {
  base = await under((modbus) => modbus);
});

/** What a change opens and closes, in words. */
async function differences(change: (modbus: string) => string) {
  const head = await under((modbus) => {
    const changed = change(modbus);
    expect(changed).not.toBe(modbus);
    return changed;
  });
  const { opened, closed } = comparePlans(base, head, now);
  const words = (groups: typeof opened): readonly string[] =>
    groups.flatMap(({ entries }) =>
      entries.map((entry) => {
        const { sources, operations, destinations, how } = entryWords(entry);
        return `${sources} ${operations} ${destinations} ${how}`;
      }),
    );
  return { opened: words(opened), closed: words(closed) };
}

test('remarks and titles change nothing', async () => {
  expect(await differences((modbus) => `${modbus.replace('title: Modbus/TCP', 'title: Modbus')}# more\n`)).toEqual({
    opened: [],
    closed: [],
  });
});

test('another usual port opens it wherever the protocol is granted without ports', async () => {
  const { opened, closed } = await differences((modbus) => modbus.replace('ports: [502]', 'ports: [502, 1502]'));
  expect(closed).toEqual([]);
  expect(opened.length).toBeGreaterThan(0);
  for (const each of opened) expect(each).toContain('tcp/1502');
});
