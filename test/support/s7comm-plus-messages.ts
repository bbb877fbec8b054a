/** Hand-made S7comm-plus messages in ISO transport. */
import { bytesOf, long, word } from './frames.ts';
import { connectionConfirm, connectionRequest, data } from './iso-transport.ts';

type Part = number | Uint8Array | readonly number[];

export const session = 958;

/** A number of variable length: seven bits in each byte. */
export function varied(value: number): number[] {
  const rest = Math.floor(value / 128);
  const last = value % 128;
  return rest === 0 ? [last] : [...varied(rest).map((byte) => byte | 0x80), last];
}

export interface PlusOptions {
  readonly version?: 1 | 2 | 3;
  /** Without its trailer, more pieces of the message follow. */
  readonly isPiece?: boolean;
}

/** Anything behind the header, with the digest of version 3. */
export function plus(content: Uint8Array, { version = 2, isPiece = false }: PlusOptions = {}): Uint8Array {
  const digest = version === 3 ? [32, ...new Array<number>(32).fill(0x31)] : [];
  const trailer = isPiece ? [] : [0x72, version, 0, 0];
  return data(bytesOf(0x72, version, word(digest.length + content.length), digest, content, trailer));
}

/** A request in the session. */
export function plusRequest(
  code: number,
  sequence: number,
  body: readonly Part[],
  options: PlusOptions = {},
): Uint8Array {
  const head = [0x31, 0, 0, ...word(code), 0, 0, ...word(sequence), ...long(session), 0x34];
  return plus(bytesOf(head, ...body), options);
}

/** An answer; `result` is zero for success, negative for an error, positive for a warning. */
export function plusAnswer(
  code: number,
  sequence: number,
  result: number = 0,
  body: readonly Part[] = [],
  options: PlusOptions = {},
): Uint8Array {
  const head = [0x32, 0, 0, ...word(code), 0, 0, ...word(sequence), 0x34];
  return plus(bytesOf(head, varied(result & 0xffff), ...body), options);
}

/** Addresses of items: the object, and the way in it. */
export function addresses(...items: readonly (readonly [object: number, ...way: number[]])[]): number[] {
  const numbers = items.flatMap(([object, ...way]) => [0x1234567, object, way.length, ...way]);
  return [...long(0), ...varied(items.length), ...varied(numbers.length), ...numbers.flatMap(varied)];
}

/** Attributes of one object that are to be set: their number twice, then each. */
export function attributesOf(object: number, ...attributes: readonly number[]): number[] {
  const count = varied(attributes.length);
  return [...long(object), ...count, ...count, ...attributes.flatMap(varied)];
}

/** The request to make an object of a class in another one. */
export function createObject(sequence: number, container: number, objectClass: number, options: PlusOptions = {}) {
  const value = [0, 4, 0, ...long(0)];
  const object = [0xa1, ...long(211), ...varied(objectClass), 0, 0, 0xa2];
  return plusRequest(0x04ca, sequence, [long(container), value, object], options);
}

export const createSession: Uint8Array = createObject(1, 285, 287, { version: 1 });

/** The session is made; the controller says what it is. */
export function sessionAnswer(system: string): Uint8Array {
  const attribute = [0x82, 0x3f, 0, 0x15, system.length, ...Buffer.from(system, 'latin1')];
  const body = [2, varied(session), varied(session + 1), 0xa1, long(288), varied(287), 0, 0, attribute, 0xa2];
  return plusAnswer(0x04ca, 1, 17, body, { version: 1 });
}

export function notification(options: PlusOptions = {}): Uint8Array {
  return plus(bytesOf(0x33, long(0x70000001), [4, 0, 1, 2, 3, 4]), options);
}

/** A record of TLS in place of a message. */
export function tlsRecord(kind: number, content: readonly number[]): Uint8Array {
  return data(bytesOf(kind, 3, 3, word(content.length), content));
}

/** What a connection may begin with in a capture, and who sends it. */
export const s7commPlusSamples: readonly {
  readonly sender: 'client' | 'server' | 'either';
  readonly bytes: Uint8Array;
}[] = [
  { sender: 'client', bytes: bytesOf(connectionRequest, createSession) },
  { sender: 'server', bytes: bytesOf(connectionConfirm, sessionAnswer('1;6ES7 211-1BE31-0XB0 ;V3.0')) },
  { sender: 'client', bytes: plusRequest(0x054c, 2, addresses([0x8a0e0001, 2550, 10]), { version: 3 }) },
  { sender: 'server', bytes: notification() },
  { sender: 'either', bytes: data(bytesOf(0x72, 0xff, 0, 0)) },
  { sender: 'either', bytes: tlsRecord(0x17, [1, 2, 3, 4]) },
  { sender: 'client', bytes: tlsRecord(0x16, [1, 0, 0, 0]) },
];
