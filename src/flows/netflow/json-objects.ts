/**
 * Cuts a stream into its outermost JSON objects, whatever stands between them: an array of objects, objects with
 * commas between them, or one object per line.
 */
import type { ByteWindow } from '../byte-window.ts';

/** Takes `bytes[start, end)`, one object, which begins in line `first` and ends in line `last` (1-based). */
export type ObjectTaker = (bytes: Uint8Array, start: number, end: number, first: number, last: number) => void;

export interface ObjectCutter {
  /** Hands over the objects that are complete in the window, and moves its start. */
  read(window: ByteWindow): void;
  /** The line that an object begins in which is not complete, or null. */
  open(): number | null;
}

const lineFeed = 10;
const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** A cutter for objects of at most `mostBytes`; `tooLong` is told the line of one that is longer, which is left out. */
export function createObjectCutter(
  mostBytes: number,
  take: ObjectTaker,
  tooLong: (line: number) => void,
): ObjectCutter {
  let line = 1;
  let depth = 0;
  let inText = false;
  let isProtected = false;
  /** Line in which the object begins. */
  let begun = 1;
  /** Bytes of the object that have been looked at. */
  let seen = 0;

  /** Follows braces and texts; says where an outermost object begins and ends. */
  function step(byte: number): 'begin' | 'end' | null {
    if (isProtected) isProtected = false;
    else if (inText) {
      if (byte === backslash) isProtected = true;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = depth > 0;
    else if (byte === openBrace) {
      depth++;
      if (depth === 1) return 'begin';
    } else if (byte === closeBrace && depth > 0) {
      depth--;
      if (depth === 0) return 'end';
    }
    return null;
  }

  function giveUp(): void {
    tooLong(begun);
    depth = 0;
    inText = false;
    isProtected = false;
  }

  return {
    read(window) {
      const { bytes, end } = window;
      let start = window.start;
      for (let at = start + seen; at < end; at++) {
        const byte = bytes[at] ?? 0;
        if (byte === lineFeed) line++;
        if (depth > 0 && at - start >= mostBytes) giveUp();
        const found = step(byte);
        if (found === 'begin') {
          start = at;
          begun = line;
        } else if (found === 'end') take(bytes, start, at + 1, begun, line);
      }
      window.start = depth > 0 ? start : end;
      seen = end - window.start;
    },
    open: () => (depth > 0 ? begun : null),
  };
}
