/** Unpacks gzip (RFC 1952) and zstd (RFC 8878) files while they are read, told by their first bytes. */
import * as zlib from 'node:zlib';
import type { FlowLimits } from './flow-context.ts';
import type { Tally } from './tally.ts';
import { splitFrames } from './zstd-frames.ts';

/** How a file is packed. */
export type Packing = 'gzip' | 'zstd' | null;

/** Reads the packing off the first four bytes. */
export function recognisePacking(head: Uint8Array): Packing {
  const [a, b, c, d] = head;
  if (a === 0x1f && b === 0x8b) return 'gzip';
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return 'zstd';
  // A skippable frame, as parallel packers write in front.
  if (a !== undefined && a >>> 4 === 5 && b === 0x2a && c === 0x4d && d === 0x18) return 'zstd';
  return null;
}

/** The unpacked pieces. Damage ends them with a problem; what was unpacked before it is used. */
export async function* unpack(
  packing: Exclude<Packing, null>,
  pieces: AsyncIterable<Uint8Array>,
  limits: FlowLimits,
  tally: Tally,
): AsyncGenerator<Uint8Array> {
  const unpacker = openUnpacker(packing);
  if (unpacker === null) {
    tally.broken('unpack', 'byte', 0, `this version of Node cannot unpack ${packing}`);
    return;
  }
  const source: { failure: unknown } = { failure: null };
  const feeding = feed(unpacker, packing === 'zstd' ? splitFrames(pieces) : pieces, source);
  let unpacked = 0;
  try {
    for await (const piece of unpacker as AsyncIterable<Uint8Array>) {
      unpacked += piece.length;
      if (unpacked > limits.unpackedBytes) {
        tally.broken(
          'unpack',
          'byte',
          null,
          `unpacks to more than ${limits.unpackedBytes} bytes; the rest is not read`,
        );
        break;
      }
      yield piece;
    }
  } catch {
    if (source.failure === null)
      tally.broken('unpack', 'byte', null, `${packing} data is damaged or cut off after ${unpacked} unpacked bytes`);
  } finally {
    unpacker.destroy();
    await feeding;
  }
  if (source.failure !== null) throw source.failure;
}

type Unpacker = zlib.Gunzip | zlib.ZstdDecompress;

function openUnpacker(packing: Exclude<Packing, null>): Unpacker | null {
  if (packing === 'gzip') return zlib.createGunzip();
  return typeof zlib.createZstdDecompress === 'function' ? zlib.createZstdDecompress() : null;
}

/** What is unpacked of a slice is lost when the slice is damaged. */
const sliceBytes = 8192;

/** Writes the pieces into the unpacker; a failure of the source (not of the data) is kept for the caller. */
async function feed(
  unpacker: Unpacker,
  pieces: AsyncIterable<Uint8Array>,
  source: { failure: unknown },
): Promise<void> {
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; at += sliceBytes) {
        if (unpacker.destroyed) return;
        if (!unpacker.write(piece.subarray(at, at + sliceBytes))) await roomIn(unpacker);
      }
    }
    if (!unpacker.destroyed) unpacker.end();
  } catch (failure) {
    source.failure = failure;
    unpacker.destroy(failure instanceof Error ? failure : new Error('the source failed'));
  }
}

function roomIn(unpacker: Unpacker): Promise<void> {
  if (unpacker.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    function done(): void {
      unpacker.off('drain', done);
      unpacker.off('close', done);
      resolve();
    }
    unpacker.on('drain', done);
    unpacker.on('close', done);
  });
}
