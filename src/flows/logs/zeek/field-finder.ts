/** Finds where the fields of a line begin, 32 bytes at a time: lines have their separators at ever other places. */

export interface FieldFinder {
  /** Looks through `bytes[start, end)`; answers the number of its fields, which may be more than are kept. */
  find(bytes: Uint8Array, start: number, end: number): number;
  /** Where each field begins: it ends one byte before the next one begins, the last one too. */
  readonly starts: Int32Array;
  /** The bytes of the last line, to take four of them at once. */
  view(): DataView;
}

/** A finder that keeps the places of the first `fieldCount` fields between bytes `separator`. */
export function createFieldFinder(separator: number, fieldCount: number): FieldFinder {
  const starts = new Int32Array(fieldCount + 2);
  /** Where the places of further fields go. */
  const beyond = fieldCount + 1;
  const pattern = Math.imul(separator, 0x01010101);
  let viewed: Uint8Array = new Uint8Array(0);
  let view = new DataView(viewed.buffer);

  return {
    starts,
    view: () => view,
    find(bytes, start, end) {
      if (bytes !== viewed) {
        viewed = bytes;
        view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      }
      starts[0] = start;
      let found = 1;
      let at = start;
      const line = view;
      for (const last = line.byteLength - 32; at < end && at <= last; at += 32) {
        let bits = bitsOf32(line, at, pattern);
        if (end - at < 32) bits &= (1 << (end - at)) - 1;
        for (; bits !== 0; bits &= bits - 1) {
          starts[Math.min(found, beyond)] = at + 32 - Math.clz32(bits & -bits);
          found++;
        }
      }
      for (; at < end; at++) {
        if (bytes[at] !== separator) continue;
        starts[Math.min(found, beyond)] = at + 1;
        found++;
      }
      starts[Math.min(found, beyond)] = end + 1;
      return found;
    },
  };
}

/** A bit for each of the 32 bytes from `at` on: set where it is the byte that `pattern` repeats. */
function bitsOf32(line: DataView, at: number, pattern: number): number {
  const first = bitsOf4(line, at, pattern) | (bitsOf4(line, at + 4, pattern) << 4);
  const second = bitsOf4(line, at + 8, pattern) | (bitsOf4(line, at + 12, pattern) << 4);
  const third = bitsOf4(line, at + 16, pattern) | (bitsOf4(line, at + 20, pattern) << 4);
  const fourth = bitsOf4(line, at + 24, pattern) | (bitsOf4(line, at + 28, pattern) << 4);
  return first | (second << 8) | (third << 16) | (fourth << 24);
}

function bitsOf4(line: DataView, at: number, pattern: number): number {
  const others = line.getInt32(at, true) ^ pattern;
  const zeroes = ~(((others & 0x7f7f7f7f) + 0x7f7f7f7f) | others | 0x7f7f7f7f);
  return Math.imul(zeroes >>> 7, 0x10204080) >>> 28;
}
