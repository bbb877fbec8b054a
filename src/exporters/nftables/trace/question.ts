/**
 * What a ruleset is asked: all packets of a family in one state of connection tracking. A reply is described from the
 * side of whoever began, so that its answer can be compared with that of the first packet.
 */
import { type IntegerSet, integerSet, subtractIntegers } from '../../../algebra/integer-set.ts';
import type { AddressRange } from '../../../algebra/ip-address.ts';
import {
  addressesIn,
  icmpOf,
  interfacesIn,
  secondsOfWeek,
  type WireAxis,
  type WireSpace,
  wireAxes,
} from '../../proof/wire-space.ts';
import type { FieldName } from '../read/fields.ts';
import type { NftValue } from '../read/ruleset.ts';

export interface Question {
  readonly state: 'new' | 'established' | 'related' | 'invalid' | 'untracked';
  /** Null for packets that belong to no connection. */
  readonly direction: 'original' | 'reply' | null;
  /** The mark of the connection, null for packets that belong to none. */
  readonly connectionMark: number | null;
}

/** Where the value of a field comes from in answer to a question. */
export type FieldSource =
  | { readonly kind: 'axis'; readonly axis: WireAxis; readonly protocol: number | null }
  | { readonly kind: 'constant'; readonly value: bigint }
  | { readonly kind: 'mark' }
  | { readonly kind: 'connection-mark' }
  /** The packet has no such field, which ends a rule whatever it asks. */
  | { readonly kind: 'absent' };

const states = { invalid: 1n, established: 2n, related: 4n, new: 8n, untracked: 64n };

export function sourceOf(field: FieldName, { family }: WireSpace, question: Question): FieldSource {
  const reply = question.direction === 'reply';
  const axis = (own: WireAxis, other: WireAxis, protocol: number | null = null): FieldSource => ({
    kind: 'axis',
    axis: reply ? other : own,
    protocol,
  });
  const { source, destination, entry, exit, port, client, flags, moment, week } = wireAxes;
  const absent: FieldSource = { kind: 'absent' };
  switch (field) {
    case 'meta mark':
      return { kind: 'mark' };
    case 'meta iifname':
      return axis(entry, exit);
    case 'meta oifname':
      return axis(exit, entry);
    case 'meta nfproto':
      return { kind: 'constant', value: family === 4 ? 2n : 10n };
    case 'meta l4proto':
      return axis(wireAxes.protocol, wireAxes.protocol);
    case 'meta time':
      return axis(moment, moment);
    case 'meta day':
    case 'meta hour':
      return axis(week, week);
    case 'ct state':
      return { kind: 'constant', value: states[question.state] };
    case 'ct direction':
      return question.direction === null ? absent : { kind: 'constant', value: reply ? 1n : 0n };
    case 'ct mark':
      return question.connectionMark === null ? absent : { kind: 'connection-mark' };
    case 'ip saddr':
    case 'ip6 saddr':
      return (family === 4) === (field === 'ip saddr') ? axis(source, destination) : absent;
    case 'ip daddr':
    case 'ip6 daddr':
      return (family === 4) === (field === 'ip daddr') ? axis(destination, source) : absent;
    case 'icmp type':
    case 'icmpv6 type':
      return (family === 4) === (field === 'icmp type') ? axis(port, client, icmpOf(family)) : absent;
    case 'th sport':
      return axis(client, port);
    case 'th dport':
      return axis(port, client);
    case 'tcp sport':
    case 'udp sport':
      return axis(client, port, field === 'tcp sport' ? 6 : 17);
    case 'tcp dport':
    case 'udp dport':
      return axis(port, client, field === 'tcp dport' ? 6 : 17);
    case 'tcp flags':
      return axis(flags, flags, 6);
  }
}

/** Values of a field as a set on its axis. */
export function sideOf(space: WireSpace, field: FieldName, values: readonly NftValue[]): IntegerSet {
  const numbers = values.flatMap((value) => (value.kind === 'numbers' ? [value] : []));
  switch (field) {
    case 'meta iifname':
    case 'meta oifname':
      return interfacesIn(
        space,
        values.flatMap((value) => (value.kind === 'name' ? [value.name] : [])),
      );
    case 'ip saddr':
    case 'ip daddr':
      return addressesIn(
        space,
        numbers.map((value): AddressRange => ({ family: 4, from: value.from, to: value.to })),
      );
    case 'ip6 saddr':
    case 'ip6 daddr':
      return addressesIn(
        space,
        numbers.map((value): AddressRange => ({ family: 6, from: value.from, to: value.to })),
      );
    case 'meta day':
      return integerSet(numbers.map(({ from, to }) => ({ from: Number(from) * day, to: (Number(to) + 1) * day - 1 })));
    case 'meta hour':
      return integerSet(
        [0, 1, 2, 3, 4, 5, 6].flatMap((each) =>
          numbers.map(({ from, to }) => ({ from: Number(from) + each * day, to: Number(to) + each * day })),
        ),
      );
    default:
      return integerSet(numbers.map(({ from, to }) => ({ from: Number(from), to: Number(to) })));
  }
}

const day = secondsOfWeek / 7;

/** Everything on an axis that is not in a set. */
export function complementOf({ diagrams }: WireSpace, axis: WireAxis, set: IntegerSet): IntegerSet {
  return subtractIntegers([{ from: 0, to: (diagrams.sizes[axis] ?? 1) - 1 }], integerSet(set));
}

/**
 * TCP flags as the two kinds of packets: those that begin a connection, SYN without FIN, RST and ACK, and all others.
 * Null when the flags of a kind do not all compare alike.
 */
export function flagKinds(mask: number | null, values: readonly NftValue[]): IntegerSet | null {
  const kinds = [new Set<boolean>(), new Set<boolean>()];
  for (let flags = 0; flags < 256; flags++) {
    const seen = BigInt(mask === null ? flags : flags & mask);
    const holds = values.some((value) => value.kind === 'numbers' && value.from <= seen && seen <= value.to);
    kinds[(flags & 0x17) === 0x02 ? 0 : 1]?.add(holds);
  }
  if (kinds.some((kind) => kind.size > 1)) return null;
  return [0, 1].filter((kind) => kinds[kind]?.has(true)).map((kind) => ({ from: kind, to: kind }));
}
