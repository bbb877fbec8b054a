/**
 * What an ICMP (RFC 792) or ICMPv6 (RFC 4443) type means for a conversation. An echo reply belongs to its request, and
 * an error about another packet is no conversation of its own. Listener discovery (RFC 3810) and neighbour discovery
 * (RFC 4861) are protocols of their own in the catalogue, granted whole.
 */

export type IcmpTransport = 'icmp' | 'icmpv6';

export interface IcmpMeaning {
  readonly kind: 'request' | 'reply' | 'other' | 'error';
  /** Id in the catalogue. */
  readonly protocol: string;
  /** Type of the request that a reply answers; the type itself otherwise. */
  readonly asked: number;
}

/** Destination unreachable, source quench, time exceeded, parameter problem. */
const errors = new Set([3, 4, 11, 12]);
/** ICMPv6 types below this are errors. */
const leastIcmpv6Information = 128;

/** The meaning of a message type, 0 to 255. */
export function icmpMeaning(transport: IcmpTransport, type: number): IcmpMeaning {
  if (transport === 'icmp') return { kind: kindOf(type, errors.has(type), 8, 0), protocol: 'icmp', asked: type || 8 };
  const kind = kindOf(type, type < leastIcmpv6Information, 128, 129);
  return { kind, protocol: icmpv6Protocol(type), asked: kind === 'reply' ? 128 : type };
}

function kindOf(type: number, isError: boolean, request: number, reply: number): IcmpMeaning['kind'] {
  if (isError) return 'error';
  if (type === request) return 'request';
  return type === reply ? 'reply' : 'other';
}

function icmpv6Protocol(type: number): string {
  if ((type >= 130 && type <= 132) || type === 143) return 'mld';
  return type >= 133 && type <= 137 ? 'ndp' : 'icmpv6';
}
