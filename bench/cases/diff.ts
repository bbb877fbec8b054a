/**
 * What a change of twenty grants opens and closes in a plant of 1,000 zones and 10,000 conduits, after both versions are
 * loaded, beside `git diff` of their files, which shows lines and not what they mean.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ComparedPlan, comparePlans } from '../../src/analyzer/compare/compare-plans.ts';
import { checkSources } from '../../src/compiler/compile.ts';
import { loadPolicy } from '../../src/evaluator/policy.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';
import { largePlant, type PlantFile } from '../large-plant.ts';
import { cpuSeconds, digits, row } from '../measure.ts';

const now = 1_800_000_000;
const size = { zones: 1000, conduits: 10_000, grants: 2, assets: 10 };
const before = largePlant(size);
const after = withWiderGrants(before, 20);
const sides = { base: await load(before), head: await load(after) };
row('input', `${size.zones} zones, ${size.conduits} conduits, ${sides.base.plan.grants.length} grants; 20 differ`);

(globalThis as { gc?: () => void }).gc?.();
const heap = process.memoryUsage().heapUsed;
let result = comparePlans(sides.base, sides.head, now);
const grown = process.memoryUsage().heapUsed - heap;
const seconds = await cpuSeconds(3, () => {
  result = comparePlans(sides.base, sides.head, now);
});
const opened = result.opened.reduce((sum, group) => sum + group.entries.length, 0);
row(
  'compared',
  `${digits(seconds)} s (limit 2)`,
  `${digits(grown / 1e6)} MB`,
  `${opened} opened, ${result.closed.length} closed`,
);

const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-bench-diff-'));
write('a', before);
write('b', after);
const started = performance.now();
const { stdout } = spawnSync('git', ['diff', '--no-index', '--unified=0', 'a', 'b'], { cwd: folder, encoding: 'utf8' });
const git = (performance.now() - started) / 1000;
rmSync(folder, { recursive: true, force: true });
const lines = stdout.split('\n').filter((line) => /^[-+](?![-+])/.test(line)).length;
row('git diff of the files', `${digits(git)} s`, `${lines} lines`, `ratio ${digits(seconds / git)}`);

/** One in so many write grants reaches further. */
function withWiderGrants(files: readonly PlantFile[], count: number): readonly PlantFile[] {
  let seen = 0;
  const every = Math.floor(size.conduits / count);
  return files.map(({ path: name, text }) => ({
    path: name,
    text: text.replaceAll(/range: \d+-119/g, (range) => (seen++ % every === 0 ? range.replace('119', '139') : range)),
  }));
}

async function load(yaml: readonly PlantFile[]): Promise<ComparedPlan> {
  const options = { now, dialects: ['nftables'], revision: null, runtime: loadPolicy };
  const rego = await openRegoCompiler(process.env);
  const { value } = await checkSources({ yaml, rego: [] }, readShippedFiles(), options, rego);
  const lines = new Map(yaml.map((file) => [file.path, file.text.split('\n')]));
  return {
    ...value,
    owners: [],
    textAt: ({ file, line, column, endColumn }) => lines.get(file)?.[line - 1]?.slice(column - 1, endColumn - 1) ?? '',
  };
}

function write(side: string, files: readonly PlantFile[]): void {
  for (const { path: name, text } of files) {
    const file = path.join(folder, side, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
