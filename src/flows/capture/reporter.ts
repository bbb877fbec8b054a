/** Counts what connections do, at the time and frame of the packet that is being read. */

import type { IdentityField } from '../../model/identity.ts';
import type { ReadingSession } from '../format.ts';
import { absent, type Channel, missingBits, unconditional } from '../observation-sink.ts';
import type { FactSubject } from '../protocols/decoder.ts';
import { missingOfUndecoded } from '../undecoded.ts';
import type { Connection } from './connection.ts';
import type { Packet } from './packet.ts';

export interface Reporter {
  /** Counts an operation of a connection whose client is known; answers its slot. */
  operation(
    connection: Connection,
    operation: number,
    unit: number,
    table: number,
    first: number,
    count: number,
    missing: number,
  ): number;
  /** Counts a request of a connection whose operation cannot be seen; answers its slot. */
  concealed(connection: Connection): number;
  refuse(slot: number): void;
  /** The packet that is being read answers what was counted in a slot. */
  answered(slot: number): void;
  /** The packet that is being read answers another conversation: its own needs no observation. */
  answersElsewhere(connection: Connection): void;
  /** Notes what the packet that is being read tells about a device. */
  identify(connection: Connection, subject: FactSubject, unit: number, field: IdentityField, value: string): void;
  /** Counts a connection without a decoder as one observation, at the time of its first packet. */
  connection(connection: Connection): void;
  /** Counts an operation without objects that stands for a whole connection, at the time of its first packet. */
  whole(connection: Connection, operation: number): void;
  /** Forgets the endpoints of a connection, as its client or protocol has changed. */
  rename(connection: Connection): void;
}

/** A reporter that reads the present from `packet`. */
export function createReporter(session: ReadingSession, packet: Packet): Reporter {
  const { sink, file, bucketOf, trace } = session;
  const noTable = sink.table(null);
  const notShown = sink.operation(null);

  function count(slot: number, micros: number, frame: number): void {
    if (sink.observe(slot, micros)) sink.evidence(slot, micros, { file, position: frame, unit: 'frame', uid: null });
  }

  function whole(connection: Connection, operation: number, missing: number): void {
    const { firstMicros, firstTimed, firstFrame } = connection;
    const bucket = firstTimed ? bucketOf(firstMicros) : absent;
    const mask = firstTimed ? missing : missing | missingBits.time;
    const channel = channelOf(connection, session);
    const slot = sink.slot(channel, operation, absent, noTable, absent, absent, mask, bucket, unconditional);
    count(slot, firstMicros, firstFrame);
    trace?.counted(connection, slot);
    connection.counted++;
    if (connection.refused) sink.refuse(slot);
  }

  const operation: Reporter['operation'] = (connection, asked, unit, table, first, number, missing) => {
    const bucket = packet.timed ? bucketOf(packet.micros) : absent;
    const mask = packet.timed ? missing : missing | missingBits.time;
    const channel = channelOf(connection, session);
    const slot = sink.slot(channel, asked, unit, table, first, number, mask, bucket, unconditional);
    count(slot, packet.micros, packet.frame);
    trace?.counted(connection, slot);
    connection.counted++;
    return slot;
  };

  return {
    operation,
    concealed: (connection) =>
      operation(connection, notShown, absent, noTable, absent, absent, missingOf(connection, session)),
    refuse: sink.refuse,
    answered: (slot) => trace?.answers(packet.frame, slot),
    answersElsewhere(connection) {
      connection.counted++;
    },
    identify(connection, subject, unit, field, value) {
      const { scope, protocol, drop } = connection;
      // Who sends with the address of another tells nothing about that other.
      if (drop?.action === 'spoofed') return;
      const evidence = { file, position: packet.frame, unit: 'frame', uid: null } as const;
      const address = addressOf(connection, subject);
      sink.identify({ scope, address, unit, field, value, protocol: protocol ?? '', micros: packet.micros, evidence });
    },
    connection: (connection) => whole(connection, notShown, missingOf(connection, session)),
    whole: (connection, operation) => whole(connection, operation, 0),
    rename(connection) {
      connection.channel = null;
      connection.reverseChannel = null;
    },
  };
}

function addressOf({ addresses, client }: Connection, subject: FactSubject): string {
  if (typeof subject === 'object') return subject.address;
  const asker = client ?? 0;
  const answerer = asker === 0 ? 1 : 0;
  return addresses[subject === 'client' ? asker : answerer];
}

/** A connection's endpoints, its client first. */
function channelOf(connection: Connection, session: ReadingSession): Channel {
  if (connection.channel !== null) return connection.channel;
  const client = connection.client ?? 0;
  const server = client === 0 ? 1 : 0;
  const { transport, scope, drop, addresses, ports, protocol } = connection;
  const port = transport === 'tcp' || transport === 'udp' ? ports[server] : connection.protocolNumber;
  connection.channel = session.sink.channel({
    scope,
    source: addresses[client],
    destination: addresses[server],
    transport,
    port,
    protocol,
    drop,
  });
  return connection.channel;
}

function missingOf(connection: Connection, { context }: ReadingSession): number {
  const server = connection.client === 1 ? 0 : 1;
  const number = connection.protocolNumber ?? connection.ports[server];
  return missingOfUndecoded(context.catalogue, connection.protocol, connection.transport, number);
}
