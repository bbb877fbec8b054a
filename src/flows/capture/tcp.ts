/**
 * Puts the bytes of each side of a TCP connection in order (RFC 9293 3.10.7.4) and passes them on as they come.
 * A hole is given up as soon as the receiver has acknowledged it, when too much waits behind it, or at the end.
 */
import type { ReadingSession } from '../format.ts';
import { read16, readInt32 } from './bytes.ts';
import type { Connection, SideNumber, StreamSide } from './connection.ts';
import type { Dialogues } from './dialogues.ts';
import type { Packet } from './packet.ts';
import { dequeue, enqueue } from './tcp-queue.ts';

export interface TcpReader {
  /** Reads a segment at `packet.start`, behind a header that is known to be complete. */
  segment(connection: Connection, side: SideNumber, packet: Packet): void;
  /** Reads what waits behind holes, as nothing more will come. */
  flush(connection: Connection): void;
  /** True when a segment opens another connection between the same sockets. */
  reopens(connection: Connection, side: SideNumber, packet: Packet): boolean;
}

const synFlag = 2;
const resetFlag = 4;
const acknowledgeFlag = 16;

/** Segments further from the expected byte than this belong to another connection, or their header is wrong. */
const plausibleDistance = 1 << 20;
const mostQueuedSegments = 1024;

/** Length of the TCP header at `packet.start`, 0 when it is not all there or impossible. */
export function tcpHeaderLength(packet: Packet): number {
  if (packet.end - packet.start < 20) return 0;
  const length = ((packet.bytes[packet.start + 12] ?? 0) >>> 4) * 4;
  return length >= 20 && packet.start + length <= packet.end ? length : 0;
}

/** A reader of TCP segments; `packet` is the one object that all packets are in. */
export function createTcpReader(session: ReadingSession, dialogues: Dialogues, packet: Packet): TcpReader {
  const { limits } = session;
  /** Bytes that wait in all connections, behind holes or for the rest of a message. */
  let waiting = 0;

  function setCarry(side: StreamSide, carry: Uint8Array | null): void {
    waiting += (carry?.length ?? 0) - (side.carry?.length ?? 0);
    side.carry = carry;
  }

  function giveUpMessage(connection: Connection, number: SideNumber): void {
    setCarry(connection.sides[number], null);
    dialogues.lost(connection, number);
  }

  /** Passes bytes on that continue the stream of a side. */
  function deliver(connection: Connection, number: SideNumber, bytes: Uint8Array, start: number, end: number): void {
    const side = connection.sides[number];
    const { carry } = side;
    if (carry === null) {
      const rest = dialogues.feed(connection, number, bytes, start, end);
      if (rest < end) keepRest(connection, number, bytes, rest, end);
      return;
    }
    const joined = new Uint8Array(carry.length + end - start);
    joined.set(carry);
    joined.set(bytes.subarray(start, end), carry.length);
    setCarry(side, null);
    const rest = dialogues.feed(connection, number, joined, 0, joined.length);
    if (rest < joined.length) keepRest(connection, number, joined, rest, joined.length);
  }

  function keepRest(connection: Connection, number: SideNumber, bytes: Uint8Array, rest: number, end: number): void {
    const length = end - rest;
    if (length > limits.directionBytes || waiting + length > limits.reassemblyBytes) {
      session.tally.skip('reassembly-limit');
      giveUpMessage(connection, number);
    } else setCarry(connection.sides[number], bytes.slice(rest, end));
  }

  /** Steps over a hole in front of the queue. */
  function skipHole(connection: Connection, number: SideNumber): void {
    const side = connection.sides[number];
    const [head] = side.queue;
    if (head === undefined || head.sequence === side.next) return;
    side.next = head.sequence;
    session.tally.skip('lost-bytes');
    giveUpMessage(connection, number);
  }

  /** Delivers queued segments at their own time, then returns to the present. */
  function drain(connection: Connection, number: SideNumber): void {
    const side = connection.sides[number];
    if (side.queue.length === 0) return;
    const { micros, frame } = packet;
    for (let segment = dequeue(side); segment !== null; segment = dequeue(side)) {
      side.next = (segment.sequence + segment.bytes.length) | 0;
      waiting -= segment.bytes.length;
      packet.micros = segment.micros;
      packet.frame = segment.frame;
      deliver(connection, number, segment.bytes, 0, segment.bytes.length);
    }
    packet.micros = micros;
    packet.frame = frame;
  }

  function drainAcrossHoles(connection: Connection, number: SideNumber): void {
    while (connection.sides[number].queue.length > 0) {
      skipHole(connection, number);
      drain(connection, number);
    }
  }

  /** Payload that begins where the stream goes on; what was cut off when capturing is lost. */
  function continueStream(connection: Connection, number: SideNumber, start: number, next: number): void {
    connection.sides[number].next = next;
    if (packet.end > start) deliver(connection, number, packet.bytes, start, packet.end);
    if (packet.cut > 0) {
      session.tally.skip('cut-off-bytes');
      giveUpMessage(connection, number);
    }
    drain(connection, number);
  }

  function waitBehindHole(connection: Connection, number: SideNumber, sequence: number, start: number): void {
    const side = connection.sides[number];
    waiting += enqueue(side, sequence, packet, start, packet.end);
    const isLost = side.hasAcknowledged && ((side.acknowledged - sequence) | 0) >= 0;
    const isTooMuch =
      side.queuedBytes > limits.directionBytes ||
      side.queue.length > mostQueuedSegments ||
      waiting > limits.reassemblyBytes;
    if (isLost || isTooMuch) {
      skipHole(connection, number);
      drain(connection, number);
    }
  }

  function payload(connection: Connection, number: SideNumber, sequence: number, start: number): void {
    const side = connection.sides[number];
    const next = (sequence + packet.end - start + packet.cut) | 0;
    if (!side.started) {
      side.started = true;
      side.next = sequence;
    }
    let distance = (sequence - side.next) | 0;
    if (distance > plausibleDistance || distance < -plausibleDistance) {
      drainAcrossHoles(connection, number);
      session.tally.skip('lost-bytes');
      giveUpMessage(connection, number);
      side.next = sequence;
      distance = 0;
    }
    if (distance === 0) continueStream(connection, number, start, next);
    else if (distance > 0) waitBehindHole(connection, number, sequence, start);
    else if (((next - side.next) | 0) > 0)
      continueStream(connection, number, Math.min(start - distance, packet.end), next);
  }

  function acknowledge(connection: Connection, from: SideNumber, acknowledged: number): void {
    const other = from === 0 ? 1 : 0;
    const side = connection.sides[other];
    if (!side.hasAcknowledged || ((acknowledged - side.acknowledged) | 0) > 0) side.acknowledged = acknowledged;
    side.hasAcknowledged = true;
    const [head] = side.queue;
    if (head === undefined || ((acknowledged - head.sequence) | 0) < 0) return;
    skipHole(connection, other);
    drain(connection, other);
  }

  function open(connection: Connection, number: SideNumber, sequence: number, flags: number): void {
    const side = connection.sides[number];
    if ((flags & acknowledgeFlag) === 0) {
      connection.asker = number;
      connection.askSequence = sequence;
    } else connection.asker ??= number === 0 ? 1 : 0;
    if (side.started) return;
    side.started = true;
    side.next = (sequence + 1) | 0;
  }

  return {
    segment(connection, number, segment) {
      const { bytes, start } = segment;
      const sequence = readInt32(bytes, start + 4);
      const flags = read16(bytes, start + 12) & 0x3f;
      const dataStart = start + ((bytes[start + 12] ?? 0) >>> 4) * 4;
      if ((flags & synFlag) !== 0) open(connection, number, sequence, flags);
      if ((flags & acknowledgeFlag) !== 0 && (flags & synFlag) === 0)
        acknowledge(connection, number, readInt32(bytes, start + 8));
      if ((flags & resetFlag) !== 0) {
        const answers = connection.asker !== null && connection.asker !== number;
        if (answers && !connection.carried && !connection.sides[number].started) connection.refused = true;
        return;
      }
      if (segment.end + segment.cut > dataStart)
        payload(connection, number, (flags & synFlag) !== 0 ? (sequence + 1) | 0 : sequence, dataStart);
    },
    flush(connection) {
      drainAcrossHoles(connection, 0);
      drainAcrossHoles(connection, 1);
      setCarry(connection.sides[0], null);
      setCarry(connection.sides[1], null);
    },
    reopens(connection, number, segment) {
      const flags = (segment.bytes[segment.start + 13] ?? 0) & (synFlag | resetFlag | acknowledgeFlag);
      if (flags !== synFlag) return false;
      const side = connection.sides[number];
      const sequence = readInt32(segment.bytes, segment.start + 4);
      return side.started && connection.askSequence !== sequence;
    },
  };
}
