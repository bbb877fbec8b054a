import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
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

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/seed-setup.ts'],
    env,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
});
