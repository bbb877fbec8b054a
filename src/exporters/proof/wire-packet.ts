/** One concrete packet out of a set, as the witness of a difference, in words that a person can act on. */
import type { DiagramNode } from '../../algebra/diagram-runs.ts';
import { formatIpAddress } from '../../algebra/ip-address.ts';
import { findTimedPoint, type Point } from './find-point.ts';
import { icmpOf, sessionAxis, type WireSpace, wireAxes } from './wire-space.ts';

/** The first packet of a conversation. */
export interface WirePacket {
  readonly entry: string;
  readonly source: string;
  readonly exit: string;
  readonly destination: string;
  readonly protocol: number;
  /** Port, or message type of ICMP. */
  readonly port: number;
  /** False for a TCP packet that begins no connection. */
  readonly begins: boolean;
  /** Whether it was sent to another destination, for which the boundary has put this one. */
  readonly translated: boolean;
  readonly content: PacketContent;
  /** Seconds since the epoch. */
  readonly time: number;
  /** Vendor sessions that are open; null where the space has none. */
  readonly sessions: readonly string[] | null;
}

/** What a packet carries behind the header of its transport. */
export interface PacketContent {
  /** Bytes. */
  readonly payload: number;
  readonly urgent: boolean;
  /** As a request of Modbus over TCP; what lies behind the last byte means nothing. */
  readonly identifier: number;
  readonly length: number;
  readonly code: number;
  /** What its byte count says, where its function has one. */
  readonly count: number;
}

/** A point of a set whose date and day of the week go together; null when there is none, so that the set is empty. */
export function findPoint({ diagrams }: WireSpace, set: DiagramNode): Point | null {
  return findTimedPoint(diagrams, set, [0, 0, 0, 0, 6, 0, 40_000, 0, 0, 0, 0, 0, 0, 0, 0]);
}

/** A point in the words of a witness. */
export function packetAt({ family, addresses, interfaces, sessions }: WireSpace, point: Point): WirePacket {
  const at = (axis: number): number => point[axis] ?? 0;
  const address = (axis: number): string => formatIpAddress({ family, value: addresses[at(axis)] ?? 0n });
  return {
    entry: interfaces[at(wireAxes.entry)] ?? 'another interface',
    source: address(wireAxes.source),
    exit: interfaces[at(wireAxes.exit)] ?? 'another interface',
    destination: address(wireAxes.destination),
    protocol: at(wireAxes.protocol),
    port: at(wireAxes.port),
    begins: at(wireAxes.protocol) !== 6 || at(wireAxes.flags) === 0,
    translated: at(wireAxes.translated) === 1,
    content: {
      payload: at(wireAxes.payload),
      urgent: at(wireAxes.urgent) === 1,
      identifier: at(wireAxes.identifier),
      length: at(wireAxes.length),
      code: at(wireAxes.code),
      count: at(wireAxes.count),
    },
    time: at(wireAxes.moment),
    sessions: sessions.length === 0 ? null : sessions.filter((_, index) => at(sessionAxis(index)) === 1),
  };
}

/** `10.0.0.1 behind eth0 -> 10.1.0.5 behind eth1, tcp 502, at 2026-08-03T12:00:00Z`. */
export function formatPacket(space: WireSpace, packet: WirePacket): string {
  const { entry, source, exit, destination, protocol, port, begins, translated, content, time, sessions } = packet;
  const at = new Date(time * 1000).toISOString().replace('.000', '');
  const words = `${service(space, protocol, port)}${begins ? '' : ' without SYN'}${contentWords(content)}${translated ? ', translated' : ''}`;
  return `${source} behind ${entry} -> ${destination} behind ${exit}, ${words}, at ${at}${sessionWords(sessions)}`;
}

/** Nothing for a packet without a payload. */
function contentWords({ payload, urgent, identifier, length, code, count }: PacketContent): string {
  const words = urgent ? ' with urgent data' : '';
  if (payload === 0) return words;
  if (payload < 8) return `${words} with ${payload} bytes`;
  const claims = [
    ...(identifier === 0 ? [] : [`protocol ${identifier}`]),
    `length ${length}`,
    ...(payload < 13 || count === 0 ? [] : [`count ${count}`]),
  ];
  return `${words} with ${payload} bytes, modbus function ${code}, ${claims.join(', ')}`;
}

function sessionWords(sessions: WirePacket['sessions']): string {
  if (sessions === null) return '';
  return sessions.length === 0 ? ', with no session open' : `, with a session open: ${sessions.join(', ')}`;
}

/** `tcp`, `icmp type`, `ip protocol 47`. */
export function protocolWord({ family }: WireSpace, protocol: number): string {
  if (protocol === 6) return 'tcp';
  if (protocol === 17) return 'udp';
  if (protocol === icmpOf(family)) return `${family === 4 ? 'icmp' : 'icmpv6'} type`;
  return `ip protocol ${protocol}`;
}

function service(space: WireSpace, protocol: number, port: number): string {
  const word = protocolWord(space, protocol);
  return word.startsWith('ip ') ? word : `${word} ${port}`;
}
