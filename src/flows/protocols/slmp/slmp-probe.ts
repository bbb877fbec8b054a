/** Recognises the frames of MELSEC controllers by their first bytes. */
import type { Recognition } from '../decoder.ts';
import { beginsMelsoft, createMelsoftFrame, isMelsoftSearch, readMelsoftFrame } from './melsoft-frame.ts';
import { request1eEnd } from './slmp-1e-frame.ts';
import { createSlmpFrame, readSlmpFrame } from './slmp-frame.ts';

/** Groups of commands of which the first frame must be one, by the upper byte of the command. */
const commandGroups: ReadonlySet<number> = new Set([
  0x01, 0x02, 0x04, 0x06, 0x08, 0x0e, 0x10, 0x12, 0x14, 0x16, 0x18, 0x20, 0x21, 0x30, 0x31, 0x32, 0x40, 0x50,
]);
/** Access by words or bits, longer device numbers, and devices with modifications. */
const subCommands: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 8, 0x40, 0x80, 0x81, 0x82, 0x83]);

const frame = createSlmpFrame();
const melsoft = createMelsoftFrame();

/** Frames that say enough to be trusted at any port. */
export function probeSlmp(bytes: Uint8Array, start: number, end: number): Recognition {
  const first = bytes[start];
  if (beginsMelsoft(first) && !isMelsoftSearch(first)) {
    const found = readMelsoftFrame(bytes, start, end, melsoft);
    return found === 'whole' ? (melsoft.isAnswer ? 'server' : 'client') : found;
  }
  const found = readSlmpFrame(bytes, start, end, frame);
  if (found !== 'whole') return found;
  // An answer has nothing but its length to be known by.
  if (frame.isAnswer) return frame.end === end ? 'server' : 'no';
  return commandGroups.has(frame.command >>> 8) && subCommands.has(frame.subCommand) ? 'client' : 'no';
}

/** Frames that other protocols may have too: searches and 1E frames. */
export function probeWeakSlmp(bytes: Uint8Array, start: number, end: number): Recognition {
  if (isMelsoftSearch(bytes[start])) {
    const found = readMelsoftFrame(bytes, start, end, melsoft);
    return found === 'whole' ? (melsoft.isAnswer ? 'server' : 'client') : found;
  }
  const next = request1eEnd(bytes, start, end);
  if (next === 0) return 'no';
  return next > end ? 'more' : 'client';
}
