/** Two ends of flows and the services that they use with each other, each looked up once. */
import type { BoundaryDrop } from '../../model/boundary-drop.ts';
import type { Transport } from '../../model/catalogue.ts';
import { addressText } from '../capture/addresses.ts';
import type { SideNumber } from '../capture/connection.ts';
import type { ReadingSession } from '../format.ts';
import type { IcmpMeaning } from '../icmp-meaning.ts';
import type { Channel } from '../observation-sink.ts';
import { createOperationLookup } from '../protocols/operation-index.ts';
import { missingOfUndecoded } from '../undecoded.ts';
import type { FlowRecord } from './flow-record.ts';

export interface FlowPair {
  readonly transport: Transport;
  readonly scope: string | null;
  /** What a boundary did with their packets; null for packets that were seen on their way. */
  readonly drop: BoundaryDrop | null;
  readonly addresses: readonly [string, string];
  /** The number that `ip` and `ethernet` conversations carry in place of a port. */
  readonly protocolNumber: number | null;
  readonly services: Map<number, FlowService>;
}

/** A service in the numbers of the sink, and where it was counted last. */
export interface FlowService {
  readonly channel: Channel;
  readonly operation: number;
  /** Mask of `missingBits`, for records that say their time. */
  readonly missing: number;
  /** The time bucket in which it was counted last, and the slot there. */
  bucket: number;
  slot: number;
}

/** A pair with the ends of a record that `side` sent. */
export function createFlowPair(
  record: FlowRecord,
  side: SideNumber,
  transport: Transport,
  { scope, drop }: Pick<FlowPair, 'scope' | 'drop'>,
): FlowPair {
  const source = addressText(record.family, record.source);
  const destination = addressText(record.family, record.destination);
  return {
    transport,
    scope,
    drop,
    addresses: side === 0 ? [source, destination] : [destination, source],
    protocolNumber: transport === 'ip' || transport === 'ethernet' ? record.protocol : null,
    services: new Map(),
  };
}

/** The service of a pair whose client is known: `port` is the server's, or the type that ICMP asks with. */
export type ServiceFinder = (pair: FlowPair, client: SideNumber, port: number, icmp: IcmpMeaning | null) => FlowService;

/** Services of one pair that are remembered; a scan of ports makes it forget them. */
const mostServices = 64;

/** A finder for one file. */
export function createServiceFinder({ sink, context }: ReadingSession): ServiceFinder {
  const notShown = sink.operation(null);
  const lookups = {
    icmp: createOperationLookup(context.catalogue, 'icmp', sink),
    icmpv6: createOperationLookup(context.catalogue, 'icmpv6', sink),
  };

  function describe(pair: FlowPair, client: SideNumber, asked: number, icmp: IcmpMeaning | null): FlowService {
    const { transport, scope, drop, addresses, protocolNumber } = pair;
    const isIcmp = transport === 'icmp' || transport === 'icmpv6';
    const protocol = icmp?.protocol ?? (isIcmp ? transport : null);
    const port = transport === 'tcp' || transport === 'udp' ? asked : protocolNumber;
    const server: SideNumber = client === 0 ? 1 : 0;
    const ends = { scope, source: addresses[client], destination: addresses[server] };
    // What is granted whole, such as neighbour discovery, has no operations of ICMPv6.
    const known = isIcmp && icmp !== null && protocol === transport ? lookups[transport](String(icmp.asked)) : [];
    return {
      channel: sink.channel({ ...ends, transport, port, protocol, drop }),
      operation: known[0]?.operation ?? notShown,
      missing: known.length > 0 ? 0 : missingOfUndecoded(context.catalogue, protocol, transport, port),
      bucket: Number.NaN,
      slot: 0,
    };
  }

  return (pair, client, port, icmp) => {
    const key = port * 2 + client;
    let service = pair.services.get(key);
    if (service !== undefined) return service;
    service = describe(pair, client, port, icmp);
    if (pair.services.size >= mostServices) pair.services.clear();
    pair.services.set(key, service);
    return service;
  };
}
