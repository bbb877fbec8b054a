/** Breaks files that are no captures: logs and flow records, byte by byte and line by line. */
import fc from 'fast-check';
import { bytesOf } from './frames.ts';

/** What happens to a file. */
export interface ByteMutation {
  readonly kind: 'overwrite' | 'flip' | 'lie' | 'cut' | 'repeat' | 'insert' | 'swap' | 'swap lines' | 'repeat line';
  /** Where, as a share of the length. */
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

/** Lengths and counts that lie, as two and as four octets in both byte orders. */
const lies: readonly Uint8Array[] = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff].flatMap((value) => [
  Uint8Array.of(value >> 8, value & 255),
  Uint8Array.of(value & 255, value >> 8),
  Uint8Array.of(value >> 8, value & 255, value >> 8, value & 255),
  Uint8Array.of(0, 0, value >> 8, value & 255),
  Uint8Array.of(value & 255, value >> 8, 0, 0),
]);

export const byteMutation: fc.Arbitrary<ByteMutation> = fc.record({
  kind: fc.constantFrom('overwrite', 'flip', 'lie', 'cut', 'repeat', 'insert', 'swap', 'swap lines', 'repeat line'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 60 }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
});

/** The file after one mutation. */
export function mutateBytes(file: Uint8Array, { kind, at, length, bytes }: ByteMutation): Uint8Array {
  const from = Math.floor(at * file.length);
  const [before, middle, after] = [
    file.subarray(0, from),
    file.subarray(from, from + length),
    file.subarray(from + length),
  ];
  switch (kind) {
    case 'overwrite':
      return bytesOf(before, bytes, file.subarray(from + bytes.length));
    case 'flip': {
      const flipped = file.slice();
      if (from < flipped.length) flipped[from] = (flipped[from] ?? 0) ^ (1 << (length & 7));
      return flipped;
    }
    case 'lie': {
      const lie = lies[length % lies.length] ?? Uint8Array.of(0);
      return bytesOf(before, lie, file.subarray(from + lie.length));
    }
    case 'cut':
      return bytesOf(before, after);
    case 'repeat':
      return bytesOf(before, middle, middle, after);
    case 'insert':
      return bytesOf(before, bytes, middle, after);
    case 'swap':
      return bytesOf(before, after.subarray(0, length), middle, after.subarray(length));
    case 'swap lines':
    case 'repeat line': {
      const [first, second, end] = twoLines(file, from);
      const [one, other] = [file.subarray(first, second), file.subarray(second, end)];
      const changed = kind === 'swap lines' ? [other, one] : [one, one, other];
      return bytesOf(file.subarray(0, first), ...changed, file.subarray(end));
    }
  }
}

/** Where the line at a place and the next one begin, and where that ends. */
function twoLines(file: Uint8Array, at: number): readonly [number, number, number] {
  const first = file.lastIndexOf(10, at - 1) + 1;
  const second = endOfLine(file, first);
  return [first, second, endOfLine(file, second)];
}

function endOfLine(file: Uint8Array, from: number): number {
  const end = file.indexOf(10, from);
  return end < 0 ? file.length : end + 1;
}
