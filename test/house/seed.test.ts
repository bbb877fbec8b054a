/** The seed of the properties: fixed unless asked otherwise, and printed where one fails. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../support/runs.ts';
import { seedOf } from '../support/seed.ts';

const current = seedOf(process.env);
const numbers = fc.array(fc.integer());

describe('the seed of properties', () => {
  test('is the same on every run unless the environment says otherwise', () => {
    expect(seedOf({})).toBe(seedOf({ ZONEWRIGHT_SEED: '' }));
    expect(seedOf({ ZONEWRIGHT_SEED: '17' })).toBe(17);
    expect(seedOf({ ZONEWRIGHT_SEED: '-17' })).toBe(-17);
  });

  test('is another one each time when a fresh one is asked for', () => {
    const seeds = new Set(Array.from({ length: 20 }, () => seedOf({ ZONEWRIGHT_SEED: 'fresh' })));
    expect(seeds.size).toBeGreaterThan(15);
  });

  test('is refused when it is no number', () => {
    expect(() => seedOf({ ZONEWRIGHT_SEED: 'new' })).toThrow('ZONEWRIGHT_SEED is `new`');
  });

  test('holds in this very process, for properties and for samples', () => {
    expect(fc.sample(numbers, 5)).toEqual(fc.sample(numbers, { numRuns: 5, seed: current }));
    expect(fc.check(fc.property(numbers, () => true)).seed).toBe(current);
  });

  test('stands in the report of a property that fails, with its example and its error', () => {
    const property = fc.property(fc.nat(), (each) => {
      if (each > 10) throw new Error('eleven is too many');
    });
    const thrown = catchError(() => fc.assert(property));
    expect(thrown.message).toContain(`ZONEWRIGHT_SEED=${current}`);
    expect(thrown.message).toContain('Counterexample: [11]');
    expect(thrown.cause).toMatchObject({ message: 'eleven is too many' });
  });

  test('stands in the report of an asynchronous property too', async () => {
    const property = fc.asyncProperty(fc.nat(), async (each) => each < 11);
    await expect(fc.assert(property)).rejects.toThrow(`ZONEWRIGHT_SEED=${current}`);
  });
});

describe('the number of runs', () => {
  test('is what the test says, times the factor of the environment', () => {
    expect(runs(30, {})).toBe(30);
    expect(runs(30, { ZONEWRIGHT_RUNS: '10' })).toBe(300);
    expect(runs(30, { ZONEWRIGHT_RUNS: '0.01' })).toBe(1);
  });

  test('is refused when the factor is no number', () => {
    expect(() => runs(30, { ZONEWRIGHT_RUNS: 'many' })).toThrow('ZONEWRIGHT_RUNS is `many`');
  });
});

function catchError(action: () => void): Error {
  try {
    action();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}
