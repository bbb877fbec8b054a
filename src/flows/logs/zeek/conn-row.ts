/** What one row of `conn.log` (base/protocols/conn) says about endpoints, service and what is missing. */
import { type Catalogue, protocolLayers, type Transport } from '../../../model/catalogue.ts';
import { isServerPort } from '../../../model/catalogue-lookup.ts';
import { encryptedProtocol, unnamedEncryption } from '../../../model/encrypted-protocol.ts';
import type { ReadingSession } from '../../format.ts';
import { icmpMeaning } from '../../icmp-meaning.ts';
import { absent, type Endpoints } from '../../observation-sink.ts';
import { createOperationLookup, type KnownOperation } from '../../protocols/operation-index.ts';
import { missingOfUndecoded, possibleProtocols } from '../../undecoded.ts';
import type { CountedRow, LogCounter } from '../log-counter.ts';
import type { LogRecord } from '../log-record.ts';

/** A row, read. */
export interface ConnRow {
  readonly counted: CountedRow;
  /** Another log of the run may show the operations of this connection. */
  readonly held: boolean;
  /** The attempt was rejected. */
  readonly refused: boolean;
}

/** Answers the row, `icmp-error` for an error about another packet, or a text that says what is wrong. */
export type ConnRowReader = (record: LogRecord) => ConnRow | 'icmp-error' | string;

/** Reads rows of one file. `shownBy` are the protocols whose operations other logs show. */
export function createConnRowReader(
  session: ReadingSession,
  counter: LogCounter,
  shownBy: ReadonlySet<string>,
): ConnRowReader {
  const { catalogue } = session.context;
  const notShown: KnownOperation = {
    operation: session.sink.operation(null),
    class: 'unknown',
    table: session.sink.table(null),
    hasTable: false,
  };

  function icmpRow(record: LogRecord, endpoints: Endpoints, type: number): ConnRow | 'icmp-error' {
    const transport = endpoints.source.includes(':') ? 'icmpv6' : 'icmp';
    const meaning = icmpMeaning(transport, type);
    if (meaning.kind === 'error') return 'icmp-error';
    const isWhole = meaning.protocol !== transport;
    const lookup = createOperationLookup(catalogue, transport, session.sink);
    const [known = notShown] = isWhole ? [notShown] : lookup(String(meaning.asked));
    const directed = meaning.kind === 'reply' ? swapped(endpoints, null) : endpoints;
    const channel = counter.channel({ ...directed, transport, port: null, protocol: meaning.protocol });
    const missing = isWhole ? missingOfUndecoded(catalogue, meaning.protocol, transport, null) : 0;
    const refused = isRefused(record);
    return { counted: counter.row(channel, known, null, absent, absent, missing), held: false, refused };
  }

  function serviceRow(record: LogRecord, endpoints: Endpoints): ConnRow {
    const { transport, port, protocol } = endpoints;
    const missing = missingOfUndecoded(catalogue, protocol, transport, port);
    const held = possibleProtocols(catalogue, protocol, transport, port).some(({ id }) => shownBy.has(id));
    const counted = counter.row(counter.channel(endpoints), notShown, null, absent, absent, missing);
    return { counted, held, refused: isRefused(record) };
  }

  /** Zeek says that a connection is encrypted, but not what is inside. */
  function withoutEncryption(endpoints: Endpoints): Endpoints {
    const { protocol, transport, port } = endpoints;
    if (protocol !== unnamedEncryption) return endpoints;
    return { ...endpoints, protocol: encryptedProtocol(catalogue, transport, port ?? 0) };
  }

  return (record) => {
    const source = counter.address(record.text('id.orig_h'));
    const destination = counter.address(record.text('id.resp_h'));
    if (source === null || destination === null) return 'no addresses in fields `id.*`';
    const proto = record.text('proto');
    const originatorPort = record.number('id.orig_p');
    const responderPort = record.number('id.resp_p');
    const vlan = record.number('vlan');
    const scope = session.context.scopeOf(vlan === 0 ? null : vlan);
    const protocol = serviceProtocol(catalogue, record.text('service'));
    const base = { scope, source, destination, protocol };
    if (proto === 'icmp') return icmpRow(record, { ...base, transport: 'icmp', port: null }, originatorPort ?? 8);
    if (proto !== 'tcp' && proto !== 'udp')
      return serviceRow(record, { ...base, transport: 'ip', port: record.number('ip_proto') });
    if (originatorPort === null || responderPort === null) return 'no ports in fields `id.*`';
    const endpoints: Endpoints = { ...base, transport: proto, port: responderPort };
    const isTurned = isTurnedAround(catalogue, proto, originatorPort, responderPort, record.text('history'));
    return serviceRow(record, withoutEncryption(isTurned ? swapped(endpoints, originatorPort) : endpoints));
  };
}

/**
 * Zeek takes the sender of the first packet for the originator, which is wrong for a capture that starts in the
 * middle. A history that begins with the originator's SYN is right whatever the ports are.
 */
function isTurnedAround(
  catalogue: Catalogue,
  transport: Transport,
  originatorPort: number,
  responderPort: number,
  history: string | null,
): boolean {
  if (history?.startsWith('S') === true) return false;
  return isServerPort(catalogue, transport, originatorPort) && !isServerPort(catalogue, transport, responderPort);
}

function swapped(endpoints: Endpoints, port: number | null): Endpoints {
  return { ...endpoints, source: endpoints.destination, destination: endpoints.source, port };
}

/** Zeek names several services when one is carried in another; the one nearest to the plant is judged. */
function serviceProtocol(catalogue: Catalogue, service: string | null): string | null {
  if (service === null || service === '') return null;
  let best: string | null = null;
  let bestRank: number = protocolLayers.length;
  for (const name of service.split(',')) {
    const id = catalogue.zeekServices.get(name);
    const layer = id === undefined ? undefined : catalogue.protocols.get(id)?.layer;
    if (id === undefined || layer === undefined) continue;
    const rank = protocolLayers.indexOf(layer);
    if (rank >= bestRank) continue;
    best = id;
    bestRank = rank;
  }
  return best;
}

/** Connection states of Zeek: the attempt was answered with a reset. */
function isRefused(record: LogRecord): boolean {
  return record.text('conn_state') === 'REJ';
}
