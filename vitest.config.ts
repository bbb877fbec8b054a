import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst, longest } from './test/support/longest-first.ts';
import { seedOf } from './test/support/seed.ts';

// Chosen once, so that all workers have the same one; printed, so that a run can be repeated.
const seed = seedOf(process.env);
if (process.env['ZONEWRIGHT_SEED'] !== undefined) console.log(`properties run with ZONEWRIGHT_SEED=${seed}`);

// The program is started thousands of times, mostly for the same few plants. Both caches go by content.
const caches = path.join(import.meta.dirname, 'node_modules', '.cache');
const env = {
  ZONEWRIGHT_SEED: String(seed),
  NODE_COMPILE_CACHE: path.join(caches, 'node-code'),
  ZONEWRIGHT_CACHE: path.join(caches, 'zonewright-answers'),
};

const apart = [
  ...['browser', 'cli', 'deploy', 'docs', 'house', 'kernel', 'package', 'platform', 'tools'].map(
    (folder) => `test/${folder}/**/*.test.ts`,
  ),
  'test/**/{large,limits,scale}*.test.ts',
  ...longest,
];

export default defineConfig({
  test: {
    setupFiles: ['test/support/seed-setup.ts'],
    env,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // A file has its modules to itself where it starts programs, measures, or puts other modules in the place of ours. All
    // others share what a worker has read, which is half of what they cost.
    projects: [
      { extends: true, test: { name: 'apart', isolate: true, include: apart } },
      { extends: true, test: { name: 'together', isolate: false, include: ['test/**/*.test.ts'], exclude: apart } },
    ],
  },
});
