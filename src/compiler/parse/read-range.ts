/** Numbers and ranges of numbers: `100`, `100-119`, `0x10-0x1f`. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { IntegerRange } from '../../model/plant.ts';
import { type Reader, writtenText } from './reader.ts';
import type { Tree } from './tree.ts';

const form = /^(0x[0-9a-f]+|\d+)(?:-(0x[0-9a-f]+|\d+))?$/i;

/** Reads a range; null when the text is none. */
export function parseRange(text: string): IntegerRange | null {
  const match = form.exec(text.replaceAll(' ', ''));
  if (match === null) return null;
  const from = Number(match[1]);
  const to = match[2] === undefined ? from : Number(match[2]);
  return Number.isSafeInteger(from) && Number.isSafeInteger(to) && from <= to ? { from, to } : null;
}

/** Reads a range of units or objects, or reports it. */
export function readRange(tree: Tree | null, of: 'units' | 'objects', reader: Reader): IntegerRange | null {
  const text = writtenText(tree);
  if (text === null) return null;
  const range = parseRange(text.value);
  if (range === null) reader.report(diagnose('range/invalid', text.at, { text: text.value, of }));
  return range;
}
