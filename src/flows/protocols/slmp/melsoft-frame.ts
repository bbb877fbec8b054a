/**
 * Frames by which MELSOFT tools reach MELSEC controllers. They are not published; their shape is that of recorded
 * traffic, in which the commands are those of the MC protocol and more of the same groups.
 */
import { read16, read16Little } from '../../capture/bytes.ts';

const request = 0x57;
const answer = 0xd7;
/** The search for controllers, and what they say. */
const searchRequest = 0x5a;
const searchAnswer = 0xda;

const headerBytes = 21;
const lengthAt = 19;
/** In the header, of requests and answers alike, before the byte that tells them apart. */
const mark = 0x11;
const requestMark = 0x07;
const answerMark = 0x7f;
const searchBytes = 4;
/** Longer ones do not occur. */
const longestBody = 16_384;

/** One frame; overwritten by the next. */
export interface MelsoftFrame {
  isAnswer: boolean;
  /** The command, or the kind of a search. */
  command: number;
  isSearch: boolean;
  /** Number that the answer repeats; 0 in searches. */
  sequence: number;
  dataStart: number;
  end: number;
}

export function createMelsoftFrame(): MelsoftFrame {
  return { isAnswer: false, command: 0, isSearch: false, sequence: 0, dataStart: 0, end: 0 };
}

/** True when what begins with this byte can only be a frame of MELSOFT. */
export function beginsMelsoft(first: number | undefined): boolean {
  return first === request || first === answer || isMelsoftSearch(first);
}

export function isMelsoftSearch(first: number | undefined): boolean {
  return first === searchRequest || first === searchAnswer;
}

/** Reads the frame at `at`; of searches, which come in datagrams, all that is there. */
export function readMelsoftFrame(
  bytes: Uint8Array,
  at: number,
  end: number,
  frame: MelsoftFrame,
): 'whole' | 'more' | 'no' {
  const first = bytes[at];
  frame.isAnswer = first === answer || first === searchAnswer;
  frame.isSearch = isMelsoftSearch(first);
  if (frame.isSearch) return readSearch(bytes, at, end, frame);
  for (let index = 2; index < 7; index++) {
    if (at + index >= end) return 'more';
    if (bytes[at + index] !== (index < 5 ? 0 : mark)) return 'no';
  }
  if (end - at > 7 && bytes[at + 7] !== (frame.isAnswer ? answerMark : requestMark)) return 'no';
  if (end - at < headerBytes) return 'more';
  const body = at + headerBytes;
  const length = read16Little(bytes, at + lengthAt);
  frame.end = body + length;
  if (length > longestBody) return 'no';
  if (end < frame.end) return 'more';
  // The third byte of the body says how far on the command is.
  const commandAt = body + 2 + (bytes[body + 2] ?? 0);
  if (commandAt + 4 > frame.end) return 'no';
  frame.command = read16(bytes, commandAt);
  frame.sequence = read16Little(bytes, commandAt + 2);
  // Two bytes that are zero, or repeat a number of the request.
  frame.dataStart = Math.min(commandAt + 6, frame.end);
  return 'whole';
}

function readSearch(bytes: Uint8Array, at: number, end: number, frame: MelsoftFrame): 'whole' | 'more' | 'no' {
  if (end - at < searchBytes) return 'more';
  if (bytes[at + 1] !== 0 || bytes[at + 2] !== 0) return 'no';
  frame.command = bytes[at + 3] ?? 0;
  frame.sequence = 0;
  frame.dataStart = at + searchBytes;
  frame.end = end;
  return 'whole';
}
