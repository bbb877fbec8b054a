/** The text frames of Niagara Fox: `fox a <id> <answered id> <channel> <command>`, a body in braces, `;;`. */
import { latin1Text } from '../shared/text.ts';

const longestFrame = 64 * 1024;
const longestHead = 128;
const beginning = [0x66, 0x6f, 0x78, 0x20];
const semicolon = 0x3b;
export const lineBreak = 10;

/** What the first line says. */
export interface FoxHead {
  readonly id: string;
  /** The frame that is answered; `-1` for none. */
  readonly answers: string;
  readonly channel: string;
  readonly command: string;
}

/** Octets of the frame, or of the line break behind one, that begins at `at`; 0 when none does, -1 when its end is not there. */
export function foxLength(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === lineBreak) return 1;
  for (let index = 0; index < beginning.length; index++) {
    if (at + index >= end) return -1;
    if (bytes[at + index] !== beginning[index]) return 0;
  }
  const last = Math.min(end, at + longestFrame);
  for (
    let next = bytes.indexOf(semicolon, at);
    next >= 0 && next + 1 < last;
    next = bytes.indexOf(semicolon, next + 1)
  ) {
    if (bytes[next + 1] === semicolon) return next + 2 - at;
  }
  return end - at >= longestFrame ? 0 : -1;
}

/** The first line of the frame at `at`; null when it is not like one. */
export function readFoxHead(bytes: Uint8Array, at: number, end: number): FoxHead | null {
  const text = latin1Text(bytes, at, Math.min(end, at + longestHead));
  const found = /^fox [a-z] (\d{1,10}) (-?\d{1,10}) ([A-Za-z]\w{0,31}) ([A-Za-z]\w{0,31})\r?\n/.exec(text);
  if (found === null) return null;
  const [, id = '', answers = '', channel = '', command = ''] = found;
  return { id, answers, channel, command };
}
