/** Finds the fields of a line and hashes the deciding ones, in one pass over its bytes. */
import type { TsvLayout } from './tsv-record.ts';

export interface LineScanner {
  /** Scans a line; answers the number of its fields. Only those that the header names are located. */
  scan(bytes: Uint8Array, start: number, end: number): number;
  /** Hash of the deciding fields of the scanned line. */
  hash(): number;
  /** Start and end of each field, by its index. */
  readonly fields: Int32Array;
  /** Start and end of each deciding field. */
  readonly ranges: Int32Array;
}

/** A scanner for the lines of a log; deciding fields that the log does not have are left out. */
export function createLineScanner(layout: TsvLayout, decidingFields: readonly string[]): LineScanner {
  const { separator } = layout;
  const fieldCount = layout.fields.length;
  const indexes = decidingFields.map((field) => layout.fields.indexOf(field)).filter((field) => field >= 0);
  const deciding = indexes.sort((a, b) => a - b);
  const fields = new Int32Array(fieldCount * 2);
  const ranges = new Int32Array(deciding.length * 2);
  /** By field: where its range stands in `ranges`, or -1. */
  const rangeOf = new Int32Array(fieldCount + 1).fill(-1);
  deciding.forEach((field, index) => {
    rangeOf[field] = index * 2;
  });
  let hash = 0;

  /** Hashes a deciding field; answers where it ends. */
  function hashField(bytes: Uint8Array, start: number, end: number, range: number): number {
    let at = start;
    let sum = hash;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === separator) break;
      sum = Math.imul(sum ^ byte, 0x01000193);
    }
    hash = sum;
    ranges[range] = start;
    ranges[range + 1] = at;
    return at;
  }

  return {
    fields,
    ranges,
    hash: () => hash ^ (hash >>> 15),
    scan(bytes, start, end) {
      let field = 0;
      let at = start;
      hash = 0x811c9dc5;
      for (; field < fieldCount; field++) {
        const from = at;
        const range = rangeOf[field] ?? -1;
        if (range >= 0) at = hashField(bytes, at, end, range);
        else while (at < end && bytes[at] !== separator) at++;
        fields[field * 2] = from;
        fields[field * 2 + 1] = at;
        if (at >= end) return field + 1;
        at++;
      }
      // More fields than the header names: they are only counted.
      for (; at < end; at++) if (bytes[at] === separator) field++;
      return field + 1;
    },
  };
}
