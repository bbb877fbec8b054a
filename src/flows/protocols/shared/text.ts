/** Text in messages. What cannot be shown is replaced where it is kept: see `printable-value.ts`. */

/** Text with one byte for each character (ISO 8859-1); what lies behind the end of the bytes is left out. */
export function latin1Text(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, Math.min(end, start + longestText)));
}

/** Text in UTF-8. */
export function utf8Text(bytes: Uint8Array, start: number, end: number): string {
  return utf8.decode(bytes.subarray(start, Math.min(end, start + longestText)));
}

const utf8 = new TextDecoder();

/** Longer than any value that is kept. */
const longestText = 1024;
