/** What a log names in words that the catalogue does not have. */
import type { AskedOperation } from './operation-log.ts';

/** Longest code that is made of text from a log. */
const longestCode = 48;

/** A name that the catalogue does not have: class `unknown`, with a code that says what was written. */
export function foreignOperation(text: string): AskedOperation {
  const printable = text.replaceAll(/[^\x20-\x7e]+/g, '?').slice(0, longestCode);
  return { code: printable === '' ? '?' : printable, isForeign: true, hidesObject: true };
}
