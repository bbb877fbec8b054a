/** One concrete packet out of a set, as the witness of a difference, in words that a person can act on. */
import type { DiagramEdge } from '../../algebra/diagram.ts';
import { type DiagramNode, everything, nothing } from '../../algebra/diagram-runs.ts';
import { formatIpAddress } from '../../algebra/ip-address.ts';
import { icmpOf, secondsOfWeek, sessionAxis, type WireSpace, wireAxes } from './wire-space.ts';

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
  /** Seconds since the epoch. */
  readonly time: number;
  /** Vendor sessions that are open; null where the space has none. */
  readonly sessions: readonly string[] | null;
}

/** A point of the space, one value for each axis. */
export type WirePoint = readonly number[];

/** A moment that is shown when any does: Monday, 2026-08-03, 12:00 UTC. */
const anyMoment = 1_785_758_400;
/** Midnight of the epoch was on a Thursday. */
const epochInWeek = 4 * 86_400;

/** A point of a set whose date and day of the week go together; null when there is none, so that the set is empty. */
export function findPoint(space: WireSpace, set: DiagramNode): WirePoint | null {
  const { diagrams } = space;
  const dead = new Set<DiagramNode>();
  const point: number[] = [];
  let end: readonly number[] | null = null;
  const visit = (node: DiagramNode): boolean => {
    if (node === nothing || dead.has(node)) return false;
    const axis = node === everything ? wireAxes.moment : diagrams.axisOf(node);
    if (axis >= wireAxes.moment) {
      end = findMoment(space, node);
      if (end === null) dead.add(node);
      return end !== null;
    }
    for (const { from, child } of diagrams.edgesOf(node)) {
      point[axis] = from;
      if (visit(child)) return true;
    }
    dead.add(node);
    delete point[axis];
    return false;
  };
  if (!visit(set) || end === null) return null;
  const defaults: readonly number[] = [0, 0, 0, 0, 6, 0, 40_000, 0];
  return [...defaults.map((value, axis) => point[axis] ?? value), ...end];
}

/** A point in the words of a witness. */
export function packetAt({ family, addresses, interfaces, sessions }: WireSpace, point: WirePoint): WirePacket {
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
    time: at(wireAxes.moment),
    sessions: sessions.length === 0 ? null : sessions.filter((_, index) => at(sessionAxis(index)) === 1),
  };
}

/** `10.0.0.1 behind eth0 -> 10.1.0.5 behind eth1, tcp 502, at 2026-08-03T12:00:00Z`. */
export function formatPacket(space: WireSpace, packet: WirePacket): string {
  const { entry, source, exit, destination, protocol, port, begins, time, sessions } = packet;
  const at = new Date(time * 1000).toISOString().replace('.000', '');
  const words = `${service(space, protocol, port)}${begins ? '' : ' without SYN'}`;
  return `${source} behind ${entry} -> ${destination} behind ${exit}, ${words}, at ${at}${sessionWords(sessions)}`;
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

/** Values of the axes from the date on. */
function findMoment(space: WireSpace, node: DiagramNode): readonly number[] | null {
  if (node === everything) return [anyMoment, weekOf(anyMoment), ...space.sessions.map(() => 0)];
  for (const date of edgesOn(space, node, wireAxes.moment)) {
    for (const week of edgesOn(space, date.child, wireAxes.week)) {
      const wait = (week.from - weekOf(date.from) + secondsOfWeek) % secondsOfWeek;
      const inside = wait + (week.to - week.from) >= secondsOfWeek;
      const time = inside ? date.from : date.from + wait;
      if (time <= date.to) return [time, weekOf(time), ...findSessions(space, week.child)];
    }
  }
  return null;
}

/** The sessions that must be open. */
function findSessions(space: WireSpace, node: DiagramNode): readonly number[] {
  let at = node;
  return space.sessions.map((_, index) => {
    const [edge] = edgesOn(space, at, sessionAxis(index));
    at = edge?.child ?? everything;
    return edge?.from ?? 0;
  });
}

/** Edges of a node that may not ask for the axis. */
function edgesOn({ diagrams }: WireSpace, node: DiagramNode, axis: number): readonly DiagramEdge[] {
  if (node !== everything && diagrams.axisOf(node) === axis) return diagrams.edgesOf(node);
  return [{ from: 0, to: (diagrams.sizes[axis] ?? 1) - 1, child: node }];
}

function weekOf(time: number): number {
  return (time + epochInWeek) % secondsOfWeek;
}
