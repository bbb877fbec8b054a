/**
 * Covered grants among 5,000 over 400 address groups and 16 services, beside Aerleon's check for shaded terms over the same
 * list. Aerleon is installed with pip into a virtual environment under the temporary folder; where that is impossible, ours
 * is printed alone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { coveredOpenings } from '../../src/analyzer/covering/covered.ts';
import { openingsOf } from '../../src/analyzer/opening.ts';
import { grantList, planOfList } from '../grant-list.ts';
import { cpuSeconds, digits, row } from '../measure.ts';

const list = grantList(5000);
const plan = planOfList(list);
const before = process.cpuUsage();
let covered = coveredOpenings(openingsOf(plan));
const { user, system } = process.cpuUsage(before);
const first = (user + system) / 1e6;
const seconds = await cpuSeconds(5, () => {
  covered = coveredOpenings(openingsOf(plan));
});
const together = covered.filter((each) => each.how === 'together').length;
row('grants', `${plan.grants.length} over ${list.groups.length} address groups and ${list.services.length} services`);
row(
  'ours: exact, several together, with their coverers',
  `${digits(seconds)} s`,
  `${digits(first)} s the first time`,
  `${covered.length} covered, ${together} of them only by several together`,
);

const python = installAerleon();
if (python !== null) {
  const script = path.join(import.meta.dirname, '../aerleon/shade_check.py');
  const run = spawnSync(python, [script], { input: JSON.stringify(list), encoding: 'utf8' });
  if (run.status === 0) compare(JSON.parse(run.stdout) as AerleonResult);
  else row('Aerleon', `failed: ${run.stderr.trim().split('\n').at(-1) ?? ''}`);
}

interface AerleonResult {
  readonly seconds: number;
  readonly shaded: readonly string[];
}

function compare({ seconds: theirs, shaded }: AerleonResult): void {
  const found = new Set(covered.map(({ opening }) => Number(/\d+$/.exec(opening.name)?.[0])));
  const beyond = shaded.filter((name) => !found.has(Number(name.slice(1)))).length;
  row('Aerleon: pairwise, earlier terms only', `${digits(theirs)} s`, `${shaded.length} shaded`);
  row('of those, not covered by our account', String(beyond));
  row('ratio of processor time', `${digits(theirs / seconds)} times (goal 50)`);
}

/** The Python of an environment that has Aerleon; null when there is none. */
function installAerleon(): string | null {
  const folder = path.join(tmpdir(), 'zonewright-bench-aerleon');
  const binary = path.join(folder, 'bin', 'python');
  if (!existsSync(binary)) spawnSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' });
  if (spawnSync(binary, ['-c', 'import aerleon'], { stdio: 'ignore' }).status === 0) return binary;
  const install = spawnSync(binary, ['-m', 'pip', 'install', '--quiet', 'aerleon'], { encoding: 'utf8' });
  if (install.status === 0) return binary;
  const reason = install.error?.message ?? install.stderr.trim().split('\n').at(-1) ?? 'no reason given';
  row('Aerleon', `cannot be installed: ${reason}`);
  return null;
}
