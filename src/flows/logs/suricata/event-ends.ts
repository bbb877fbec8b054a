/** Who talks to whom in an event, the client first. */
import type { Transport } from '../../../model/catalogue.ts';
import { isServerPort } from '../../../model/catalogue-lookup.ts';
import type { ReadingSession } from '../../format.ts';
import type { Endpoints } from '../../observation-sink.ts';
import type { LogCounter } from '../log-counter.ts';
import type { JsonObject } from '../zeek/json-record.ts';
import { countOf, textOf } from './eve-values.ts';
import { carrierOf } from './event-carrier.ts';

/**
 * What the source of an event is. `client`, `server`: known from what was sent. `supposed-client`, `supposed-server`:
 * what Suricata takes it for, which is wrong when it did not see the beginning. `sender`: sent the packet at hand.
 */
export type SourceRole = 'client' | 'server' | 'supposed-client' | 'supposed-server' | 'sender';

/** The ends of an event. */
export interface EventEnds {
  readonly scope: string | null;
  readonly client: string;
  readonly server: string;
  readonly transport: Transport;
  /** Port of the server, or IP protocol number; null for ICMP. */
  readonly port: number | null;
  /** The event names the server as its source. */
  readonly turned: boolean;
  /** The port of the source had a say, which it has not by being one of a server. */
  readonly bySourcePort: boolean;
}

/** Answers the ends, or a text that says what is wrong. */
export type EndsReader = (row: JsonObject, role: SourceRole) => EventEnds | string;

/** Reads the ends of events of one file. */
export function createEndsReader(session: ReadingSession, counter: LogCounter): EndsReader {
  const { catalogue, scopeOf } = session.context;

  return (row, role) => {
    const source = counter.address(textOf(row['src_ip']));
    const destination = counter.address(textOf(row['dest_ip']));
    if (source === null || destination === null) return 'no addresses in fields `src_ip` and `dest_ip`';
    const carrier = carrierOf(textOf(row['proto']));
    if (carrier === null) return 'no transport in field `proto`';
    const { transport, number } = carrier;
    const scope = scopeOf(vlanOf(row['vlan']));
    if (transport !== 'tcp' && transport !== 'udp') {
      const turned = role === 'server' || role === 'supposed-server';
      const [client, server] = turned ? [destination, source] : [source, destination];
      return { scope, client, server, transport, port: number, turned, bySourcePort: false };
    }
    const sourcePort = portOf(row['src_port']);
    const destinationPort = portOf(row['dest_port']);
    if (sourcePort === null || destinationPort === null) return 'no ports in fields `src_port` and `dest_port`';
    const fromServer = isServerPort(catalogue, transport, sourcePort);
    const toServer = isServerPort(catalogue, transport, destinationPort);
    const rank = (isServer: boolean, port: number): number => (isServer ? (port < firstUnprivileged ? 0 : 1) : 2);
    const lead = rank(toServer, destinationPort) - rank(fromServer, sourcePort);
    const turned = isTurned(role, lead, sourcePort < destinationPort, isGroup(destination));
    const bySourcePort = !fromServer && (turned || (role === 'sender' && !toServer));
    return turned
      ? { scope, client: destination, server: source, transport, port: sourcePort, turned, bySourcePort }
      : { scope, client: source, server: destination, transport, port: destinationPort, turned, bySourcePort };
  };
}

const firstUnprivileged = 1024;

/** Whether the source is the server; `lead` is above 0 when its port says so, and below when that of the other does. */
function isTurned(role: SourceRole, lead: number, isLower: boolean, toGroup: boolean): boolean {
  if (role === 'client') return false;
  if (role === 'server') return true;
  // Who sends to a group is the one that asks.
  if (toGroup) return false;
  if (lead !== 0) return lead > 0;
  return role === 'supposed-server' || (role === 'sender' && isLower);
}

/** Broadcast, or multicast (RFC 1112, RFC 4291 2.7). */
function isGroup(address: string): boolean {
  return address === '255.255.255.255' || /^(?:22[4-9]|23\d)\./.test(address) || address.startsWith('ff');
}

/** The endpoints of a conversation in a protocol. */
export function endpointsOf(ends: EventEnds, protocol: string | null): Endpoints {
  const { scope, client, server, transport, port } = ends;
  return { scope, source: client, destination: server, transport, port, protocol };
}

function portOf(value: unknown): number | null {
  const port = countOf(value);
  return port === null || port > 65_535 ? null : port;
}

/** The outer VLAN: versions before 5 write one number, later ones a list that begins with it. */
export function vlanOf(value: unknown): number | null {
  const vlan = countOf(Array.isArray(value) ? value[0] : value);
  return vlan === null || vlan === 0 || vlan > 4094 ? null : vlan;
}
