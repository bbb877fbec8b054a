/**
 * Messages of the OPC UA connection protocol (OPC 10000-6 7.1) and chunks of the secure conversation (6.7): three
 * letters, the kind of chunk, a size, and then what the letters say.
 */
import { read32Little } from '../../capture/bytes.ts';
import type { Recognition } from '../decoder.ts';
import { identifierOf, lengthAt, namespaceOf, nodeId } from './opc-ua-encoding.ts';
import { isRequestType, requestTypeOf, serviceFault } from './opc-ua-services.ts';

/** Letters, kind, size. */
export const messageHeaderBytes = 8;
/** Larger than any chunk that peers agree on. */
const largestMessage = 16 * 1024 * 1024;

/** The three letters as one number. */
export const messageTypes: Readonly<
  Record<'hello' | 'acknowledge' | 'error' | 'reverseHello' | 'open' | 'close' | 'message', number>
> = {
  hello: letters('HEL'),
  acknowledge: letters('ACK'),
  error: letters('ERR'),
  reverseHello: letters('RHE'),
  open: letters('OPN'),
  close: letters('CLO'),
  message: letters('MSG'),
};

function letters(text: string): number {
  return (text.charCodeAt(0) << 16) | (text.charCodeAt(1) << 8) | text.charCodeAt(2);
}

const final = 'F'.charCodeAt(0);
const intermediate = 'C'.charCodeAt(0);
const aborted = 'A'.charCodeAt(0);

/** Fewest bytes of each type. */
const leastBytes: ReadonlyMap<number, number> = new Map([
  [messageTypes.hello, 32],
  [messageTypes.acknowledge, 28],
  [messageTypes.error, 16],
  [messageTypes.reverseHello, 16],
  [messageTypes.open, 32],
  [messageTypes.close, 24],
  [messageTypes.message, 24],
]);

export function messageType(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}

/** True when a message may begin at `at`; at least its header is there. */
export function isMessageHeader(bytes: Uint8Array, at: number): boolean {
  const type = messageType(bytes, at);
  const least = leastBytes.get(type);
  if (least === undefined) return false;
  const kind = bytes[at + 3];
  const mayContinue = type === messageTypes.message && (kind === intermediate || kind === aborted);
  const size = read32Little(bytes, at + 4);
  return (kind === final || mayContinue) && size >= least && size <= largestMessage;
}

/** Where the message at `at` ends. */
export function messageEnd(bytes: Uint8Array, at: number): number {
  return at + read32Little(bytes, at + 4);
}

export function isFinalChunk(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 3] === final;
}

/** The sender gives up the message that the chunks before began. */
export function isAbort(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 3] === aborted;
}

/** Judges the beginning of a segment; a message that is cut off need not be there as a whole. */
export function probeOpcUa(bytes: Uint8Array, start: number, end: number): Recognition {
  const length = end - start;
  if (length < messageHeaderBytes) return beginsLikeMessage(bytes, start, end) ? 'more' : 'no';
  if (!isMessageHeader(bytes, start)) return 'no';
  switch (messageType(bytes, start)) {
    case messageTypes.hello:
      return helloSender(bytes, start, end);
    case messageTypes.acknowledge:
      return read32Little(bytes, start + 4) === leastBytes.get(messageTypes.acknowledge) ? 'server' : 'no';
    case messageTypes.error:
    case messageTypes.reverseHello:
      return 'server';
    case messageTypes.close:
      return 'client';
    case messageTypes.open:
      return openSender(bytes, start, end);
    default:
      return senderOfBody(bytes, start + messageBodyOffset, end);
  }
}

function beginsLikeMessage(bytes: Uint8Array, start: number, end: number): boolean {
  for (const type of leastBytes.keys()) {
    let fits = true;
    for (let index = 0; index < Math.min(end - start, 3); index++)
      if (bytes[start + index] !== ((type >>> (16 - index * 8)) & 0xff)) fits = false;
    if (fits) return true;
  }
  return false;
}

/** Five numbers, then the address of the server as text that fills the rest. */
function helloSender(bytes: Uint8Array, start: number, end: number): Recognition {
  if (end - start < 32) return 'more';
  const length = Math.max(lengthAt(bytes, start + 28), 0);
  return length === read32Little(bytes, start + 4) - 32 ? 'client' : 'no';
}

/** Channel, token, sequence number and request number stand in front of the body of a message. */
export const messageBodyOffset = 24;
const policyLengthOffset = 12;
const longestPolicy = 255;
const policyBeginning = 'http://';

/** The name of the security policy, certificate and thumbprint, sequence number and request number, body. */
function openSender(bytes: Uint8Array, start: number, end: number): Recognition {
  const nameAt = start + policyLengthOffset + 4;
  if (end - nameAt < policyBeginning.length) return 'more';
  const length = lengthAt(bytes, start + policyLengthOffset);
  if (length < policyBeginning.length || length > longestPolicy) return 'no';
  for (let index = 0; index < policyBeginning.length; index++)
    if (bytes[nameAt + index] !== policyBeginning.charCodeAt(index)) return 'no';
  const body = openBody(bytes, start, end);
  return body < 0 ? 'either' : senderOfBody(bytes, body, end);
}

/** Where the body of an OPN message begins when nothing is encrypted; -1 when it is, or is cut off. */
export function openBody(bytes: Uint8Array, start: number, end: number): number {
  const length = lengthAt(bytes, start + policyLengthOffset);
  const certificateAt = start + policyLengthOffset + 4 + Math.max(length, 0);
  if (length < 0 || length > longestPolicy || end - certificateAt < 16) return -1;
  // Without a policy there are neither certificate nor thumbprint.
  if (lengthAt(bytes, certificateAt) > 0 || lengthAt(bytes, certificateAt + 4) > 0) return -1;
  return certificateAt + 16;
}

/** The type of the body at `at`; -1 when it does not begin with a numeric id of the standard. */
export function bodyType(bytes: Uint8Array, at: number, end: number): number {
  if (nodeId(bytes, at, end) < 0 || namespaceOf(bytes, at) !== 0) return -1;
  return identifierOf(bytes, at);
}

function senderOfBody(bytes: Uint8Array, at: number, end: number): Recognition {
  const type = bodyType(bytes, at, end);
  if (isRequestType(type)) return 'client';
  return type === serviceFault || requestTypeOf(type) !== undefined ? 'server' : 'either';
}
