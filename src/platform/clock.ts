/** The only place that asks what time it is. `ZONEWRIGHT_NOW` (ISO 8601) sets it for reproducible runs. */
import { PlatformError } from './platform-error.ts';

/** Seconds since the epoch by the clock of this machine, which the kernel goes by, whatever `ZONEWRIGHT_NOW` says. */
export function machineSeconds(): number {
  return Date.now() / 1000;
}

/** Processor time of this process in seconds. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds since the epoch. */
export function nowSeconds(environment: Readonly<Record<string, string | undefined>>): number {
  const fixed = environment['ZONEWRIGHT_NOW'];
  if (fixed === undefined || fixed === '') return Date.now() / 1000;
  const millis = Date.parse(fixed);
  if (Number.isNaN(millis)) throw new PlatformError('clock/invalid', 'ZONEWRIGHT_NOW is no ISO 8601 time');
  return millis / 1000;
}
