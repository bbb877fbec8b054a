/** Text in messages. What cannot be shown is replaced where it is kept: see `printable-value.ts`. */

/** Text with one byte for each character (ISO 8859-1); what lies behind the end of the bytes is left out. */
export function latin1Text(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, Math.min(end, start + longestText)));
}

/** Longer than any value that is kept. */
const longestText = 1024;
