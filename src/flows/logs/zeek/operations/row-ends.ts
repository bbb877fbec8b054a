/**
 * Who sent a row to whom. Zeek takes the sender of the first packet for the originator, which is wrong for a capture
 * that starts in the middle; logs that name the sender of each message are believed before that.
 */
import type { Catalogue, Transport } from '../../../../model/catalogue.ts';
import { isServerPort } from '../../../../model/catalogue-lookup.ts';
import type { LogRecord } from '../../log-record.ts';

/** One side of a row. */
export interface RowEnd {
  /** Canonical. */
  readonly address: string;
  /** Null on Ethernet. */
  readonly port: number | null;
}

/** The two sides of a row, twice: of its message and of its connection. */
export interface RowEnds {
  /** Null when the row does not say who sent it. */
  readonly sender: RowEnd | null;
  readonly receiver: RowEnd | null;
  readonly client: RowEnd;
  readonly server: RowEnd;
  readonly transport: Transport;
}

/** The fields that are looked at, whatever the log. */
export const endFields: readonly string[] =
  'uid id.orig_h id.orig_p id.resp_h id.resp_p is_orig source_h source_p destination_h destination_p proto protocol src_mac dst_mac srcmac dstmac'.split(
    ' ',
  );

/** Reads the sides of one row; null when it does not name two addresses. */
export function readRowEnds(
  record: LogRecord,
  addressOf: (text: string | null) => string | null,
  transport: Transport,
  catalogue: Catalogue,
): RowEnds | null {
  if (transport === 'ethernet') return readStations(record, addressOf);
  const said = record.text('proto') ?? record.text('protocol');
  const own = said === 'tcp' || said === 'udp' ? said : transport;
  const end = (address: string, port: string): RowEnd | null => {
    const canonical = addressOf(record.text(address));
    const number = record.number(port);
    return canonical === null || number === null ? null : { address: canonical, port: number };
  };
  const originator = end('id.orig_h', 'id.orig_p');
  const responder = end('id.resp_h', 'id.resp_p');
  const source = end('source_h', 'source_p');
  const destination = end('destination_h', 'destination_p');
  const first = originator ?? source;
  const second = responder ?? destination;
  if (first === null || second === null) return null;
  const isTurned = isTurnedAround(catalogue, own, first.port, second.port);
  const ends = { client: isTurned ? second : first, server: isTurned ? first : second, transport: own };
  if (source !== null && destination !== null) return { ...ends, sender: source, receiver: destination };
  const isOriginator = record.text('is_orig');
  if (isOriginator === 'T') return { ...ends, sender: first, receiver: second };
  if (isOriginator === 'F') return { ...ends, sender: second, receiver: first };
  return { ...ends, sender: null, receiver: null };
}

function readStations(record: LogRecord, addressOf: (text: string | null) => string | null): RowEnds | null {
  const source = addressOf(record.text('src_mac') ?? record.text('srcmac'));
  const destination = addressOf(record.text('dst_mac') ?? record.text('dstmac'));
  if (source === null || destination === null) return null;
  const sender = { address: source, port: null };
  const receiver = { address: destination, port: null };
  return { sender, receiver, client: sender, server: receiver, transport: 'ethernet' };
}

/** First of the ports that clients use for themselves (RFC 6335 6). */
const firstDynamicPort = 49_152;

/** A client has a port of its own choice: where only the originator's is known or low, the originator is the server. */
function isTurnedAround(
  catalogue: Catalogue,
  transport: Transport,
  originator: number | null,
  responder: number | null,
): boolean {
  if (originator === null || responder === null) return false;
  const isKnown = isServerPort(catalogue, transport, originator);
  if (isKnown !== isServerPort(catalogue, transport, responder)) return isKnown;
  return !isKnown && originator < firstDynamicPort && responder >= firstDynamicPort;
}
