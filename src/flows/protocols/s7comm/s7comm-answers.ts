/** What S7 answers say about the requests that they belong to (public dissector of S7 communication). */
import { read16 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import type { SlotParts } from '../shared/slot-parts.ts';

/** Return code of an item. */
const success = 0xff;
/** Types of values of which the length is in bits: bits, bytes and words, integers. */
const bitLengthTypes: ReadonlySet<number> = new Set([3, 4, 5]);

/**
 * Refuses what has an error code among the return codes of the items; those of a read have the type and length of the
 * value behind them.
 */
export function refuseItems(
  taken: SlotParts,
  bytes: Uint8Array,
  data: number,
  end: number,
  isRead: boolean,
  output: OperationOutput,
): void {
  let at = data;
  let item = 0;
  for (let index = 0; index < taken.length; index += 2) {
    for (; item < (taken[index + 1] ?? 0); item++) at = isRead ? valueEnd(bytes, at) : at + 1;
    if (at < end && bytes[at] !== success) output.refuse(taken[index] ?? absent);
  }
}

/** Where the next value begins: at an even place. */
function valueEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== success) return at + 4;
  const length = read16(bytes, at + 2);
  const isInBits = bitLengthTypes.has(bytes[at + 1] ?? 0);
  const valueBytes = isInBits ? Math.ceil(length / 8) : length;
  return at + 4 + valueBytes + (valueBytes & 1);
}
