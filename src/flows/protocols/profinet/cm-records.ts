/** Finds the records that a read or write of the context manager names (IEC 61158-6-10 5.2.6: IODReadReqHeader, IODWriteReqHeader). */
import { read16, read32 } from '../../capture/bytes.ts';
import { rpcHeaderBytes } from './dce-rpc.ts';

export interface RecordReader {
  /** Calls `found` with slot and index of each record; answers their number. */
  read(bytes: Uint8Array, at: number, end: number, found: (slot: number, index: number) => void): number;
}

/** Maximum, length, maximum count, offset and actual count in front of the blocks of a request. */
export const argumentBytes = 20;
const writeHeader = 0x0008;
const readHeader = 0x0009;
/** Type, length, version, then sequence number up to the reserved octets. */
const headerBytes = 64;
/** A write to this index carries writes of its own. */
const multipleWrite = 0xe040;
/** Records of one request that are told apart. */
const mostRecords = 256;

/** A reader of record headers. */
export function createRecordReader(): RecordReader {
  return {
    read(bytes, start, end, found) {
      let at = start + rpcHeaderBytes + argumentBytes;
      let count = 0;
      while (count < mostRecords && end - at >= headerBytes) {
        const type = read16(bytes, at);
        if (type !== readHeader && type !== writeHeader) break;
        const slot = read16(bytes, at + 28);
        const index = read16(bytes, at + 34);
        const length = read32(bytes, at + 36);
        if (type === writeHeader && index === multipleWrite) {
          at += headerBytes;
          continue;
        }
        found(slot, index);
        count++;
        // The records of a multiple write follow each other at multiples of four.
        at += headerBytes + (type === writeHeader ? (Math.min(length, end) + 3) & ~3 : 0);
      }
      return count;
    },
  };
}
