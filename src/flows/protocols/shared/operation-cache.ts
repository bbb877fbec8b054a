/** Looks codes up by number, so that the text of a code is made once and not for every message. */
import type { KnownOperation, OperationLookup } from '../operation-index.ts';

/** The operations of a code by the number that stands for it. */
export type OperationCache = (code: number) => readonly KnownOperation[];

/** Far more than any protocol has; what comes after them is one code that the catalogue does not know. */
const mostCodes = 4096;
const anyOtherCode = 'other';

/** A cache over `lookup`; `spell` writes the code as the catalogue says. */
export function createOperationCache(lookup: OperationLookup, spell: (code: number) => string): OperationCache {
  const known = new Map<number, readonly KnownOperation[]>();
  let others: readonly KnownOperation[] | null = null;
  return (code) => {
    const found = known.get(code);
    if (found !== undefined) return found;
    if (known.size >= mostCodes) {
      others ??= lookup(anyOtherCode);
      return others;
    }
    const operations = lookup(spell(code));
    known.set(code, operations);
    return operations;
  };
}

/** A number as codes of the catalogue are written: lower-case hex of at least two digits. */
export function hexCode(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}
