import { defineConfig } from 'vitest/config';
import { seedOf } from './test/support/seed.ts';

// Chosen once, so that all workers have the same one; printed, so that a run can be repeated.
const seed = seedOf(process.env);
if (process.env['ZONEWRIGHT_SEED'] !== undefined) console.log(`properties run with ZONEWRIGHT_SEED=${seed}`);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/seed-setup.ts'],
    env: { ZONEWRIGHT_SEED: String(seed) },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
