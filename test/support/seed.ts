/**
 * Seeds every property: the same seed on every run, unless `ZONEWRIGHT_SEED` is a number or `fresh`. A failing
 * property says how to see it fail again. `vitest.config.ts` turns `fresh` into one number for all workers.
 */
import fc from 'fast-check';

/** The seed when nobody asks for another. */
export const fixedSeed = 62_443;

/** The seed that the environment asks for. */
export function seedOf(env: Readonly<Record<string, string | undefined>>): number {
  const wanted = env['ZONEWRIGHT_SEED'] ?? '';
  if (wanted === '') return fixedSeed;
  if (wanted === 'fresh') return Math.floor(Math.random() * 0x7fff_ffff);
  const seed = Number(wanted);
  if (Number.isInteger(seed)) return seed;
  throw new Error(`ZONEWRIGHT_SEED is \`${wanted}\`, which is neither a whole number nor \`fresh\``);
}

/** The report of a failing property, with the command that makes it fail again. */
function reportWithSeed<Ts>(details: fc.RunDetails<Ts>): string | undefined {
  const report = fc.defaultReportMessage(details);
  return report === undefined ? undefined : `${report}\n\nTo see it fail again: ZONEWRIGHT_SEED=${details.seed}`;
}

/** As fast-check fails, and with the seed: the error of the property is the cause. */
function failWithSeed<Ts>(details: fc.RunDetails<Ts>): void {
  const report = reportWithSeed(details);
  if (details.failed && report !== undefined) throw new Error(report, { cause: details.errorInstance });
}

/** Properties of one worker take their seed from here on. */
export function seedProperties(env: Readonly<Record<string, string | undefined>>): void {
  fc.configureGlobal({ seed: seedOf(env), reporter: failWithSeed });
}
