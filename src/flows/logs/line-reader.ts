/** Cuts a stream into lines. A line that is too long is counted and left out; the last one needs no line end. */
import { Buffer } from 'node:buffer';
import type { ByteWindow } from '../byte-window.ts';
import type { FormatReader, ReadingSession } from '../format.ts';

/** Takes one line `bytes[start, end)` without its end; `number` is 1-based. The bytes are not kept. */
export type LineTaker = (bytes: Uint8Array, start: number, end: number, number: number) => void;

const lineFeed = 10;
const carriageReturn = 13;

/** A reader that hands over line after line; `close` is called behind the last. */
export function readLines(session: ReadingSession, take: LineTaker, close: () => void): FormatReader {
  const { limits, tally, trace } = session;
  let number = 0;
  let skipping = false;

  function takeLine(bytes: Uint8Array, start: number, end: number): void {
    const last = end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
    trace?.at(number, 'line');
    if (last > start) take(bytes, start, last, number);
    else trace?.left('empty', null);
  }

  return {
    read(window) {
      const { bytes, end } = window;
      // A buffer looks for a byte several times faster; and what takes lines always sees one sort of array.
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, end);
      let at = window.start;
      for (;;) {
        const lineEnd = buffer.indexOf(lineFeed, at);
        if (lineEnd < 0) break;
        number++;
        if (skipping) skipping = false;
        else takeLine(buffer, at, lineEnd);
        at = lineEnd + 1;
      }
      window.start = at;
      if (end - at > limits.lineBytes) {
        if (!skipping) {
          trace?.at(number + 1, 'line');
          tally.broken('line-too-long', 'line', number + 1, `line of more than ${limits.lineBytes} bytes, left out`);
        }
        skipping = true;
      }
      if (skipping) window.start = end;
      return true;
    },
    finish(window: ByteWindow) {
      number++;
      if (!skipping && window.end > window.start) {
        const { bytes, start, end } = window;
        takeLine(Buffer.from(bytes.buffer, bytes.byteOffset, end), start, end);
      }
      close();
    },
  };
}
