/** Values of fields between text and numbers: the words of nft(8), addresses, and numbers of ten or sixteen digits. */
import { formatRange } from '../../../algebra/address-set.ts';
import { parseIpAddress } from '../../../algebra/ip-address.ts';
import type { ValueType } from './fields.ts';

interface TypeWords {
  /** The largest value. */
  readonly last: bigint;
  readonly words: Readonly<Record<string, number>>;
}

/** The kernel counts time in nanoseconds of 63 bits. */
const lastSecond = 9_223_372_036;
const secondsOfDay = 86_400;
const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const types: Readonly<Record<Exclude<ValueType, 'ifname'>, TypeWords>> = {
  mark: { last: 0xffff_ffffn, words: {} },
  inet_proto: {
    last: 255n,
    words: {
      ip: 0,
      icmp: 1,
      igmp: 2,
      tcp: 6,
      udp: 17,
      gre: 47,
      esp: 50,
      ah: 51,
      'ipv6-icmp': 58,
      icmpv6: 58,
      sctp: 132,
    },
  },
  inet_service: { last: 65_535n, words: {} },
  icmp_type: {
    last: 255n,
    words: {
      'echo-reply': 0,
      'destination-unreachable': 3,
      'source-quench': 4,
      redirect: 5,
      'echo-request': 8,
      'router-advertisement': 9,
      'router-solicitation': 10,
      'time-exceeded': 11,
      'parameter-problem': 12,
      'timestamp-request': 13,
      'timestamp-reply': 14,
      'info-request': 15,
      'info-reply': 16,
      'address-mask-request': 17,
      'address-mask-reply': 18,
    },
  },
  icmpv6_type: {
    last: 255n,
    words: {
      'destination-unreachable': 1,
      'packet-too-big': 2,
      'time-exceeded': 3,
      'parameter-problem': 4,
      'echo-request': 128,
      'echo-reply': 129,
      'mld-listener-query': 130,
      'mld-listener-report': 131,
      'mld-listener-done': 132,
      'mld-listener-reduction': 132,
      'nd-router-solicit': 133,
      'nd-router-advert': 134,
      'nd-neighbor-solicit': 135,
      'nd-neighbor-advert': 136,
      'nd-redirect': 137,
      'router-renumbering': 138,
      'ind-neighbor-solicit': 141,
      'ind-neighbor-advert': 142,
      'mld2-listener-report': 143,
    },
  },
  ipv4_addr: { last: (1n << 32n) - 1n, words: {} },
  ipv6_addr: { last: (1n << 128n) - 1n, words: {} },
  ether_addr: { last: (1n << 48n) - 1n, words: {} },
  ether_type: {
    last: 0xffffn,
    words: { ip: 0x0800, arp: 0x0806, vlan: 0x8100, '8021q': 0x8100, ip6: 0x86dd, '8021ad': 0x88a8 },
  },
  vlan_id: { last: 4_095n, words: {} },
  integer: { last: 0xffff_ffffn, words: {} },
  byte: { last: 0xffn, words: {} },
  byte_pair: { last: 0xffffn, words: {} },
  bytes: { last: (1n << 40n) - 1n, words: {} },
  nf_proto: { last: 255n, words: { ipv4: 2, ipv6: 10 } },
  ct_state: { last: 127n, words: { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 } },
  // Other bits may be set beside it, so that only this one has a meaning of its own.
  ct_status: { last: 32n, words: { dnat: 32 } },
  ct_dir: { last: 1n, words: { original: 0, reply: 1 } },
  time: { last: BigInt(lastSecond), words: {} },
  day: { last: 6n, words: {} },
  hour: { last: BigInt(secondsOfDay - 1), words: {} },
  tcp_flag: { last: 255n, words: { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 } },
};

/** The largest value of a type. */
export function lastValue(type: ValueType): bigint {
  return type === 'ifname' ? 0n : types[type].last;
}

/** One value, null when the text is none of the type. */
export function parseScalar(type: ValueType, text: string): bigint | null {
  if (type === 'ifname') return null;
  if (type === 'ipv4_addr' || type === 'ipv6_addr') {
    const address = parseIpAddress(text);
    return address?.family === (type === 'ipv4_addr' ? 4 : 6) ? address.value : null;
  }
  if (type === 'ether_addr') return parseMac(text);
  const { last, words } = types[type];
  if (Object.hasOwn(words, text)) return BigInt(words[text] ?? 0);
  if (!/^(?:0x[0-9a-f]{1,32}|\d{1,39})$/.test(text)) return null;
  const value = BigInt(text);
  return value <= last ? value : null;
}

/** Six bytes in hexadecimal, as the kernel prints them. */
function parseMac(text: string): bigint | null {
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(text) ? BigInt(`0x${text.replaceAll(':', '')}`) : null;
}

/** Days, hours and dates as a listing in UTC writes them; null for anything else. */
export function parseMoment(type: ValueType, text: string): bigint | null {
  if (type === 'day') {
    const day = days.indexOf(text.toLowerCase());
    return day < 0 ? null : BigInt(day);
  }
  if (type === 'hour') {
    const match = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
    if (match === null) return null;
    return BigInt(Number(match[1]) * 3_600 + Number(match[2]) * 60 + Number(match[3] ?? 0));
  }
  if (type !== 'time' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null;
  const moment = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(moment) || moment < 0 ? null : BigInt(moment / 1000);
}

/** An interval as a file writes it: always read back as the same numbers. */
export function formatNumbers(type: ValueType, from: bigint, to: bigint): string {
  if (type === 'ipv4_addr' || type === 'ipv6_addr')
    return formatRange({ family: type === 'ipv4_addr' ? 4 : 6, from, to });
  if (from !== to) return `${formatNumber(type, from)}-${formatNumber(type, to)}`;
  return wordFor(type, from) ?? formatNumber(type, from);
}

function wordFor(type: ValueType, value: bigint): string | null {
  if (!['nf_proto', 'ct_state', 'ct_dir', 'ct_status', 'tcp_flag'].includes(type) || type === 'ifname') return null;
  return Object.entries(types[type].words).find(([, number]) => BigInt(number) === value)?.[0] ?? null;
}

function formatNumber(type: ValueType, value: bigint): string {
  if (type === 'ether_addr')
    return value
      .toString(16)
      .padStart(12, '0')
      .replaceAll(/(..)(?=.)/g, '$1:');
  return type === 'mark' ? `0x${value.toString(16).padStart(8, '0')}` : String(value);
}
