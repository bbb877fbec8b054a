/** How often a property is tried: `ZONEWRIGHT_RUNS=10` tries it ten times as often, for long local runs. */

/** The number of runs, scaled by the environment. */
export function runs(usual: number, env: Readonly<Record<string, string | undefined>> = process.env): number {
  const factor = Number(env['ZONEWRIGHT_RUNS'] ?? '1');
  if (factor > 0 && Number.isFinite(factor)) return Math.max(1, Math.round(usual * factor));
  throw new Error(`ZONEWRIGHT_RUNS is \`${env['ZONEWRIGHT_RUNS']}\`, which is no number above zero`);
}
