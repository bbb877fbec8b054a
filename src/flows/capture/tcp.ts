/**
 * Puts the bytes of each side of a TCP connection in order (RFC 9293 3.10.7.4) and passes them on as they come.
 * Where a segment is missing the next ones wait, and so does what acknowledges it, so that an answer never comes before
 * its request. Waiting ends when much waits, when it lasts long, and at the end.
 */
import type { ReadingSession } from '../format.ts';
import { read16, readInt32 } from './bytes.ts';
import type { Connection, SideNumber, StreamSide } from './connection.ts';
import type { Dialogues } from './dialogues.ts';
import type { Packet } from './packet.ts';
import { dequeue, enqueue, isAhead, plausibleDistance } from './tcp-queue.ts';

export interface TcpReader {
  /** Reads a segment at `packet.start`, behind a header that is known to be complete. */
  segment(connection: Connection, side: SideNumber, packet: Packet): void;
  /** Reads what waits behind holes, as nothing more will come. */
  flush(connection: Connection): void;
  /** True when a segment opens another connection between the same sockets. */
  reopens(connection: Connection, side: SideNumber, packet: Packet): boolean;
}

const finFlag = 1;
const synFlag = 2;
const resetFlag = 4;
const acknowledgeFlag = 16;

const mostQueuedSegments = 64;
/** Longer than any reordering on the way to the capture, shorter than people notice. */
const longestWaitMicros = 1_000_000;

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

  /** What a side sent up to `sequence` was not captured. */
  function giveUpBytes(connection: Connection, number: SideNumber, sequence: number): void {
    connection.sides[number].next = sequence;
    session.tally.skip('lost-bytes');
    giveUpMessage(connection, number);
  }

  /** Steps over a hole in front of the queue; false when there is none. */
  function skipHole(connection: Connection, number: SideNumber): boolean {
    const side = connection.sides[number];
    const [head] = side.queue;
    if (head === undefined || head.sequence === side.next) return false;
    giveUpBytes(connection, number, head.sequence);
    return true;
  }

  /** Delivers queued segments at their own time, then returns to the present. */
  function drain(connection: Connection, number: SideNumber): void {
    const side = connection.sides[number];
    const other = connection.sides[opposite(number)];
    const { micros, frame } = packet;
    for (let segment = dequeue(side, other); segment !== null; segment = dequeue(side, other)) {
      side.next = (segment.sequence + segment.bytes.length) | 0;
      waiting -= segment.bytes.length;
      packet.micros = segment.micros;
      packet.frame = segment.frame;
      deliver(connection, number, segment.bytes, 0, segment.bytes.length);
    }
    packet.micros = micros;
    packet.frame = frame;
  }

  /** Delivers whatever the last change of either side has set free. */
  function drainBoth(connection: Connection): void {
    const [first, second] = connection.sides;
    for (let left = -1; left !== first.queue.length + second.queue.length; ) {
      left = first.queue.length + second.queue.length;
      drain(connection, 0);
      drain(connection, 1);
    }
  }

  /** Stops waiting for what the first segment of a queue waits for. */
  function stopWaiting(connection: Connection, number: SideNumber): void {
    const [head] = connection.sides[number].queue;
    if (head === undefined) return;
    const other = opposite(number);
    const isBehindHole = skipHole(connection, number);
    if (!isBehindHole && isAhead(head.acknowledged, connection.sides[other]) && !skipHole(connection, other))
      giveUpBytes(connection, other, head.acknowledged);
    drainBoth(connection);
  }

  /** The side whose first waiting segment is the older one. */
  function longestWaiting({ sides }: Connection): SideNumber {
    const [first] = sides[0].queue;
    const [second] = sides[1].queue;
    if (first === undefined || second === undefined) return first === undefined ? 1 : 0;
    return first.frame <= second.frame ? 0 : 1;
  }

  /** Nothing waits without end: not for many packets, and not for long. */
  function limitWaiting(connection: Connection): void {
    const [first, second] = connection.sides;
    while (first.queue.length + second.queue.length > 0) {
      const number = longestWaiting(connection);
      const { queue, queuedBytes } = connection.sides[number];
      const isLong = packet.micros - (queue[0]?.micros ?? 0) > longestWaitMicros;
      const isMuch = queue.length > mostQueuedSegments || queuedBytes > limits.directionBytes;
      if (!isLong && !isMuch && waiting <= limits.reassemblyBytes) return;
      stopWaiting(connection, number);
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
  }

  function payload(connection: Connection, number: SideNumber, sequence: number, start: number): void {
    const side = connection.sides[number];
    const next = (sequence + packet.end - start + packet.cut) | 0;
    if (connection.reading === 'opaque') return;
    if (!side.started) {
      side.started = true;
      side.next = sequence;
    }
    let distance = (sequence - side.next) | 0;
    if (distance > plausibleDistance || distance < -plausibleDistance) {
      flush(connection);
      giveUpBytes(connection, number, sequence);
      distance = 0;
    }
    if (distance > 0) waiting += enqueue(side, sequence, packet.acknowledged, packet, start);
    else if (((next - side.next) | 0) <= 0) return;
    else if (isAhead(packet.acknowledged, connection.sides[opposite(number)]) && packet.cut === 0)
      // The answer was captured before its request, or the request was not captured: what comes next will tell.
      waiting += enqueue(side, side.next, packet.acknowledged, packet, start - distance);
    else continueStream(connection, number, Math.min(start - distance, packet.end), next);
  }

  function open(connection: Connection, number: SideNumber, sequence: number, flags: number): void {
    const side = connection.sides[number];
    if ((flags & acknowledgeFlag) === 0) {
      connection.asker = number;
      connection.askSequence = sequence;
    } else connection.asker ??= opposite(number);
    if (side.started) return;
    side.started = true;
    side.next = (sequence + 1) | 0;
  }

  function flush(connection: Connection): void {
    const [first, second] = connection.sides;
    drainBoth(connection);
    while (first.queue.length + second.queue.length > 0) stopWaiting(connection, longestWaiting(connection));
    setCarry(first, null);
    setCarry(second, null);
  }

  return {
    segment(connection, number, segment) {
      const { bytes, start } = segment;
      const flags = read16(bytes, start + 12) & 0x3f;
      const isOpening = (flags & synFlag) !== 0;
      const sequence = readInt32(bytes, start + 4);
      const dataStart = start + ((bytes[start + 12] ?? 0) >>> 4) * 4;
      segment.acknowledged = readInt32(bytes, start + 8);
      if (isOpening) open(connection, number, sequence, flags);
      if ((flags & resetFlag) !== 0) {
        const answers = connection.asker !== null && connection.asker !== number;
        if (answers && !connection.carried && !connection.sides[number].started) connection.refused = true;
        return;
      }
      if (segment.end + segment.cut > dataStart)
        payload(connection, number, isOpening ? (sequence + 1) | 0 : sequence, dataStart);
      if ((flags & finFlag) !== 0) passFin(connection.sides[number], sequence, segment.end + segment.cut - dataStart);
      const [first, second] = connection.sides;
      if (first.queue.length + second.queue.length === 0) return;
      drainBoth(connection);
      limitWaiting(connection);
    },
    flush,
    reopens(connection, number, segment) {
      const flags = (segment.bytes[segment.start + 13] ?? 0) & (synFlag | resetFlag | acknowledgeFlag);
      if (flags !== synFlag) return false;
      const side = connection.sides[number];
      const sequence = readInt32(segment.bytes, segment.start + 4);
      return side.started && connection.askSequence !== sequence;
    },
  };
}

function opposite(number: SideNumber): SideNumber {
  return number === 0 ? 1 : 0;
}

/** A FIN takes a place in the number space, which the other side acknowledges like a byte. */
function passFin(side: StreamSide, sequence: number, length: number): void {
  const end = (sequence + length) | 0;
  if (side.started && side.next === end) side.next = (end + 1) | 0;
}
