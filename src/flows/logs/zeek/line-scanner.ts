/** Finds the fields of a line and hashes the deciding ones. */
import { createFieldFinder, type FieldFinder } from './field-finder.ts';
import type { TsvLayout } from './tsv-record.ts';

export interface LineScanner extends Omit<FieldFinder, 'find'> {
  /** Scans a line; answers the number of its fields. What the others say holds only where that is the header's. */
  scan(bytes: Uint8Array, start: number, end: number): number;
  /** Hash of the deciding fields of the scanned line. */
  hash(): number;
  /** Start and end of each stretch of deciding fields: those beside one another are one, with what separates them. */
  readonly ranges: Int32Array;
}

/** A scanner for the lines of a log; deciding fields that the log does not have are left out. */
export function createLineScanner(layout: TsvLayout, decidingFields: readonly string[]): LineScanner {
  const { find, starts, view } = createFieldFinder(layout.separator, layout.fields.length);
  const stretches = stretchesOf(layout.fields, decidingFields);
  const firsts = Int32Array.from(stretches, ({ first }) => first);
  const behinds = Int32Array.from(stretches, ({ behind }) => behind);
  const ranges = new Int32Array(stretches.length * 2);

  return {
    starts,
    ranges,
    view,
    scan(bytes, start, end) {
      const found = find(bytes, start, end);
      for (let stretch = 0; stretch < firsts.length; stretch++) {
        ranges[stretch * 2] = starts[firsts[stretch] ?? 0] ?? 0;
        ranges[stretch * 2 + 1] = (starts[behinds[stretch] ?? 0] ?? 0) - 1;
      }
      return found;
    },
    hash() {
      const line = view();
      let sum = 0x811c9dc5;
      for (let range = 0; range < ranges.length; range += 2)
        sum = hashStretch(line, ranges[range] ?? 0, ranges[range + 1] ?? 0, sum);
      sum ^= sum >>> 15;
      return sum ^ (sum >>> 13);
    },
  };
}

/** Hashes four bytes at a time; the last four may overlap those before them. */
function hashStretch(line: DataView, start: number, end: number, seed: number): number {
  let sum = seed;
  let at = start;
  for (const last = end - 4; at <= last; ) {
    sum = Math.imul(sum ^ line.getInt32(at, true), 0x9e3779b1);
    if (at === last) return sum;
    at = Math.min(at + 4, last);
  }
  for (; at < end; at++) sum = Math.imul(sum ^ line.getUint8(at), 0x9e3779b1);
  return sum;
}

/** Deciding fields that stand beside one another: the number of the first, and of the field behind the last. */
function stretchesOf(
  fields: readonly string[],
  decidingFields: readonly string[],
): readonly { readonly first: number; readonly behind: number }[] {
  const stretches: { first: number; behind: number }[] = [];
  for (const [index, field] of fields.entries()) {
    if (!decidingFields.includes(field)) continue;
    const last = stretches.at(-1);
    if (last?.behind === index) last.behind++;
    else stretches.push({ first: index, behind: index + 1 });
  }
  return stretches;
}
