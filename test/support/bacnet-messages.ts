/** Hand-made BACnet messages (ANSI/ASHRAE 135-2020). */
import { bytesOf, word } from './frames.ts';

/** Functions of the virtual link. */
const unicast = 10;
export const broadcast = 11;

/** Where a message goes behind a router, or comes from. */
export interface BacnetRoute {
  /** Network and station. */
  readonly to?: readonly [number, readonly number[]];
  readonly from?: readonly [number, readonly number[]];
}

/** A datagram of the virtual link on IPv4; `content` follows the length. */
export function virtualLink(code: number, content: readonly number[]): Uint8Array {
  return bytesOf(0x81, code, word(content.length + 4), content);
}

/** The network layer in front of an application message. */
export function network(message: readonly number[], { to, from }: BacnetRoute = {}): number[] {
  const control = (to === undefined ? 0 : 0x20) | (from === undefined ? 0 : 0x08);
  const address = (end: BacnetRoute['to']) => (end === undefined ? [] : [...word(end[0]), end[1].length, ...end[1]]);
  return [1, control, ...address(to), ...address(from), ...(to === undefined ? [] : [255]), ...message];
}

/** A network layer message. */
export function networkMessage(type: number, content: readonly number[] = []): number[] {
  return [1, 0x80, type, ...content];
}

/** An application message in a datagram to one station. */
export function bacnet(message: readonly number[], route: BacnetRoute = {}): Uint8Array {
  return virtualLink(unicast, network(message, route));
}

/** The same to everyone. */
export function bacnetToAll(message: readonly number[]): Uint8Array {
  return virtualLink(broadcast, network(message, { to: [0xffff, []] }));
}

export function confirmed(invoke: number, service: number, content: readonly number[] = []): number[] {
  return [0x02, 0x05, invoke, service, ...content];
}

export function unconfirmed(service: number, content: readonly number[] = []): number[] {
  return [0x10, service, ...content];
}

export function simpleAnswer(invoke: number, service: number): number[] {
  return [0x20, invoke, service];
}

export function complexAnswer(invoke: number, service: number, content: readonly number[]): number[] {
  return [0x30, invoke, service, ...content];
}

export function errorAnswer(invoke: number, service: number): number[] {
  return [0x50, invoke, service, 0x91, 1, 0x91, 31];
}

/** One segment of a request; the service stands in each of them. */
export function segment(
  invoke: number,
  service: number,
  sequence: number,
  isLast: boolean,
  content: readonly number[],
): number[] {
  return [isLast ? 0x0a : 0x0e, 0x05, invoke, sequence, 16, service, ...content];
}

/** A value with a tag of the service. */
export function context(number: number, ...content: readonly number[]): number[] {
  return [(number << 4) | 8 | content.length, ...content];
}

/** An object identifier of four bytes. */
export function objectId(type: number, instance: number): number[] {
  const value = type * 0x40_0000 + instance;
  return [...word(Math.floor(value / 0x1_0000)), ...word(value & 0xffff)];
}

/** Values between an opening and a closing tag. */
export function group(number: number, ...content: readonly number[]): number[] {
  return [(number << 4) | 0x0e, ...content, (number << 4) | 0x0f];
}

/** A text of the application in UTF-8. */
export function bacnetText(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)];
  return [0x75, bytes.length + 1, 0, ...bytes];
}
