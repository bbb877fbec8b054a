/**
 * Puts the bytes of each side of a TCP connection in order (RFC 9293 3.10.7.4) and passes them on as they come.
 * Where a segment is missing the next ones wait, and so does what acknowledges it, so that an answer never comes before
 * its request. Waiting ends when much waits, when it lasts long, and at the end.
 */
import type { ReadingSession } from '../format.ts';
import { read16, readInt32 } from './bytes.ts';
import { appendCarry, type Carry, shortenCarry } from './carry.ts';
import type { Connection, Segment, SideNumber, StreamSide } from './connection.ts';
import type { Dialogues } from './dialogues.ts';
import type { Packet } from './packet.ts';
import { dequeue, dequeueAnyway, dropPassed, enqueue, isAhead, isFar, moveTo } from './tcp-queue.ts';
import { isKeepAlive, opensAnother, opposite, tcpFlags } from './tcp-segment.ts';

export interface TcpReader {
  /** Reads a segment at `packet.start`, behind a header that is known to be complete. */
  segment(connection: Connection, side: SideNumber, packet: Packet): void;
  /** Reads what waits behind holes, as nothing more will come. */
  flush(connection: Connection): void;
  /** True when a segment opens another connection between the same sockets. */
  reopens(connection: Connection, side: SideNumber, packet: Packet): boolean;
}

const mostQueuedSegments = 64;
/** Longer than any reordering on the way to the capture, shorter than people notice. */
const longestWaitMicros = 1_000_000;

/** A reader of TCP segments; `packet` is the one object that all packets are in. */
export function createTcpReader(session: ReadingSession, dialogues: Dialogues, packet: Packet): TcpReader {
  const { limits, tally } = session;
  /** Bytes that wait in all connections, behind holes or for the rest of a message. */
  let waiting = 0;

  function setCarry(side: StreamSide, carry: Carry | null): void {
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
    if (side.carry === null) {
      const rest = dialogues.feed(connection, number, bytes, start, end);
      if (rest < end) setCarry(side, appendCarry(null, bytes, rest, end));
    } else {
      const joined = appendCarry(side.carry, bytes, start, end);
      const rest = dialogues.feed(connection, number, joined.bytes, 0, joined.length);
      setCarry(side, shortenCarry(joined, rest));
    }
    const { carry } = side;
    if (carry === null || (carry.length <= limits.directionBytes && waiting <= limits.reassemblyBytes)) return;
    tally.skip('reassembly-limit');
    giveUpMessage(connection, number);
  }

  /** Delivers a segment that waited at its own time, then returns to the present. */
  function deliverLate(connection: Connection, number: SideNumber, segment: Segment): void {
    const { micros, frame } = packet;
    moveTo(connection.sides[number], (segment.sequence + segment.bytes.length) | 0);
    waiting -= segment.bytes.length;
    packet.micros = segment.micros;
    packet.frame = segment.frame;
    deliver(connection, number, segment.bytes, 0, segment.bytes.length);
    packet.micros = micros;
    packet.frame = frame;
  }

  /** What a side sent up to `sequence` was not captured. */
  function giveUpBytes(connection: Connection, number: SideNumber, sequence: number): void {
    const side = connection.sides[number];
    moveTo(side, sequence);
    waiting -= dropPassed(side);
    tally.skip('lost-bytes');
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

  /** Delivers whatever the last change of either side has set free. */
  function drain(connection: Connection): void {
    const [first, second] = connection.sides;
    for (;;) {
      const ofFirst = dequeue(first, second);
      const segment = ofFirst ?? dequeue(second, first);
      if (segment === null) return;
      deliverLate(connection, ofFirst === null ? 1 : 0, segment);
    }
  }

  /** Stops waiting for what the first segment of a queue waits for. */
  function stopWaiting(connection: Connection, number: SideNumber): void {
    const [head] = connection.sides[number].queue;
    if (head === undefined) return;
    const other = opposite(number);
    const isBehindHole = skipHole(connection, number);
    if (!isBehindHole && isAhead(head.acknowledged, connection.sides[other]) && !skipHole(connection, other)) {
      // Each side acknowledges what the other still has to say, which no honest pair of stacks does.
      const segment = dequeueAnyway(connection.sides[other]);
      if (segment === null) giveUpBytes(connection, other, head.acknowledged);
      else deliverLate(connection, other, segment);
    }
    drain(connection);
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

  function emptyQueues(connection: Connection): void {
    const [first, second] = connection.sides;
    drain(connection);
    while (first.queue.length + second.queue.length > 0) stopWaiting(connection, longestWaiting(connection));
  }

  function wait(side: StreamSide, sequence: number, start: number): void {
    const { added, conflicts } = enqueue(side, sequence, packet.acknowledged, packet, start);
    waiting += added;
    if (conflicts) tally.remark('conflicting-segment');
  }

  /** Payload that begins where the stream goes on; what was cut off when capturing is lost. */
  function continueStream(connection: Connection, number: SideNumber, start: number, next: number): void {
    moveTo(connection.sides[number], next);
    dropStray(connection.sides[number]);
    if (packet.end > start) deliver(connection, number, packet.bytes, start, packet.end);
    if (packet.cut > 0) {
      tally.skip('cut-off-bytes');
      giveUpMessage(connection, number);
    }
  }

  function dropStray(side: StreamSide): void {
    if (side.stray === null) return;
    waiting -= side.stray.bytes.length;
    side.stray = null;
    tally.skip('stray-segment');
  }

  /** Takes a stray segment for the place to which the stream has jumped, or the one given if that comes before it. */
  function jump(connection: Connection, number: SideNumber, sequence: number | null): void {
    const side = connection.sides[number];
    const { stray } = side;
    if (stray === null) return;
    side.stray = null;
    emptyQueues(connection);
    const isEarlier = sequence !== null && ((sequence - stray.sequence) | 0) < 0;
    giveUpBytes(connection, number, isEarlier ? sequence : stray.sequence);
    side.queue.push(stray);
    side.queuedBytes += stray.bytes.length;
  }

  /**
   * A segment far from its stream: the stream has jumped, as when the capture paused, or the segment belongs to no
   * stream, as when its header is damaged or forged. Two that lie together are a jump.
   */
  function farPayload(connection: Connection, number: SideNumber, sequence: number, start: number): void {
    const side = connection.sides[number];
    if (side.stray !== null && !isFar((sequence - side.stray.sequence) | 0)) {
      jump(connection, number, sequence);
      nearPayload(connection, number, sequence, start);
      return;
    }
    dropStray(side);
    const { micros, frame, acknowledged } = packet;
    side.stray = { sequence, acknowledged, micros, frame, bytes: packet.bytes.slice(start, packet.end) };
    waiting += side.stray.bytes.length;
    if (waiting > limits.reassemblyBytes) jump(connection, number, null);
  }

  function nearPayload(connection: Connection, number: SideNumber, sequence: number, start: number): void {
    const side = connection.sides[number];
    const next = (sequence + packet.end - start + packet.cut) | 0;
    const distance = (sequence - side.next) | 0;
    if (distance > 0) {
      wait(side, sequence, start);
      return;
    }
    if (((next - side.next) | 0) <= 0) return;
    const [head] = side.queue;
    const newStart = Math.min(start - distance, packet.end);
    const reachesQueue = head !== undefined && ((next - head.sequence) | 0) > 0;
    // The answer was captured before its request, or the request was not captured: what comes next will tell.
    const isEarly = isAhead(packet.acknowledged, connection.sides[opposite(number)]) && packet.cut === 0;
    if (reachesQueue || isEarly) wait(side, side.next, newStart);
    else continueStream(connection, number, newStart, next);
  }

  function payload(connection: Connection, number: SideNumber, sequence: number, start: number): void {
    if (connection.reading === 'opaque') return;
    const side = connection.sides[number];
    if (!side.started) {
      side.started = true;
      side.next = sequence;
      if (isKeepAlive(packet, start)) side.next = (sequence + 1) | 0;
    }
    if (isFar((sequence - side.next) | 0)) farPayload(connection, number, sequence, start);
    else nearPayload(connection, number, sequence, start);
  }

  function open(connection: Connection, number: SideNumber, sequence: number, flags: number): void {
    const side = connection.sides[number];
    connection.asker ??= (flags & tcpFlags.acknowledge) === 0 ? number : opposite(number);
    side.opened = sequence;
    if (side.started) return;
    side.started = true;
    side.next = (sequence + 1) | 0;
  }

  /** A FIN takes a place in the number space, which the other side acknowledges like a byte. */
  function end(side: StreamSide, sequence: number): void {
    if (!side.started || isFar((sequence - side.next) | 0)) return;
    side.ended = sequence;
    moveTo(side, side.next);
  }

  return {
    segment(connection, number, segment) {
      const { bytes, start } = segment;
      const flags = read16(bytes, start + 12) & 0x3f;
      const isOpening = (flags & tcpFlags.syn) !== 0;
      const sequence = readInt32(bytes, start + 4);
      const dataStart = start + ((bytes[start + 12] ?? 0) >>> 4) * 4;
      const dataSequence = isOpening ? (sequence + 1) | 0 : sequence;
      const length = segment.end + segment.cut - dataStart;
      segment.acknowledged = readInt32(bytes, start + 8);
      if (isOpening) open(connection, number, sequence, flags);
      if ((flags & tcpFlags.reset) !== 0) {
        const answers = connection.asker !== null && connection.asker !== number;
        if (answers && !connection.carried && !connection.sides[number].started) connection.refused = true;
        return;
      }
      if (length > 0) payload(connection, number, dataSequence, dataStart);
      if ((flags & tcpFlags.fin) !== 0) end(connection.sides[number], (dataSequence + length) | 0);
      const [first, second] = connection.sides;
      if (first.queue.length + second.queue.length === 0) return;
      drain(connection);
      limitWaiting(connection);
    },
    flush(connection) {
      emptyQueues(connection);
      for (const number of [0, 1] as const) {
        jump(connection, number, null);
        emptyQueues(connection);
      }
      for (const side of connection.sides) setCarry(side, null);
    },
    reopens: opensAnother,
  };
}
