/** Finds out which protocol a connection speaks and feeds its bytes to the decoder of that protocol. */
import type { ReadingSession } from '../format.ts';
import { absent } from '../observation-sink.ts';
import type { Dialogue, OperationOutput, Recognition } from '../protocols/decoder.ts';
import { type Connection, changePlaces, type SideNumber } from './connection.ts';
import { guessClient } from './direction.ts';
import { createDecoderFinder, type ReadyDecoder, type Recognised } from './recognition.ts';
import type { Reporter } from './reporter.ts';
import { type FoundService, findService } from './service-finder.ts';

export interface Dialogues {
  /** Takes payload that `side` sent, in order; answers where the unread rest of an incomplete message begins. */
  feed(connection: Connection, side: SideNumber, bytes: Uint8Array, start: number, end: number): number;
  /** The decoder of what an Ethernet frame carries behind its EtherType; null when none knows it. */
  recogniseFrame(etherType: number, bytes: Uint8Array, start: number, end: number): Recognised | null;
  /** Takes a frame that `recogniseFrame` has recognised. */
  feedFrame(
    connection: Connection,
    side: SideNumber,
    recognised: Recognised,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void;
  /** A datagram was not captured whole: what it asks for is not known, unless another one shows the protocol. */
  giveUp(connection: Connection): void;
  /** Bytes that `side` sent were not captured. */
  lost(connection: Connection, side: SideNumber): void;
  /** Reports what a connection was, if nothing in it has been counted. */
  close(connection: Connection): void;
}

/** Pieces of payload that are tried before a connection counts as one that no decoder knows. */
const mostStrangePieces = 8;
/** Stations that are remembered for having asked. */
const mostAskers = 65_536;
/** Fewer bytes than this may be too few to tell; more never are. */
const enoughToTell = 512;

/** Dialogues over the decoders of the registry. */
export function createDialogues(session: ReadingSession, reporter: Reporter): Dialogues {
  const { context, sink } = session;
  const finder = createDecoderFinder(session);
  const connect = sink.operation({ class: 'session', code: 'connect', name: 'connect' });
  const payload = sink.operation({ class: 'unknown', code: 'payload', name: null });
  const noTable = sink.table(null);
  /** Stations that have asked something in a frame. */
  const askers = new Set<string>();

  function unreadable(connection: Connection): void {
    reporter.operation(connection, payload, absent, noTable, absent, absent, 0);
  }

  function createOutput(connection: Connection): OperationOutput {
    const { refuse, answered } = reporter;
    const answersElsewhere = () => reporter.answersElsewhere(connection);
    const { toGroup } = connection;
    const shared = { refuse, answered, answersElsewhere, toGroup, unreadable: () => unreadable(connection) };
    return {
      ...shared,
      operation: (operation, unit, table, first, count, missing) =>
        reporter.operation(connection, operation, unit, table, first, count, missing),
      concealed: () => reporter.concealed(connection),
      identify: (subject, unit, field, value) => reporter.identify(connection, subject, unit, field, value),
      turnAround() {
        if (connection.toGroup) return false;
        changePlaces(connection);
        return true;
      },
      become(protocol) {
        connection.protocol = protocol;
        reporter.rename(connection);
      },
      opened: (operation) => reporter.whole(connection, operation),
      reverse: {
        ...shared,
        operation(operation, unit, table, first, count, missing) {
          changePlaces(connection);
          const slot = reporter.operation(connection, operation, unit, table, first, count, missing);
          changePlaces(connection);
          return slot;
        },
        concealed() {
          changePlaces(connection);
          const slot = reporter.concealed(connection);
          changePlaces(connection);
          return slot;
        },
        identify(subject, unit, field, value) {
          const other = subject === 'client' ? 'server' : subject === 'server' ? 'client' : subject;
          reporter.identify(connection, other, unit, field, value);
        },
      },
    };
  }

  function begin(connection: Connection, chosen: ReadyDecoder, client: SideNumber): Dialogue {
    const output = createOutput(connection);
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
    const found = finder.find(connection, bytes, start, end);
    if (found !== null && found !== 'more')
      return begin(connection, found.chosen, clientOf(connection, side, found.sender));
    const service = findService(connection, context.catalogue, bytes, start, end);
    if (service !== null) {
      beginService(connection, side, service);
      return null;
    }
    if (found === 'more' && connection.transport === 'tcp' && end - start < enoughToTell) return 'more';
    const expected = finder.expected(connection);
    if (expected !== null) return beginInTheMiddle(connection, expected);
    connection.strange++;
    if (connection.strange >= mostStrangePieces) connection.reading = 'opaque';
    return null;
  }

  /** A service is granted whole: nothing more is read of it. */
  function beginService(connection: Connection, side: SideNumber, { protocol, sender, facts }: FoundService): void {
    connection.protocol = protocol;
    connection.client = sender === 'either' ? null : clientOf(connection, side, sender);
    connection.reading = 'opaque';
    if (facts.length === 0) return;
    const client = connection.client ?? guessClient(connection, context.catalogue);
    for (const { about, field, value } of facts) {
      const isClient = (about === 'sender') === (side === client);
      const subject = typeof about === 'object' ? about : isClient ? 'client' : 'server';
      reporter.identify({ ...connection, client }, subject, absent, field, value);
    }
  }

  /** The port speaks for a protocol that these bytes do not show: garbage, or the capture began inside a message. */
  function beginInTheMiddle(connection: Connection, expected: ReadyDecoder): Dialogue {
    const dialogue = begin(connection, expected, connection.client ?? guessClient(connection, context.catalogue));
    if (connection.transport === 'tcp' && connection.asker === null) {
      dialogue.lost('client');
      dialogue.lost('server');
    }
    return dialogue;
  }

  /** In frames that both sides send alike, who has asked before in any protocol is the client. */
  function frameClient(connection: Connection, side: SideNumber, sender: Recognition): SideNumber {
    const [first, second] = connection.addresses.map((address) => askers.has(address));
    if (sender !== 'either' || first === second) return clientOf(connection, side, sender);
    return first === true ? 0 : 1;
  }

  function clientOf(connection: Connection, side: SideNumber, sender: Recognition): SideNumber {
    // A group asks for nothing.
    if (sender === 'client' || connection.toGroup) return side;
    if (sender === 'server') return side === 0 ? 1 : 0;
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
      unreadable(connection);
      return end;
    },
    recogniseFrame: finder.findForFrame,
    feedFrame(connection, side, { chosen, sender }, bytes, start, end) {
      if (sender === 'client' && askers.size < mostAskers) askers.add(connection.addresses[side]);
      const dialogue = connection.dialogue ?? begin(connection, chosen, frameClient(connection, side, sender));
      const rest = side === connection.client ? dialogue.client(bytes, start, end) : dialogue.server(bytes, start, end);
      if (rest < end) unreadable(connection);
    },
    giveUp(connection) {
      connection.hidden = true;
      if (connection.reading === 'recognising') connection.reading = 'opaque';
    },
    lost(connection, side) {
      connection.hidden = true;
      connection.dialogue?.lost(side === connection.client ? 'client' : 'server');
    },
    close(connection) {
      connection.dialogue?.end?.();
      if (connection.counted > 0) return;
      if (connection.client === null) connection.client = guessClient(connection, context.catalogue);
      if (connection.hidden) {
        reporter.connection(connection);
        return;
      }
      const expected = connection.reading === 'recognising' ? finder.expected(connection) : null;
      if (expected !== null) {
        connection.protocol = expected.decoder.protocol;
        reporter.rename(connection);
        reporter.whole(connection, connection.carried ? payload : connect);
      } else if (connection.dialogue !== null) reporter.whole(connection, payload);
      else reporter.connection(connection);
    },
  };
}
