/** Notes what a corpus test compared, so that one table can be printed over all of them. */
import { appendFileSync } from 'node:fs';

/** One capture, or one log of it, held against one oracle. */
export interface Comparison {
  readonly capture: string;
  readonly protocol: string;
  /** Who else read it, as `tshark` or `suricata`. */
  readonly oracle: string;
  readonly packets: number;
  /** Operations compared. */
  readonly compared: number;
  /** Those on which both agree. */
  readonly equal: number;
  /** Those on which they differ for a reason that is written down. */
  readonly explained: number;
}

/** Appends a line of JSON to the file that `ZONEWRIGHT_COMPARISONS` names; without it nothing happens. */
export function recordComparison(comparison: Comparison): void {
  const file = process.env['ZONEWRIGHT_COMPARISONS'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(comparison)}\n`);
}
