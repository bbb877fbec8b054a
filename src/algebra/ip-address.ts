/**
 * IPv4, IPv6 and MAC addresses and networks as numbers, and their canonical text
 * (RFC 4632, RFC 4291, RFC 5952; IPv4-mapped IPv6 addresses stay IPv6).
 */

export type Family = 4 | 6;

export interface IpAddress {
  readonly family: Family;
  /** 0 to 2^32 - 1, or 0 to 2^128 - 1. */
  readonly value: bigint;
}

/** A closed interval of addresses of one family. */
export interface AddressRange {
  readonly family: Family;
  readonly from: bigint;
  readonly to: bigint;
}

/** A CIDR network; `base` has no bits below the prefix. */
export interface IpNetwork extends AddressRange {
  /** Prefix length, 0 to 32 or 0 to 128. */
  readonly prefix: number;
}

export const familyBits: Readonly<Record<Family, number>> = { 4: 32, 6: 128 };

/** Reads an IPv4 or IPv6 address; null when the text is neither. Leading zeros in IPv4 are refused, as they mean octal elsewhere. */
export function parseIpAddress(text: string): IpAddress | null {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** Reads `address/prefix` or a bare address; null when it is neither or has host bits set. */
export function parseIpNetwork(text: string): IpNetwork | null {
  const slash = text.indexOf('/');
  const address = parseIpAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === null) return null;
  const bits = familyBits[address.family];
  const prefixText = slash < 0 ? String(bits) : text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(prefixText)) return null;
  const prefix = Number(prefixText);
  if (prefix > bits) return null;
  const size = 1n << BigInt(bits - prefix);
  if (address.value % size !== 0n) return null;
  return { family: address.family, from: address.value, to: address.value + size - 1n, prefix };
}

/** Canonical text: dotted decimal, or RFC 5952. */
export function formatIpAddress(address: IpAddress): string {
  return address.family === 4 ? formatIpv4(Number(address.value)) : formatIpv6(address.value);
}

export function formatIpNetwork(network: IpNetwork): string {
  return `${formatIpAddress({ family: network.family, value: network.from })}/${network.prefix}`;
}

/** Dotted decimal of an unsigned 32-bit number. */
export function formatIpv4(value: number): string {
  return `${(value >>> 24) & 255}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** RFC 5952 text of an unsigned 128-bit number. */
export function formatIpv6(value: bigint): string {
  const groups: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(Number((value >> shift) & 0xffffn));
  const gap = longestZeroRun(groups);
  if (gap === null) return groups.map((group) => group.toString(16)).join(':');
  const left = groups.slice(0, gap.start).map((group) => group.toString(16));
  const right = groups.slice(gap.start + gap.length).map((group) => group.toString(16));
  return `${left.join(':')}::${right.join(':')}`;
}

/** Lower-case, colon-separated MAC address; null when the text is none. Accepts `-` and `.` as separators too. */
export function parseMac(text: string): string | null {
  const hex = text.toLowerCase().replace(/[:.-]/g, '');
  const shaped = /^([0-9a-f]{2}([:-]))([0-9a-f]{2}\2){4}[0-9a-f]{2}$|^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/i.test(
    text,
  );
  if (!shaped) return null;
  return hex.replace(/(..)(?=.)/g, '$1:');
}

/** Canonical text of an address of any kind, null when it is no address. */
export function canonicalAddress(text: string): string | null {
  const ip = parseIpAddress(text);
  return ip === null ? parseMac(text) : formatIpAddress(ip);
}

function parseIpv4(text: string): IpAddress | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return null;
  let value = 0n;
  for (const octet of match.slice(1)) {
    if ((octet.length > 1 && octet.startsWith('0')) || Number(octet) > 255) return null;
    value = value * 256n + BigInt(octet);
  }
  return { family: 4, value };
}

function parseIpv6(text: string): IpAddress | null {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (tail !== null) {
    const four = parseIpv4(tail[2] ?? '');
    if (four === null) return null;
    const high = (four.value >> 16n).toString(16);
    const low = (four.value & 0xffffn).toString(16);
    return parseIpv6(`${tail[1] ?? ''}${high}:${low}`);
  }
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const left = splitGroups(halves[0] ?? '');
  const right = halves.length === 2 ? splitGroups(halves[1] ?? '') : [];
  if (left === null || right === null) return null;
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  let value = 0n;
  for (const group of [...left, ...new Array<number>(Math.max(missing, 0)).fill(0), ...right])
    value = (value << 16n) | BigInt(group);
  return { family: 6, value };
}

function splitGroups(text: string): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  for (const part of text.split(':')) {
    if (!/^[0-9a-f]{1,4}$/i.test(part)) return null;
    groups.push(Number.parseInt(part, 16));
  }
  return groups;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } | null {
  let best: { start: number; length: number } | null = null;
  let start = -1;
  for (let index = 0; index <= groups.length; index++) {
    if (groups[index] === 0) {
      if (start < 0) start = index;
      continue;
    }
    const length = index - start;
    if (start >= 0 && length > 1 && (best === null || length > best.length)) best = { start, length };
    start = -1;
  }
  return best;
}

/** The last address of an IPv4 network; null for those of one or two addresses, which have none (RFC 3021), and all. */
export function directedBroadcast({ family, from, to }: AddressRange): IpAddress | null {
  const size = to - from + 1n;
  return family !== 4 || size < 4n || size === 1n << 32n ? null : { family, value: to };
}

/** The fewest networks that make up an interval, in their order. */
export function networksOf({ family, from, to }: AddressRange): readonly IpNetwork[] {
  const networks: IpNetwork[] = [];
  const bits = familyBits[family];
  for (let start = from; start <= to; ) {
    let free = 0;
    while (free < bits && (start >> BigInt(free)) % 2n === 0n && start + (2n << BigInt(free)) - 1n <= to) free += 1;
    const end = start + (1n << BigInt(free)) - 1n;
    networks.push({ family, from: start, to: end, prefix: bits - free });
    start = end + 1n;
  }
  return networks;
}
