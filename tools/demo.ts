/**
 * The whole way on one plant: check, compile, judge recorded traffic, explain a denial, write the firewall
 * configuration. `npm run demo`; results are left in `build/demo`.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const plant = 'examples/plants/dairy-line';

/** Commands, with the exit code that the example is made to give. */
const steps: readonly (readonly [expected: number, args: readonly string[]])[] = [
  [0, ['check', '--plant', plant]],
  [0, ['compile', '--plant', plant, '-o', 'build/demo/policy.tar.gz']],
  [1, ['audit', '--plant', plant, `${plant}/flows`]],
  [
    1,
    [
      'explain',
      '--plant',
      plant,
      'scada-1 -> plc-filler modbus write_multiple_registers holding 118-121 unit 1 @2026-09-15T10:00',
    ],
  ],
  [0, ['export', '--plant', plant, '--boundary', 'fw-dmz', '-o', 'build/demo/fw-dmz']],
  [1, ['export', '--plant', plant, '--boundary', 'fw-line', '-o', 'build/demo/fw-line']],
];

// The example is judged as on the day before its recordings, so that its dates mean what its story says.
const env = { ...process.env, ZONEWRIGHT_NOW: process.env['ZONEWRIGHT_NOW'] ?? '2026-09-12T12:00:00Z' };

for (const [expected, args] of steps) {
  console.log(`\n$ zonewright ${args.map((arg) => (/[\s>]/.test(arg) ? JSON.stringify(arg) : arg)).join(' ')}`);
  const { status } = spawnSync(process.execPath, [path.join(root, 'src/cli/main.ts'), ...args], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  if (status !== expected) {
    console.error(`\nthe demo stops here: exit code ${status}, expected ${expected}`);
    process.exit(1);
  }
}
console.log('\nThe bundle, both rulesets and their residual reports are in build/demo.');
