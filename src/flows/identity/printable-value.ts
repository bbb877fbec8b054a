/** Makes text from a device fit to be shown: whatever bytes it sends, a terminal and a report stay whole. */

/** Longest value kept, in characters. */
const longestValue = 256;

/**
 * The text with control characters, surrogates and other unprintable code points replaced by spaces, runs of space
 * made one, and cut at 256 characters; null when nothing is left.
 */
export function printableValue(text: string): string | null {
  const printable = text
    .slice(0, longestValue * 4)
    .replaceAll(/[\p{C}\p{Z}\ufffd]+/gu, ' ')
    .trim()
    .slice(0, longestValue)
    .replace(/[\ud800-\udbff]$/u, '')
    .trimEnd();
  return printable === '' ? null : printable;
}
