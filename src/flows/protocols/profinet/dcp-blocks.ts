/** The blocks of a DCP message (IEC 61158-6-10 4.3.1.4): option, suboption, length, contents padded to an even length. */
import { read16 } from '../../capture/bytes.ts';

/** Frame id, service, type, transaction, delay, length. */
export const dcpHeaderBytes = 12;

/** One block; overwritten by the next. */
export interface DcpBlock {
  option: number;
  suboption: number;
  /** Its contents are `bytes[start, end)`. */
  start: number;
  end: number;
  /** Where the next block begins. */
  next: number;
}

/** Reads the block at `at`; false when there is none, be it that padding has begun. */
export function readDcpBlock(bytes: Uint8Array, at: number, end: number, block: DcpBlock): boolean {
  if (end - at < 4 || bytes[at] === 0) return false;
  const length = read16(bytes, at + 2);
  if (length > end - at - 4) return false;
  block.option = bytes[at] ?? 0;
  block.suboption = bytes[at + 1] ?? 0;
  block.start = at + 4;
  block.end = block.start + length;
  block.next = block.end + (length & 1);
  return true;
}
