/**
 * Frames of SLMP and the MC protocol (SLMP reference manual SH-080956ENG 4; MELSEC communication protocol reference
 * manual SH-080008 3): 3E, and 4E with a serial number, each in binary or in ASCII, where numbers are hexadecimal text.
 */
import { read16, read16Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import { hexNumber } from './slmp-text.ts';

/** One frame; overwritten by the next. */
export interface SlmpFrame {
  isAnswer: boolean;
  isAscii: boolean;
  /** Of 4E frames; `absent` in 3E frames. */
  serial: number;
  /** Number of the station on its network, 255 for the one that is reached. */
  station: number;
  /** Of requests. */
  command: number;
  subCommand: number;
  /** Of answers; zero for success. */
  endCode: number;
  dataStart: number;
  /** Where the frame and its data end. */
  end: number;
}

const requests: readonly number[] = [0x5000, 0x5400];
const answers: readonly number[] = [0xd000, 0xd400];
const serialFlag = 0x0400;

/** Longer frames do not occur: 960 words, or 3584 of newer controllers, each up to four characters. */
const longestFrame = 16_384;

export function createSlmpFrame(): SlmpFrame {
  return {
    isAnswer: false,
    isAscii: false,
    serial: absent,
    station: 0,
    command: 0,
    subCommand: 0,
    endCode: 0,
    dataStart: 0,
    end: 0,
  };
}

/** Reads the frame at `at`: `more` while it is not all there, though its `end` may be known; `no` for other bytes. */
export function readSlmpFrame(bytes: Uint8Array, at: number, end: number, frame: SlmpFrame): 'whole' | 'more' | 'no' {
  frame.end = 0;
  const first = bytes[at] ?? 0;
  frame.isAscii = first === 0x35 || first === 0x44;
  const width = frame.isAscii ? 2 : 1;
  if (end - at < 2 * width) return mayBegin(bytes, at, end) ? 'more' : 'no';
  const kind = frame.isAscii ? hexNumber(bytes, at, 4) : read16(bytes, at);
  frame.isAnswer = answers.includes(kind);
  if (!frame.isAnswer && !requests.includes(kind)) return 'no';
  const hasSerial = (kind & serialFlag) !== 0;
  const route = at + (hasSerial ? 6 : 2) * width;
  const body = route + 7 * width;
  if (end < body) return 'more';
  return readBody(bytes, at, route, body, end, frame, hasSerial);
}

function readBody(
  bytes: Uint8Array,
  at: number,
  route: number,
  body: number,
  end: number,
  frame: SlmpFrame,
  hasSerial: boolean,
): 'whole' | 'more' | 'no' {
  const width = frame.isAscii ? 2 : 1;
  const length = numberAt(bytes, route + 5 * width, frame.isAscii);
  const least = (frame.isAnswer ? 2 : 6) * width;
  if (length < least || length > longestFrame || !isModule(numberAt(bytes, route + 2 * width, frame.isAscii)))
    return 'no';
  frame.serial = hasSerial ? numberAt(bytes, at + 2 * width, frame.isAscii) : absent;
  frame.station = frame.isAscii ? hexNumber(bytes, route + 2, 2) : (bytes[route + 1] ?? 0);
  if (frame.station < 0 || (hasSerial && frame.serial < 0)) return 'no';
  frame.end = body + length;
  frame.dataStart = body + least;
  if (end < frame.dataStart) return 'more';
  if (frame.isAnswer) frame.endCode = numberAt(bytes, body, frame.isAscii);
  else {
    // The monitoring timer comes first.
    frame.command = numberAt(bytes, body + 2 * width, frame.isAscii);
    frame.subCommand = numberAt(bytes, body + 4 * width, frame.isAscii);
    if (frame.command < 0 || frame.subCommand < 0) return 'no';
  }
  return frame.end <= end ? 'whole' : 'more';
}

/** Two bytes, the lower one first, or four digits; negative for other text. */
function numberAt(bytes: Uint8Array, at: number, isAscii: boolean): number {
  return isAscii ? hexNumber(bytes, at, 4) : read16Little(bytes, at);
}

/** Numbers of modules: CPUs of a rack, of a redundant system, or those of other modules by their address. */
function isModule(module: number): boolean {
  return (
    (module >= 0x03d0 && module <= 0x03d3) ||
    (module >= 0x03e0 && module <= 0x03ff) ||
    (module >= 0 && module <= 0x01ff)
  );
}

function mayBegin(bytes: Uint8Array, at: number, end: number): boolean {
  const first = bytes[at] ?? 0;
  return (
    end > at &&
    (first === 0x50 || first === 0x54 || first === 0xd0 || first === 0xd4 || first === 0x35 || first === 0x44)
  );
}
