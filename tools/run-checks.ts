/**
 * The whole check: every gate, then every test runner, then the totals on the last line as
 * `N passed, N failed, N skipped`. The laws run twice, with the fixed seed and with a fresh one.
 * `--gates-only` stops before the tests.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

const gates: readonly (readonly [name: string, command: string, args: readonly string[]])[] = [
  ['format and lint', 'biome', ['ci', '--error-on-warnings', '.']],
  ['types', 'tsc', ['-p', 'tsconfig.test.json']],
  ['types of what is shipped', 'tsc', ['-p', 'tsconfig.json', '--noEmit']],
  ['typed lint', 'oxlint', ['--type-aware', '--config', '.oxlintrc.json', 'src', 'test', 'tools', 'bench']],
  ['import rules', 'depcruise', ['--config', '.dependency-cruiser.mjs', 'src']],
  ['dead code', 'knip', []],
];

/** Where the laws of the policy are: of its meaning, of its exports, and of the sets that both are made of. */
const laws: readonly string[] = [
  'test/property',
  'test/algebra',
  'test/exporters/proof',
  'test/exporters/nftables/read',
  'test/exporters/nftables/parity.test.ts',
];

const root = path.join(import.meta.dirname, '..');
const env = {
  ...process.env,
  PATH: `${path.join(root, 'node_modules', '.bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
};
let broken = 0;

for (const [name, command, args] of gates) {
  const started = performance.now();
  const { status } = run(command, args);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (status !== 0) broken += 1;
}

if (!process.argv.includes('--gates-only')) {
  const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
  const comparisons = path.join(mkdtempSync(path.join(tmpdir(), 'zonewright-truth-')), 'comparisons.ndjson');
  runVitest(totals, null, comparisons);
  printGroundTruth(comparisons);
  runVitest(totals, { files: laws, seed: 'fresh' });
  runGoTests(totals);
  if (broken > 0) console.log(`${broken} gate${broken === 1 ? '' : 's'} failed`);
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  if (totals.failed > 0) broken += 1;
}
process.exitCode = broken > 0 ? 1 : 0;

/** Every test, or some again with another seed. */
function runVitest(
  totals: Totals,
  again: { readonly files: readonly string[]; readonly seed: string } | null,
  comparisons: string | null = null,
): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-test-'));
  const file = path.join(folder, 'vitest.json');
  const { status } = run(
    'vitest',
    [
      'run',
      ...(again === null ? [] : again.files),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    {
      variables: {
        ...(again === null ? {} : { ZONEWRIGHT_SEED: again.seed }),
        ...(comparisons === null ? {} : { ZONEWRIGHT_COMPARISONS: comparisons }),
      },
    },
  );
  try {
    const result = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
    totals.passed += result['numPassedTests'] ?? 0;
    totals.failed += result['numFailedTests'] ?? 0;
    totals.skipped += (result['numPendingTests'] ?? 0) + (result['numTodoTests'] ?? 0);
    if (status !== 0 && (result['numFailedTests'] ?? 0) === 0) broken += 1;
  } catch {
    console.log('FAIL vitest wrote no result');
    broken += 1;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** What the readers were compared with; without the captures of other projects only some of it is there to print. */
function printGroundTruth(comparisons: string): void {
  const corpus = process.env['ZONEWRIGHT_CORPUS'] ?? path.join(root, '../shared/captures');
  if (!existsSync(comparisons) || !existsSync(corpus)) {
    console.log('skip ground truth: the captures of other projects are not here');
    return;
  }
  const { status } = run('node', ['tools/ground-truth.ts', comparisons]);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ground truth`);
  if (status !== 0) broken += 1;
  rmSync(path.dirname(comparisons), { recursive: true, force: true });
}

/** The Rego compiler's own tests; without Go they are skipped, and a line says so. */
function runGoTests(totals: Totals): void {
  if (spawnSync('go', ['version'], { env }).status !== 0) {
    console.log('skip Go tests: Go is not installed');
    return;
  }
  const { status, stdout } = run('go', ['test', '-json', './...'], {
    cwd: path.join(root, 'tools', 'rego-compiler'),
    quiet: true,
  });
  const actions = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { Action: string; Test?: string; Output?: string });
  const tests = actions.filter((each) => each.Test !== undefined);
  const count = (action: string): number => tests.filter((each) => each.Action === action).length;
  totals.passed += count('pass');
  totals.failed += count('fail');
  totals.skipped += count('skip');
  if (status !== 0) {
    console.log(actions.map((each) => each.Output ?? '').join(''));
    if (count('fail') === 0) broken += 1;
  }
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} Go tests: ${count('pass')} passed`);
}

function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; quiet?: boolean; variables?: Readonly<Record<string, string>> } = {},
): SpawnSyncReturns<string> {
  return spawnSync(command, [...args], {
    cwd: options.cwd ?? root,
    env: { ...env, ...options.variables },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', options.quiet === true ? 'pipe' : 'inherit', 'inherit'],
  });
}
