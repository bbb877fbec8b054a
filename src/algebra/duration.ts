/** Lengths of time as a plant's files and the command line write them: `90m`, `8h`. */

/** Minutes of `90m` or `8h`; null for anything else, and for nothing at all. */
export function parseDuration(text: string): number | null {
  const [, digits, unit] = /^(\d{1,5})([mh])$/.exec(text) ?? [];
  const minutes = Number(digits) * (unit === 'h' ? 60 : 1);
  return minutes > 0 ? minutes : null;
}

/** The shortest form of whole minutes. */
export function formatDuration(minutes: number): string {
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}
