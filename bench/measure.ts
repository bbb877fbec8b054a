/** Measuring: medians, since a shared machine is noisy. */

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Seconds of processor time that `work` takes: the median of `runs` after one warm-up. */
export async function cpuSeconds(runs: number, work: () => Promise<void> | void): Promise<number> {
  await work();
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    seconds.push((user + system) / 1e6);
  }
  return median(seconds);
}

/** One row: what was measured, and the figures. */
export function row(what: string, ...figures: readonly string[]): void {
  console.log(`  ${what.padEnd(52)} ${figures.join('  ')}`);
}

/** A number with three significant digits. */
export function digits(value: number): string {
  return value >= 100 ? value.toLocaleString('en-US', { maximumFractionDigits: 0 }) : value.toPrecision(3);
}
