/**
 * The ACSE message around EPSEM services (ANSI C12.22-2012 5.3.4, in the Basic Encoding Rules): names of the called
 * and the calling node, numbers that tell messages apart, and the services as user information.
 */
import { type BerElement, createBerElement, readBer } from '../shared/ber.ts';
import { moreBytes, noMessage } from '../shared/framed-dialogue.ts';

/** Where the parts of a message are; overwritten by the next. A part that is missing begins and ends at 0. */
export interface AcseMessage {
  readonly calledTitle: BerElement;
  readonly callingTitle: BerElement;
  /** Invocation ids as numbers; 0 when there is none. */
  calledInvocation: number;
  callingInvocation: number;
  /** Answers name the invocation that they answer, in the implementations that have such numbers. */
  hasCalledInvocation: boolean;
  /** The EPSEM flags and what follows. */
  epsemStart: number;
  epsemEnd: number;
}

/** A message without parts. */
export function createAcseMessage(): AcseMessage {
  return {
    calledTitle: createBerElement(),
    callingTitle: createBerElement(),
    calledInvocation: 0,
    callingInvocation: 0,
    hasCalledInvocation: false,
    epsemStart: 0,
    epsemEnd: 0,
  };
}

const messageTag = 0x60;

/** Octets of the message that begins at `at` by its outermost length; `noMessage`, or `moreBytes` to tell. */
export function acseLength(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return moreBytes;
  if (bytes[at] !== messageTag) return noMessage;
  if (at + 1 >= end) return moreBytes;
  const first = bytes[at + 1] ?? 0;
  if (first < 0x80) return 2 + first;
  const octets = first & 0x7f;
  if (octets === 0 || octets > 2) return noMessage;
  if (at + 2 + octets > end) return moreBytes;
  let length = 0;
  for (let octet = 0; octet < octets; octet++) length = length * 256 + (bytes[at + 2 + octet] ?? 0);
  return 2 + octets + length;
}

const tags = {
  calledTitle: 0xa2,
  calledInvocation: 0xa4,
  callingTitle: 0xa6,
  callingInvocation: 0xa8,
  userInformation: 0xbe,
} as const;

/** Context, called qualifier, calling qualifier, mechanism, authentication value: not looked into. */
const otherTags: ReadonlySet<number> = new Set([0xa1, 0xa3, 0xa5, 0xa7, 0x8b, 0xab, 0xac]);
const mostElements = 16;

/** Reads the whole message in `bytes[at, end)`; false when it is none with EPSEM services. */
export function readAcse(bytes: Uint8Array, at: number, end: number, message: AcseMessage): boolean {
  clear(message);
  if (!readBer(bytes, at, end, element) || element.tag !== messageTag || element.end !== end) return false;
  let from = element.start;
  for (let left = mostElements; left > 0 && from < end; left--) {
    if (!readBer(bytes, from, end, element)) return false;
    from = element.end;
    if (!takePart(bytes, message)) return false;
  }
  return from === end && message.epsemStart > 0;
}

const element: BerElement = createBerElement();
const inside: BerElement = createBerElement();

function takePart(bytes: Uint8Array, message: AcseMessage): boolean {
  switch (element.tag) {
    case tags.calledTitle:
      return readBer(bytes, element.start, element.end, message.calledTitle);
    case tags.callingTitle:
      return readBer(bytes, element.start, element.end, message.callingTitle);
    case tags.calledInvocation:
      message.hasCalledInvocation = true;
      message.calledInvocation = readNumber(bytes);
      return true;
    case tags.callingInvocation:
      message.callingInvocation = readNumber(bytes);
      return true;
    case tags.userInformation:
      return takeUserInformation(bytes, message);
    default:
      return otherTags.has(element.tag);
  }
}

/** The lowest 32 bits of an integer. */
function readNumber(bytes: Uint8Array): number {
  if (!readBer(bytes, element.start, element.end, inside)) return 0;
  let value = 0;
  for (let at = Math.max(inside.start, inside.end - 4); at < inside.end; at++) value = value * 256 + (bytes[at] ?? 0);
  return value;
}

const external = 0x28;
const octetAligned = 0x81;
const reservedFlag = 0x80;

/** An external value: perhaps a reference to its encoding, then the octets with EPSEM. */
function takeUserInformation(bytes: Uint8Array, message: AcseMessage): boolean {
  if (!readBer(bytes, element.start, element.end, inside) || inside.tag !== external) return false;
  const { end } = inside;
  for (let at = inside.start; at < end; at = inside.end) {
    if (!readBer(bytes, at, end, inside)) return false;
    if (!isOctets(inside)) continue;
    if (((bytes[inside.start] ?? 0) & reservedFlag) === 0) return false;
    message.epsemStart = inside.start;
    message.epsemEnd = inside.end;
    return true;
  }
  return false;
}

function isOctets({ tag, start, end }: BerElement): boolean {
  return tag === octetAligned && start < end;
}

function clear(message: AcseMessage): void {
  message.calledTitle.start = 0;
  message.calledTitle.end = 0;
  message.callingTitle.start = 0;
  message.callingTitle.end = 0;
  message.calledInvocation = 0;
  message.callingInvocation = 0;
  message.hasCalledInvocation = false;
  message.epsemStart = 0;
  message.epsemEnd = 0;
}
