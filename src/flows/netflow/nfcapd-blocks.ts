/** Unpacks the blocks of nfcapd files. */
import * as zlib from 'node:zlib';
import type { FlowLimits } from '../flow-context.ts';
import { unpackLz4 } from './lz4-block.ts';
import { unpackLzo } from './lzo-block.ts';
import type { BlockCompression } from './nfcapd-header.ts';

/** Unpacks `bytes[start, end)`; a text says why it cannot. The block may be overwritten by the next. */
export type BlockUnpacker = (bytes: Uint8Array, start: number, end: number) => Uint8Array | string;

/** An unpacker for one file. */
export function createBlockUnpacker(compression: BlockCompression, limits: FlowLimits): BlockUnpacker {
  if (compression === 'none') return (bytes, start, end) => bytes.subarray(start, end);
  if (compression === 'bz2') return () => notRead;
  const damaged = `a block packed with ${compression} is damaged, or larger than ${limits.blockBytes} bytes; the rest is not read`;
  let total = 0;
  const unpack =
    compression === 'zstd'
      ? zstdUnpacker(limits.blockBytes)
      : roomyUnpacker(compression === 'lz4' ? unpackLz4 : unpackLzo, limits.blockBytes);
  return (bytes, start, end) => {
    const block = unpack(bytes, start, end);
    if (block === null) return damaged;
    total += block.length;
    if (total > limits.unpackedBytes) return `unpacks to more than ${limits.unpackedBytes} bytes; the rest is not read`;
    return block;
  };
}

type Unpack = (bytes: Uint8Array, start: number, end: number) => Uint8Array | null;

const notRead =
  'blocks packed with bz2 are not read; `nfdump -r FILE -w NEW -y` packs them with LZ4, and `nfdump -r FILE -o json` writes text';

/** Both forms let a byte stand for 255 at most, so that small blocks need no room for large ones. */
function roomyUnpacker(unpack: typeof unpackLz4, mostBytes: number): Unpack {
  let room = new Uint8Array(0);
  return (bytes, start, end) => {
    const needed = Math.min(mostBytes, (end - start) * 255);
    if (room.length < needed) room = new Uint8Array(needed);
    const written = unpack(bytes, start, end, room);
    return written === null ? null : room.subarray(0, written);
  };
}

function zstdUnpacker(mostBytes: number): Unpack {
  return (bytes, start, end) => {
    try {
      return zlib.zstdDecompressSync(bytes.subarray(start, end), { maxOutputLength: mostBytes });
    } catch {
      return null;
    }
  };
}
