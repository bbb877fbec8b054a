/** One concrete packet out of a set, as the witness of a difference, in words that a person can act on. */
import { type DiagramNode, everything, nothing } from '../../algebra/diagram-runs.ts';
import { formatIpAddress } from '../../algebra/ip-address.ts';
import { icmpOf, lastMoment, secondsOfWeek, type WireSpace, wireAxes } from './wire-space.ts';

/** The first packet of a conversation. */
export interface WirePacket {
  readonly entry: string;
  readonly source: string;
  readonly exit: string;
  readonly destination: string;
  readonly protocol: number;
  /** Port, or message type of ICMP. */
  readonly port: number;
  /** Seconds since the epoch. */
  readonly time: number;
}

/** A point of the space, one value for each axis. */
export type WirePoint = readonly number[];

/** A moment that is shown when any does: Monday, 2026-08-03, 12:00 UTC. */
const anyMoment = 1_785_758_400;
/** Midnight of the epoch was on a Thursday. */
const epochInWeek = 4 * 86_400;

/** A point of a set whose date and day of the week go together; null when there is none, so that the set is empty. */
export function findPoint({ diagrams }: WireSpace, set: DiagramNode): WirePoint | null {
  const dead = new Set<DiagramNode>();
  const point: number[] = [];
  const visit = (node: DiagramNode): boolean => {
    if (node === nothing || dead.has(node)) return false;
    const axis = node === everything ? wireAxes.moment : diagrams.axisOf(node);
    if (axis >= wireAxes.moment) {
      const time = findMoment(diagrams, node);
      if (time !== null) point[wireAxes.moment] = time;
      else dead.add(node);
      return time !== null;
    }
    for (const { from, child } of diagrams.edgesOf(node)) {
      point[axis] = from;
      if (visit(child)) return true;
    }
    dead.add(node);
    delete point[axis];
    return false;
  };
  if (!visit(set)) return null;
  const defaults: readonly number[] = [0, 0, 0, 0, 6, 0, 40_000, 0];
  const whole = defaults.map((value, axis) => point[axis] ?? value);
  const time = point[wireAxes.moment] ?? anyMoment;
  return [...whole, time, (time + epochInWeek) % secondsOfWeek];
}

/** A point in the words of a witness. */
export function packetAt({ family, addresses, interfaces }: WireSpace, point: WirePoint): WirePacket {
  const at = (axis: number): number => point[axis] ?? 0;
  const address = (axis: number): string => formatIpAddress({ family, value: addresses[at(axis)] ?? 0n });
  return {
    entry: interfaces[at(wireAxes.entry)] ?? 'another interface',
    source: address(wireAxes.source),
    exit: interfaces[at(wireAxes.exit)] ?? 'another interface',
    destination: address(wireAxes.destination),
    protocol: at(wireAxes.protocol),
    port: at(wireAxes.port),
    time: at(wireAxes.moment),
  };
}

/** `10.0.0.1 behind eth0 -> 10.1.0.5 behind eth1, tcp 502, at 2026-08-03T12:00:00Z`. */
export function formatPacket(space: WireSpace, packet: WirePacket): string {
  const { entry, source, exit, destination, protocol, port, time } = packet;
  const at = new Date(time * 1000).toISOString().replace('.000', '');
  return `${source} behind ${entry} -> ${destination} behind ${exit}, ${service(space, protocol, port)}, at ${at}`;
}

function service({ family }: WireSpace, protocol: number, port: number): string {
  if (protocol === 6) return `tcp ${port}`;
  if (protocol === 17) return `udp ${port}`;
  if (protocol === icmpOf(family)) return `${family === 4 ? 'icmp' : 'icmpv6'} type ${port}`;
  return `ip protocol ${protocol}`;
}

function findMoment(diagrams: WireSpace['diagrams'], node: DiagramNode): number | null {
  if (node === everything) return anyMoment;
  const dates =
    diagrams.axisOf(node) === wireAxes.moment ? diagrams.edgesOf(node) : [{ from: 0, to: lastMoment, child: node }];
  for (const { from, to, child } of dates) {
    const weeks = child === everything ? [{ from: 0, to: secondsOfWeek - 1 }] : diagrams.edgesOf(child);
    for (const week of weeks) {
      const wait = (week.from - ((from + epochInWeek) % secondsOfWeek) + secondsOfWeek) % secondsOfWeek;
      const inside = wait + (week.to - week.from) >= secondsOfWeek;
      const time = inside ? from : from + wait;
      if (time <= to) return time;
    }
  }
  return null;
}
