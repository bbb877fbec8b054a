/**
 * ISO transport on TCP, which carries S7 and MMS: packets with a length (RFC 1006 6), in them the units of ISO 8073
 * class 0 (13): connection request and confirm, data in one or more pieces.
 */
import { read16 } from '../../capture/bytes.ts';
import type { Recognition } from '../decoder.ts';

/** The bytes that one side sends. */
export interface IsoTransport {
  /** Reads what has come; answers where the first incomplete message begins. */
  read(bytes: Uint8Array, start: number, end: number): number;
  /** What comes next may begin inside a message. */
  lost(): void;
}

/** What a protocol does with what ISO transport carries. */
export interface IsoTransportUser {
  /** Reads one message, put together from its pieces; false when it is none of the protocol. */
  message(bytes: Uint8Array, start: number, end: number): boolean;
  /** Bytes that are no message. */
  unreadable(): void;
}

/** Length of the packet header, the length indicator, the code, and one byte more. */
const headerBytes = 7;
const packetVersion = 3;
const data = 0xf0;
const connectionRequest = 0xe0;
const connectionConfirm = 0xd0;
/** Those, and disconnect request, disconnect confirm, error. */
const unitCodes: ReadonlySet<number> = new Set([data, connectionRequest, connectionConfirm, 0x80, 0xc0, 0x70]);
const endOfMessage = 0x80;
/** Longer messages do not occur: no protocol here agrees on more. */
const longestMessage = 65_536;

/** Reads one direction. */
export function createIsoTransport(user: IsoTransportUser): IsoTransport {
  let inStep = true;
  /** After a loss, the first message may lack its first pieces. */
  let isSure = true;
  /** The rest of a message that is too long is passed over. */
  let isSkipping = false;
  /** Of a message whose last piece has not come: bytes of its packets, and of the data in them. */
  let scanned = 0;
  let collected = 0;

  function deliver(bytes: Uint8Array, start: number, end: number): void {
    if (!user.message(bytes, start, end) && isSure) user.unreadable();
    isSure = true;
  }

  /** Reads the message whose first piece is at `at`; answers where it ends, `at` while pieces are missing. */
  function readPieces(bytes: Uint8Array, at: number, end: number): number {
    let piece = at + scanned;
    while (collected <= longestMessage) {
      const isHere = end - piece >= headerBytes && packetEnd(bytes, piece) <= end;
      if (!isHere) {
        scanned = piece - at;
        return at;
      }
      if (!isUnit(bytes, piece) || unitCode(bytes, piece) !== data) break;
      const next = packetEnd(bytes, piece);
      collected += next - dataStart(bytes, piece);
      if (isLast(bytes, piece)) {
        deliver(joinPieces(bytes, at, collected), 0, collected);
        return next;
      }
      piece = next;
    }
    user.unreadable();
    isSkipping = collected > longestMessage;
    return piece;
  }

  function readData(bytes: Uint8Array, at: number, end: number): number {
    const from = dataStart(bytes, at);
    const next = packetEnd(bytes, at);
    if (isSkipping) {
      isSkipping = !isLast(bytes, at);
      return next;
    }
    // Some clients send empty pieces as a sign of life.
    if (from === next) return next;
    if (isLast(bytes, at)) {
      deliver(bytes, from, next);
      return next;
    }
    const rest = readPieces(bytes, at, end);
    if (rest > at) {
      scanned = 0;
      collected = 0;
    }
    return rest;
  }

  return {
    read(bytes, start, end) {
      let at = start;
      while (end - at >= headerBytes) {
        if (!isUnit(bytes, at)) {
          if (inStep) user.unreadable();
          inStep = false;
          isSure = false;
          at++;
          continue;
        }
        const next = packetEnd(bytes, at);
        if (!inStep && !isSureBeginning(bytes, next, end)) {
          at++;
          continue;
        }
        if (next > end) return at;
        inStep = true;
        const rest = unitCode(bytes, at) === data ? readData(bytes, at, end) : next;
        if (rest === at) return at;
        at = rest;
      }
      return at;
    },
    lost() {
      inStep = false;
      isSure = false;
      isSkipping = false;
      scanned = 0;
      collected = 0;
    },
  };
}

/**
 * Judges the beginning of a segment by the data of its first message; connection request and confirm are the same for
 * all protocols. `judge` gets what there is of the data, which may be cut off.
 */
export function probeIsoTransport(
  bytes: Uint8Array,
  start: number,
  end: number,
  judge: (bytes: Uint8Array, start: number, end: number) => Recognition,
): Recognition {
  let sender: 'client' | 'server' | null = null;
  let at = start;
  while (end - at >= headerBytes) {
    if (!isUnit(bytes, at)) return 'no';
    const code = unitCode(bytes, at);
    const from = dataStart(bytes, at);
    const next = packetEnd(bytes, at);
    if (code === connectionRequest || code === connectionConfirm) {
      if (!hasParameters(bytes, at + 11, from, end)) return 'no';
      sender = code === connectionRequest ? 'client' : 'server';
    }
    if (code === data && next > from) {
      const answer = from < end ? judge(bytes, from, Math.min(next, end)) : 'more';
      return answer === 'no' || answer === 'more' ? answer : (sender ?? answer);
    }
    at = next;
  }
  return at >= end || mayBegin(bytes, at, end) ? 'more' : 'no';
}

function mayBegin(bytes: Uint8Array, at: number, end: number): boolean {
  return bytes[at] === packetVersion && (end - at < 2 || bytes[at + 1] === 0);
}

/** True when a packet with a unit may begin at `at`; at least `headerBytes` are there. */
function isUnit(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== packetVersion || bytes[at + 1] !== 0) return false;
  const length = read16(bytes, at + 2);
  const indicator = bytes[at + 4] ?? 0;
  return length >= headerBytes && indicator >= 2 && 5 + indicator <= length && unitCodes.has(unitCode(bytes, at));
}

/** Out of step, data can look like a header: the whole packet must be there, and so must what follows. */
function isSureBeginning(bytes: Uint8Array, next: number, end: number): boolean {
  if (next > end) return false;
  return end - next < headerBytes ? next === end || mayBegin(bytes, next, end) : isUnit(bytes, next);
}

function packetEnd(bytes: Uint8Array, at: number): number {
  return at + read16(bytes, at + 2);
}

function unitCode(bytes: Uint8Array, at: number): number {
  return (bytes[at + 5] ?? 0) & 0xf0;
}

function dataStart(bytes: Uint8Array, at: number): number {
  return at + 5 + (bytes[at + 4] ?? 0);
}

function isLast(bytes: Uint8Array, at: number): boolean {
  return ((bytes[at + 6] ?? 0) & endOfMessage) !== 0;
}

/** Parameters with code, length and value fill the header to its end; the code of a known one begins with 0xc or 0x8. */
function hasParameters(bytes: Uint8Array, start: number, headerEnd: number, end: number): boolean {
  let at = start;
  while (at < headerEnd && at + 1 < end) {
    const kind = (bytes[at] ?? 0) & 0xf0;
    if (kind !== 0xc0 && kind !== 0x80) return false;
    at += 2 + (bytes[at + 1] ?? 0);
  }
  return at === headerEnd || at + 1 >= end;
}

/** The data of all pieces from `at` on, `length` bytes in all. */
function joinPieces(bytes: Uint8Array, at: number, length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let filled = 0;
  for (let piece = at; filled < length; piece = packetEnd(bytes, piece)) {
    const from = dataStart(bytes, piece);
    const to = packetEnd(bytes, piece);
    joined.set(bytes.subarray(from, to), filled);
    filled += to - from;
  }
  return joined;
}
