/** Finds out which protocol a connection speaks and feeds its bytes to the decoder of that protocol. */
import type { Protocol, Transport } from '../../model/catalogue.ts';
import { isServerPort, protocolsByPort } from '../../model/catalogue-lookup.ts';
import type { ReadingSession } from '../format.ts';
import { absent } from '../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../protocols/decoder.ts';
import { createOperationLookup } from '../protocols/operation-index.ts';
import { decoders } from '../protocols/registry.ts';
import { recogniseBanner } from './banner.ts';
import type { Connection, SideNumber } from './connection.ts';
import { guessClient } from './direction.ts';
import type { Reporter } from './reporter.ts';

export interface Dialogues {
  /** Takes payload that `side` sent, in order; answers where the unread rest of an incomplete message begins. */
  feed(connection: Connection, side: SideNumber, bytes: Uint8Array, start: number, end: number): number;
  /** A datagram was not captured whole: what it asks for is not known, unless another one shows the protocol. */
  giveUp(connection: Connection): void;
  /** Bytes that `side` sent were not captured. */
  lost(connection: Connection, side: SideNumber): void;
  /** Reports what a connection was, if nothing in it has been counted. */
  close(connection: Connection): void;
}

/** A decoder that has looked up its operations. */
interface ReadyDecoder {
  readonly decoder: Decoder;
  readonly open: (output: OperationOutput) => Dialogue;
}

/** Pieces of payload that are tried before a connection counts as one that no decoder knows. */
const mostStrangePieces = 8;
/** Fewer bytes than this may be too few to tell; more never are. */
const enoughToTell = 512;

/** Dialogues over the decoders of the registry. */
export function createDialogues(session: ReadingSession, reporter: Reporter): Dialogues {
  const { context, sink } = session;
  const ready: readonly ReadyDecoder[] = decoders.map((decoder) => ({
    decoder,
    open: decoder.prepare(createOperationLookup(context.catalogue, decoder.protocol, sink)),
  }));
  const connect = sink.operation({ class: 'session', code: 'connect', name: 'connect' });
  const payload = sink.operation({ class: 'unknown', code: 'payload', name: null });
  const noTable = sink.table(null);

  /** The decoder of the protocol that the catalogue expects at the server's port. */
  function expected(connection: Connection): ReadyDecoder | null {
    const client = connection.client ?? guessClient(connection, context.catalogue);
    const port = connection.ports[client === 0 ? 1 : 0];
    if (!isServerPort(context.catalogue, connection.transport, port)) return null;
    for (const id of protocolsByPort(context.catalogue, connection.transport, port)) {
      const found = ready.find(({ decoder }) => speaks(decoder, id, connection));
      if (found !== undefined && isReadable(context.catalogue.protocols.get(id), connection.transport, port))
        return found;
    }
    return null;
  }

  function begin(connection: Connection, chosen: ReadyDecoder, client: SideNumber): Dialogue {
    const output: OperationOutput = {
      operation: (operation, unit, table, first, count, missing) =>
        reporter.operation(connection, operation, unit, table, first, count, missing),
      refuse: reporter.refuse,
      answered: reporter.answered,
      unreadable() {
        reporter.operation(connection, payload, absent, noTable, absent, absent, 0);
      },
    };
    connection.client = client;
    connection.protocol = chosen.decoder.protocol;
    connection.reading = 'dialogue';
    connection.dialogue = chosen.open(output);
    reporter.rename(connection);
    return connection.dialogue;
  }

  /** Answers the dialogue once it is clear, `more` while there are too few bytes, null for other payload. */
  function recognise(
    connection: Connection,
    side: SideNumber,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Dialogue | 'more' | null {
    const port = expected(connection);
    const candidates = port === null ? ready : [port, ...ready.filter((other) => other !== port)];
    let undecided = false;
    for (const candidate of candidates) {
      if (!candidate.decoder.transports.includes(connection.transport)) continue;
      const answer = candidate.decoder.probe(bytes, start, end);
      if (answer === 'more') undecided = true;
      else if (answer !== 'no') return begin(connection, candidate, clientOf(connection, side, answer));
    }
    const banner = recogniseBanner(bytes, start, end, side);
    if (banner !== null) {
      connection.protocol = banner.protocol;
      connection.client = banner.client;
      connection.reading = 'opaque';
      return null;
    }
    if (undecided && connection.transport === 'tcp' && end - start < enoughToTell) return 'more';
    if (port !== null) return beginInTheMiddle(connection, port);
    connection.strange++;
    if (connection.strange >= mostStrangePieces) connection.reading = 'opaque';
    return null;
  }

  /** The port speaks for a protocol that these bytes do not show: garbage, or the capture began inside a message. */
  function beginInTheMiddle(connection: Connection, port: ReadyDecoder): Dialogue {
    const dialogue = begin(connection, port, connection.client ?? guessClient(connection, context.catalogue));
    if (connection.transport === 'tcp' && connection.asker === null) {
      dialogue.lost('client');
      dialogue.lost('server');
    }
    return dialogue;
  }

  function clientOf(connection: Connection, side: SideNumber, answer: Recognition): SideNumber {
    if (answer === 'client') return side;
    if (answer === 'server') return side === 0 ? 1 : 0;
    return guessClient(connection, context.catalogue);
  }

  return {
    feed(connection, side, bytes, start, end) {
      connection.carried = true;
      if (connection.reading === 'opaque') return end;
      let dialogue = connection.dialogue;
      if (dialogue === null) {
        const answer = recognise(connection, side, bytes, start, end);
        if (answer === 'more') return start;
        if (answer === null) return end;
        dialogue = answer;
      }
      const rest = side === connection.client ? dialogue.client(bytes, start, end) : dialogue.server(bytes, start, end);
      if (rest >= end || connection.transport === 'tcp') return rest;
      // A datagram ends with its last message.
      reporter.operation(connection, payload, absent, noTable, absent, absent, 0);
      return end;
    },
    giveUp(connection) {
      if (connection.reading === 'recognising') connection.reading = 'opaque';
    },
    lost(connection, side) {
      connection.dialogue?.lost(side === connection.client ? 'client' : 'server');
    },
    close(connection) {
      if (connection.counted > 0) return;
      if (connection.client === null) connection.client = guessClient(connection, context.catalogue);
      const port = connection.reading === 'recognising' ? expected(connection) : null;
      if (port !== null) {
        connection.protocol = port.decoder.protocol;
        reporter.rename(connection);
        reporter.whole(connection, connection.carried ? payload : connect);
      } else if (connection.dialogue !== null) reporter.whole(connection, payload);
      else reporter.connection(connection);
    },
  };
}

/** False for the encrypted form of a protocol, which shows no operations. */
function isReadable(protocol: Protocol | undefined, transport: Transport, port: number): boolean {
  return (protocol?.services ?? []).some(
    (service) =>
      service.transport === transport &&
      !service.encrypted &&
      service.ports.some((range) => port >= range.from && port <= range.to),
  );
}

function speaks(decoder: Decoder, id: string, connection: Connection): boolean {
  return decoder.protocol === id && decoder.transports.includes(connection.transport);
}
