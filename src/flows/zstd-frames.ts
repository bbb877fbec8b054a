/**
 * Cuts zstd data (RFC 8878 3.1) at the ends of its frames, as the unpacker of Node stops at one and forgets what else
 * it was given. Skippable frames are left out.
 */

/** What is still to come of the frame that is being read. */
interface Progress {
  /** Bytes to pass on or to leave out before the next header. */
  left: number;
  isSkippable: boolean;
  /** What the next header begins. */
  next: 'frame' | 'block' | 'checksum' | 'damage';
  hasChecksum: boolean;
}

/** The same bytes in pieces that hold bytes of one frame each; behind damage they are as they came. */
export async function* splitFrames(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const progress: Progress = { left: 0, isSkippable: false, next: 'frame', hasChecksum: false };
  let pending: Uint8Array = new Uint8Array(0);
  for await (const piece of pieces) {
    const bytes = pending.length === 0 ? piece : join(pending, piece);
    const used = yield* splitPiece(bytes, progress);
    pending = bytes.slice(used);
  }
  if (pending.length > 0) yield pending;
}

/** Answers how many bytes were used; the rest is the beginning of a header. */
function* splitPiece(bytes: Uint8Array, progress: Progress): Generator<Uint8Array, number> {
  let at = 0;
  /** Bytes before this were passed on. */
  let from = 0;
  for (let outcome: Outcome = 'read'; outcome === 'read'; ) {
    const passed = Math.min(progress.left, bytes.length - at);
    at += passed;
    progress.left -= passed;
    if (progress.isSkippable) from = at;
    if (progress.left > 0) break;
    if (progress.next === 'frame' && from < at) {
      yield bytes.subarray(from, at);
      from = at;
    }
    outcome = readHeader(bytes, at, progress);
  }
  if (progress.next === 'damage') at = bytes.length;
  if (from < at) yield bytes.subarray(from, at);
  return at;
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

type Outcome = 'read' | 'more' | 'damaged';

/** Says in `progress` how far the header at `at` and what belongs to it reach. */
function readHeader(bytes: Uint8Array, at: number, progress: Progress): Outcome {
  switch (progress.next) {
    case 'frame':
      return readFrameHeader(bytes, at, progress);
    case 'block':
      return readBlockHeader(bytes, at, progress);
    case 'checksum':
      progress.left = progress.hasChecksum ? 4 : 0;
      progress.next = 'frame';
      return 'read';
    case 'damage':
      return 'damaged';
  }
}

function damaged(progress: Progress): Outcome {
  progress.next = 'damage';
  return 'damaged';
}

function readFrameHeader(bytes: Uint8Array, at: number, progress: Progress): Outcome {
  if (bytes.length - at < 5) return 'more';
  const magic = read32(bytes, at);
  progress.isSkippable = magic >>> 4 === 0x184d2a5;
  if (progress.isSkippable) {
    if (bytes.length - at < 8) return 'more';
    progress.left = 8 + read32(bytes, at + 4);
    return 'read';
  }
  if (magic !== 0xfd2fb528) return damaged(progress);
  const descriptor = bytes[at + 4] ?? 0;
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const size = [isSingle ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0;
  progress.left = 5 + (isSingle ? 0 : 1) + dictionary + size;
  progress.hasChecksum = (descriptor & 4) !== 0;
  progress.next = 'block';
  return 'read';
}

function readBlockHeader(bytes: Uint8Array, at: number, progress: Progress): Outcome {
  if (bytes.length - at < 3) return 'more';
  const header = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
  const kind = (header >>> 1) & 3;
  if (kind === 3) return damaged(progress);
  // A block that repeats one byte holds that byte only.
  progress.left = 3 + (kind === 1 ? 1 : header >>> 3);
  if ((header & 1) !== 0) progress.next = 'checksum';
  return 'read';
}

function read32(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}
