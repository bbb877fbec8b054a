/**
 * The syntax of JSON (RFC 8259) over bytes: where things end, without making them. Each function answers the position
 * behind what begins at `at`, or -1 where it is no JSON, or nested too deep to be followed. `end` is behind the last
 * byte.
 */

/** Objects and arrays in each other that are followed. */
const mostDepth = 64;

export const quote = 0x22;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
export const openBracket = 0x5b;
export const closeBracket = 0x5d;
export const comma = 0x2c;
const backslash = 0x5c;
const colon = 0x3a;
const firstPrintable = 0x20;

/** Behind white space, if there is any. */
export function spaceEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) break;
    at++;
  }
  return at;
}

/** Any value. */
export function valueEnd(bytes: Uint8Array, at: number, end: number, depth: number): number {
  if (at >= end) return -1;
  const byte = bytes[at] ?? 0;
  if (byte === quote) return stringEnd(bytes, at + 1, end);
  if (byte > 0x30 && byte <= 0x39) return wholeNumberEnd(bytes, at + 1, end);
  if (byte === openBrace) return containerEnd(bytes, at + 1, end, depth, closeBrace);
  if (byte === openBracket) return containerEnd(bytes, at + 1, end, depth, closeBracket);
  return byte === 0x2d || isDigit(byte) ? numberEnd(bytes, at, end) : wordEnd(bytes, at, end);
}

/** All white space of JSON is at or below this byte. */
export const lastSpace = 0x20;

/** White space and the colon of a member, and the white space behind it. */
export function colonEnd(bytes: Uint8Array, start: number, end: number): number {
  const at = spaceEnd(bytes, start, end);
  return at < end && bytes[at] === colon ? spaceEnd(bytes, at + 1, end) : -1;
}

/** A string without its opening quote. */
function stringEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at++] ?? 0;
    if (byte === quote) return at;
    if (byte === backslash) {
      at = escapeEnd(bytes, at, end);
      if (at < 0) return -1;
    } else if (byte < firstPrintable) return -1;
  }
  return -1;
}

/** The members of an object or the elements of an array, behind the opening bracket. */
function containerEnd(bytes: Uint8Array, start: number, end: number, depth: number, close: number): number {
  if (depth >= mostDepth) return -1;
  let at = spaceEnd(bytes, start, end);
  if (at < end && bytes[at] === close) return at + 1;
  for (;;) {
    if (close === closeBrace) at = nameEnd(bytes, at, end);
    if (at >= 0) at = valueEnd(bytes, at, end, depth + 1);
    if (at < 0) return -1;
    at = spaceEnd(bytes, at, end);
    const next = at < end ? bytes[at] : 0;
    if (next === close) return at + 1;
    if (next !== comma) return -1;
    at = spaceEnd(bytes, at + 1, end);
  }
}

/** The name of a member with its colon. */
function nameEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || bytes[at] !== quote) return -1;
  const behind = stringEnd(bytes, at + 1, end);
  return behind < 0 ? -1 : colonEnd(bytes, behind, end);
}

const unicodeEscape = 0x75;

/** An escape without its backslash. */
function escapeEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  const kind = bytes[at] ?? 0;
  if (kind !== unicodeEscape) return afterBackslash[kind] === plain ? at + 1 : -1;
  if (at + 5 > end) return -1;
  const digits =
    (hexadecimal[bytes[at + 1] ?? 0] ?? 0) &
    (hexadecimal[bytes[at + 2] ?? 0] ?? 0) &
    (hexadecimal[bytes[at + 3] ?? 0] ?? 0) &
    (hexadecimal[bytes[at + 4] ?? 0] ?? 0);
  return digits === plain ? at + 5 : -1;
}

/** In the tables below: a byte that may stand there. */
const plain = 1;

function tableOf(isPlain: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (isPlain(byte) ? plain : 0));
}

const afterBackslash: Uint8Array = tableOf((byte) => '"\\/bfnrt'.includes(String.fromCharCode(byte)));
const hexadecimal: Uint8Array = tableOf((byte) => /[0-9a-f]/i.test(String.fromCharCode(byte)));

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

const trueWord = new TextEncoder().encode('true');
const falseWord = new TextEncoder().encode('false');
const nullWord = new TextEncoder().encode('null');

function wordEnd(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at];
  const word = first === trueWord[0] ? trueWord : first === falseWord[0] ? falseWord : nullWord;
  if (at + word.length > end) return -1;
  for (let index = 0; index < word.length; index++) if (bytes[at + index] !== word[index]) return -1;
  return at + word.length;
}

/** A number behind its first digit, which is not 0: most have nothing but digits. */
function wholeNumberEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x30 || byte > 0x39)
      return byte === comma || byte === closeBrace ? at : numberEnd(bytes, start - 1, end);
    at++;
  }
  return at;
}

function numberEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = bytes[start] === 0x2d ? start + 1 : start;
  at = at < end && bytes[at] === 0x30 ? at + 1 : digitsEnd(bytes, at, end);
  if (at >= 0 && at < end && bytes[at] === 0x2e) at = digitsEnd(bytes, at + 1, end);
  if (at >= 0 && at < end && ((bytes[at] ?? 0) | 0x20) === 0x65) at = exponentEnd(bytes, at + 1, end);
  return at;
}

function exponentEnd(bytes: Uint8Array, start: number, end: number): number {
  const hasSign = start < end && (bytes[start] === 0x2b || bytes[start] === 0x2d);
  return digitsEnd(bytes, hasSign ? start + 1 : start, end);
}

/** A run of at least one digit. */
function digitsEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x30 || byte > 0x39) break;
    at++;
  }
  return at === start ? -1 : at;
}
