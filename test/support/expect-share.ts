/** A property that only ever sees one kind of case proves little: how many of a kind there must be. */
import { expect } from 'vitest';
import { fixedSeed, seedOf } from './seed.ts';

/** Held with the fixed seed only, since another may be short of a rare kind by chance. */
export function expectShare(least: number, actual: number, name?: string): void {
  if (seedOf(process.env) === fixedSeed) expect(actual, name).toBeGreaterThan(least);
}
