/**
 * What connection tracking of Linux makes of ICMP messages (`nf_conntrack_proto_icmp.c`, `nf_conntrack_proto_icmpv6.c`):
 * requests begin a conversation, a few messages are not tracked, errors belong to what they quote, and all others are
 * invalid, so that no grant opens them.
 */
import type { Family } from '../../algebra/ip-address.ts';

export type MessageRole =
  /** Begins a conversation; `reply` is the type of its answer. */
  | { readonly kind: 'request'; readonly reply: number }
  /** Judged each time by itself: neighbour discovery and multicast listeners. */
  | { readonly kind: 'untracked' }
  /** Multicast router discovery (RFC 4286): untracked or invalid, depending on the version of the kernel. */
  | { readonly kind: 'undecided' }
  | { readonly kind: 'error' }
  | { readonly kind: 'invalid' };

const requests: Readonly<Record<Family, ReadonlyMap<number, number>>> = {
  4: new Map([
    [8, 0],
    [13, 14],
    [15, 16],
    [17, 18],
  ]),
  6: new Map([
    [128, 129],
    [139, 140],
  ]),
};
const untracked: readonly number[] = [130, 131, 132, 133, 134, 135, 136, 143];
const undecided: readonly number[] = [151, 152, 153];
const errors: readonly number[] = [3, 4, 5, 11, 12];

/** The role of a message type. */
export function roleOfMessage(family: Family, type: number): MessageRole {
  const reply = requests[family].get(type);
  if (reply !== undefined) return { kind: 'request', reply };
  if (family === 6 && untracked.includes(type)) return { kind: 'untracked' };
  if (family === 6 && undecided.includes(type)) return { kind: 'undecided' };
  const isError = family === 4 ? errors.includes(type) : type < 128;
  return { kind: isError ? 'error' : 'invalid' };
}

/** Types of messages that begin something. */
export const beginningMessages: Readonly<Record<Family, readonly number[]>> = {
  4: [...requests[4].keys()],
  6: [...requests[6].keys(), ...untracked],
};

/** Types of errors that an allowed conversation cannot do without, which pass with it. */
export function neededErrors(family: Family): readonly number[] {
  return family === 4 ? [3, 11, 12] : [1, 2, 3, 4];
}

/** Redirects, which Linux drops where addresses are translated: both ends would go on without (`nf_nat_proto.c`). */
export function isRedirect(family: Family, type: number): boolean {
  return family === 4 && type === 5;
}

/**
 * Types of errors that do not pass with a conversation: those of a client are judged like a first packet, those of a server
 * never pass, since they are no answer to any message.
 */
export function judgedErrors(family: Family): readonly number[] {
  return family === 4 ? [4, 5] : [100, 127];
}
