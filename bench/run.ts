/**
 * Benchmarks: ratios beside what they are compared with, measured in one run. `npm run bench`, or
 * `npm run bench -- conn-log` for one of them. Nothing here is a test; machines differ.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const cases = [
  'conn-log',
  'verdict-cost',
  'compile',
  'pcap',
  'eve',
  'capture-memory',
  'nfcapd',
  'rego-lowering',
  'rego-verdict-cost',
  'analyze',
  'allowed-set',
  'diff',
  'nftables-cost',
];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !cases.includes(name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}; there are ${cases.join(', ')}`);
  process.exit(2);
}
let failed = false;
for (const name of wanted.length > 0 ? wanted : cases) {
  console.log(`\n== ${name}`);
  const script = path.join(import.meta.dirname, 'cases', `${name}.ts`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', script], { stdio: 'inherit' });
  if (status !== 0) failed = true;
}
process.exitCode = failed ? 1 : 0;
