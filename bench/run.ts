/**
 * Benchmarks: ratios beside what they are compared with, measured in one run. `npm run bench`, or
 * `npm run bench -- conn-log` for one of them. Nothing here is a test; machines differ.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, 'cases');
const cases = readdirSync(folder)
  .map((file) => path.basename(file, '.ts'))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !cases.includes(name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}; there are ${cases.join(', ')}`);
  process.exit(2);
}
let failed = false;
for (const name of wanted.length > 0 ? wanted : cases) {
  console.log(`\n== ${name}`);
  const script = path.join(folder, `${name}.ts`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', script], { stdio: 'inherit' });
  if (status !== 0) failed = true;
}
process.exitCode = failed ? 1 : 0;
