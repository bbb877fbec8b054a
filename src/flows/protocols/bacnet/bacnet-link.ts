/**
 * The virtual link layer of BACnet (ANSI/ASHRAE 135-2020 annexes J for IPv4 and U for IPv6): type, function and length of
 * a datagram, and in most functions the network layer behind them.
 */
import { read16 } from '../../capture/bytes.ts';
import type { Recognition } from '../decoder.ts';
import { networkSender } from './bacnet-network.ts';

export const ipv4Link = 0x81;
const ipv6Link = 0x82;

/** Type, function, length. */
const linkHeaderBytes = 4;

/** Bytes in front of the network layer by function, for functions that carry one. */
const ipv4Carriers: Readonly<Record<number, number>> = { 4: 10, 9: 4, 10: 4, 11: 4 };
/** The same with the virtual addresses of IPv6. */
const ipv6Carriers: Readonly<Record<number, number>> = { 1: 10, 2: 7, 8: 25, 12: 7 };

const lastIpv4Function = 12;
const lastIpv6Function = 13;

/** True when a datagram looks like a message of this layer, whatever it says of its length. */
export function isLinkMessage(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < linkHeaderBytes) return false;
  const code = bytes[start + 1] ?? 0;
  if (bytes[start] === ipv4Link) return code <= lastIpv4Function;
  return bytes[start] === ipv6Link && code <= lastIpv6Function;
}

/** Where the network layer begins; -1 when the function carries none. */
export function networkOf(bytes: Uint8Array, start: number): number {
  const carriers = bytes[start] === ipv4Link ? ipv4Carriers : ipv6Carriers;
  const offset = carriers[bytes[start + 1] ?? 0];
  return offset === undefined ? -1 : start + offset;
}

/** True for a message that one of the carriers brings to everyone: the address alone need not tell. */
export function isToGroup(bytes: Uint8Array, start: number): boolean {
  return (bytes[start] === ipv4Link ? ipv4Broadcasts : ipv6Broadcasts).has(bytes[start + 1] ?? 0);
}

const ipv4Broadcasts: ReadonlySet<number> = new Set([4, 9, 11]);
const ipv6Broadcasts: ReadonlySet<number> = new Set([2, 8, 12]);

/** Judges a datagram, which is known to be whole. */
export function probeBacnet(bytes: Uint8Array, start: number, end: number): Recognition {
  const type = bytes[start];
  if (type !== ipv4Link && type !== ipv6Link) return 'no';
  if (end - start < linkHeaderBytes || read16(bytes, start + 2) > end - start) return 'more';
  if (!isLinkMessage(bytes, start, end) || read16(bytes, start + 2) !== end - start) return 'no';
  const network = networkOf(bytes, start);
  if (network >= 0) {
    const sender = networkSender(bytes, network, end);
    return sender === 'server' && isToGroup(bytes, start) ? 'client' : sender;
  }
  const answers = type === ipv4Link ? ipv4Answers : ipv6Answers;
  return answers.has(bytes[start + 1] ?? 0) ? 'server' : 'client';
}

/** Results and acknowledgements. */
const ipv4Answers: ReadonlySet<number> = new Set([0, 3, 7]);
const ipv6Answers: ReadonlySet<number> = new Set([0, 5, 7]);
