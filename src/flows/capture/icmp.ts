/** Counts ICMP and ICMPv6 messages: one operation per echo request, one observation per conversation for the rest. */
import type { ReadingSession } from '../format.ts';
import { type IcmpMeaning, type IcmpTransport, icmpMeaning } from '../icmp-meaning.ts';
import { absent } from '../observation-sink.ts';
import { createOperationLookup, type KnownOperation } from '../protocols/operation-index.ts';
import { read16 } from './bytes.ts';
import type { Connection, SideNumber } from './connection.ts';
import type { Packet } from './packet.ts';
import type { Reporter } from './reporter.ts';

/** One message; overwritten by the next. */
interface IcmpMessage {
  transport: IcmpTransport;
  meaning: IcmpMeaning;
  /** Echo identifier, which tells the conversations of two hosts apart; the type for other messages. */
  identifier: number;
}

export interface IcmpReader {
  /** Reads the message at `packet.start`; null when it is no conversation, which is then counted as skipped. */
  read(packet: Packet): IcmpMessage | null;
  count(connection: Connection, side: SideNumber, message: IcmpMessage): void;
}

const icmpv6Protocol = 58;

/** A reader that looks its operations up in the catalogue as `icmp` and `icmpv6`. */
export function createIcmpReader(session: ReadingSession, reporter: Reporter): IcmpReader {
  const { sink, tally, context } = session;
  const message: IcmpMessage = { transport: 'icmp', meaning: icmpMeaning('icmp', 8), identifier: 0 };
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
    read(packet) {
      const { bytes, start, end } = packet;
      if (end - start < 8) {
        tally.skip('truncated-packet');
        return null;
      }
      const type = bytes[start] ?? 0;
      message.transport = packet.protocol === icmpv6Protocol ? 'icmpv6' : 'icmp';
      message.meaning = icmpMeaning(message.transport, type);
      if (message.meaning.kind === 'error') {
        tally.skip('icmp-error');
        return null;
      }
      message.identifier = message.meaning.kind === 'other' ? type : read16(bytes, start + 4);
      return message;
    },
    count(connection, side, { transport, meaning }) {
      const isReply = meaning.kind === 'reply';
      connection.client ??= isReply ? (side === 0 ? 1 : 0) : side;
      connection.protocol ??= meaning.protocol;
      // What is granted whole is reported once, when the conversation ends.
      if (connection.protocol !== transport || (isReply && connection.counted > 0)) return;
      for (const { operation, table } of operationsOf(transport, meaning.asked))
        reporter.operation(connection, operation, absent, table, absent, absent, 0);
    },
  };
}
