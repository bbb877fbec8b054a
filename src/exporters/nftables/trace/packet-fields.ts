/**
 * The fields of IP packets on the axes of a space. A reply is described from the side of whoever began, so that its answer
 * can be compared with that of the first packet.
 */
import { type DiagramNode, nothing } from '../../../algebra/diagram-runs.ts';
import { type IntegerSet, integerSet } from '../../../algebra/integer-set.ts';
import type { AddressRange } from '../../../algebra/ip-address.ts';
import { type FieldName, isPayloadField } from '../../nft/read/fields.ts';
import type { NftValue } from '../../nft/read/ruleset.ts';
import type { FieldSource, PacketModel, Question } from '../../nft/trace/packet-model.ts';
import {
  addressesIn,
  icmpOf,
  interfacesIn,
  packetsWith,
  secondsOfWeek,
  sessionAxis,
  type WireAxis,
  type WireSpace,
  wireAxes,
} from '../../proof/wire-space.ts';
import { payloadSide, payloadSource } from './payload-fields.ts';
import { elementOfSession, openSessions } from './session-keys.ts';

/** The packets of a space, for the tracer. */
export function createPacketModel(space: WireSpace): PacketModel {
  const sessions = new Map(space.sessions.map((window, index) => [elementOfSession(window), sessionAxis(index)]));
  return {
    diagrams: space.diagrams,
    sourceOf: (field, question) => sourceOf(field, space, question),
    sideOf: (field, mask, values) => {
      if (isPayloadField(field)) return payloadSide(field, mask, values);
      return field === 'tcp flags' ? flagKinds(mask, values) : sideOf(space, field, values);
    },
    unclear: (fields, packets) => unclearPorts(space, fields, packets),
    whileIn: ({ name, timeout }, mark) => {
      const axis = name === openSessions && timeout ? sessions.get(mark) : undefined;
      return axis === undefined ? null : packetsWith(space, axis, [{ from: 1, to: 1 }]);
    },
  };
}

const states = { invalid: 1n, established: 2n, related: 4n, new: 8n, untracked: 64n };

function sourceOf(field: FieldName, { family }: WireSpace, question: Question): FieldSource {
  if (isPayloadField(field)) return payloadSource(field);
  const reply = question.direction === 'reply';
  const axis = (own: WireAxis, other: WireAxis, protocol: number | null = null): FieldSource => ({
    kind: 'axis',
    axis: reply ? other : own,
    guard: protocol === null ? null : { axis: wireAxes.protocol, from: protocol, to: protocol },
  });
  const { source, destination, entry, exit, port, client, flags, translated, moment, week } = wireAxes;
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
    case 'ct status':
      return question.connectionMark === null ? absent : axis(translated, translated);
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
    // A router looks at packets; a rule on frames is not understood here.
    case 'ether saddr':
    case 'ether daddr':
    case 'ether type':
    case 'vlan id':
    case 'vlan type':
    case '@nh,0,24':
    case '@nh,24,8':
      return { kind: 'unknown' };
  }
}

/** Values of a field as a set on its axis. */
function sideOf(space: WireSpace, field: FieldName, values: readonly NftValue[]): IntegerSet {
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
    case 'ct status':
      return [{ from: 1, to: 1 }];
    default:
      return integerSet(numbers.map(({ from, to }) => ({ from: Number(from), to: Number(to) })));
  }
}

const day = secondsOfWeek / 7;

/**
 * TCP flags as the two kinds of packets: those that begin a connection, SYN without FIN, RST and ACK, and all others.
 * Null when the flags of a kind do not all compare alike.
 */
function flagKinds(mask: bigint | null, values: readonly NftValue[]): IntegerSet | null {
  const kinds = [new Set<boolean>(), new Set<boolean>()];
  for (let flags = 0; flags < 256; flags++) {
    const seen = mask === null ? BigInt(flags) : BigInt(flags) & mask;
    const holds = values.some((value) => value.kind === 'numbers' && value.from <= seen && seen <= value.to);
    kinds[(flags & 0x17) === 0x02 ? 0 : 1]?.add(holds);
  }
  if (kinds.some((kind) => kind.size > 1)) return null;
  return [0, 1].filter((kind) => kinds[kind]?.has(true)).map((kind) => ({ from: kind, to: kind }));
}

/** The ports of an ICMP message are its checksum. */
function unclearPorts(space: WireSpace, fields: readonly FieldName[], packets: DiagramNode): string | null {
  if (!fields.some((field) => field.startsWith('th '))) return null;
  const icmp = icmpOf(space.family);
  const messages = packetsWith(space, wireAxes.protocol, [{ from: icmp, to: icmp }]);
  return space.diagrams.intersect(packets, messages) === nothing ? null : 'a port of ICMP messages, which have none';
}
