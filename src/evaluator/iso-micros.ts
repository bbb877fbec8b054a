/** Writes a time the way every report does. */

/** ISO 8601 in UTC with microseconds, of microseconds since the Unix epoch; the bare number when no calendar has it. */
export function isoMicros(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000);
  const fraction = String(micros - seconds * 1_000_000).padStart(6, '0');
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(micros) : `${date.toISOString().slice(0, 19)}.${fraction}Z`;
}
