/**
 * ICMP (RFC 792) and ICMPv6 (RFC 4443): an echo request is an operation, its reply belongs to it. Other messages are
 * operations of their sender, but an error about another packet is no conversation of its own.
 */
import type { ReadingSession } from '../format.ts';
import { absent } from '../observation-sink.ts';
import { createOperationLookup, type KnownOperation } from '../protocols/operation-index.ts';
import { read16 } from './bytes.ts';
import type { Connection, SideNumber } from './connection.ts';
import type { Packet } from './packet.ts';
import type { Reporter } from './reporter.ts';

/** One message; overwritten by the next. */
export interface IcmpMessage {
  type: number;
  kind: 'request' | 'reply' | 'other';
  /** Echo identifier, which tells the conversations of two hosts apart; the type for other messages. */
  identifier: number;
}

export interface IcmpReader {
  /** Reads the message at `packet.start`; null when it is no conversation, which is then counted. */
  echoOf(packet: Packet): IcmpMessage | null;
  count(connection: Connection, side: SideNumber, message: IcmpMessage): void;
}

const icmpv6Protocol = 58;
/** Destination unreachable, source quench, time exceeded, parameter problem. */
const icmpErrors = new Set([3, 4, 11, 12]);
/** ICMPv6 types below this are errors. */
const leastIcmpv6Information = 128;

/** A reader that looks its operations up in the catalogue as `icmp` and `icmpv6`. */
export function createIcmpReader(session: ReadingSession, reporter: Reporter): IcmpReader {
  const { sink, tally, context } = session;
  const message: IcmpMessage = { type: 0, kind: 'other', identifier: 0 };
  const known = new Map<string, readonly KnownOperation[]>();

  function operationsOf(transport: string, type: number): readonly KnownOperation[] {
    const key = `${transport} ${type}`;
    let operations = known.get(key);
    if (operations === undefined) {
      operations = createOperationLookup(context.catalogue, transport, sink)(String(type));
      known.set(key, operations);
    }
    return operations;
  }

  return {
    echoOf(packet) {
      const { bytes, start, end } = packet;
      if (end - start < 8) {
        tally.skip('truncated-packet');
        return null;
      }
      const type = bytes[start] ?? 0;
      const isV6 = packet.protocol === icmpv6Protocol;
      if (isV6 ? type < leastIcmpv6Information : icmpErrors.has(type)) {
        tally.skip('icmp-error');
        return null;
      }
      message.type = type;
      message.kind = kindOf(type, isV6);
      message.identifier = message.kind === 'other' ? type : read16(bytes, start + 4);
      return message;
    },
    count(connection, side, { type, kind }) {
      const asker = kind === 'reply' ? (side === 0 ? 1 : 0) : side;
      connection.client ??= asker;
      // The reply to a request that was seen, and the request of the other side, belong to this conversation.
      if (kind === 'reply' && connection.counted > 0) return;
      const asked = kind === 'reply' ? requestOf(connection.transport) : type;
      connection.protocol ??= protocolOf(connection.transport, type);
      // Neighbour and listener discovery are granted whole: one observation per conversation, made when it ends.
      if (connection.protocol !== connection.transport) return;
      for (const { operation, table } of operationsOf(connection.transport, asked))
        reporter.operation(connection, operation, absent, table, absent, absent, 0);
    },
  };
}

function kindOf(type: number, isV6: boolean): IcmpMessage['kind'] {
  if (type === (isV6 ? 128 : 8)) return 'request';
  return type === (isV6 ? 129 : 0) ? 'reply' : 'other';
}

/** Listener discovery (RFC 3810) and neighbour discovery (RFC 4861) are protocols of their own in the catalogue. */
function protocolOf(transport: string, type: number): string {
  if (transport === 'icmp') return 'icmp';
  if ((type >= 130 && type <= 132) || type === 143) return 'mld';
  return type >= 133 && type <= 137 ? 'ndp' : 'icmpv6';
}

function requestOf(transport: string): number {
  return transport === 'icmpv6' ? 128 : 8;
}
