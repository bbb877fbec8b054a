/** Segments of a TCP stream that wait for others. Where segments overlap, the bytes that came first win. */
import type { Segment, StreamSide } from './connection.ts';
import type { Packet } from './packet.ts';

/** What a segment brought to a queue. */
interface Enqueued {
  /** Bytes added. */
  readonly added: number;
  /** It says otherwise about bytes that wait already. */
  readonly conflicts: boolean;
}

/**
 * Adds what `packet.bytes[start, end)` brings that is not there yet. Bytes that come again count as acknowledging no
 * more than the copy that acknowledges least: what is sent again carries a newer acknowledgement.
 */
export function enqueue(
  side: StreamSide,
  sequence: number,
  acknowledged: number,
  packet: Packet,
  start: number,
): Enqueued {
  const { bytes, end, micros, frame } = packet;
  const length = end - start;
  const queue: Segment[] = [];
  let added = 0;
  let conflicts = false;
  /** Bytes of the packet before this offset are queued or added. */
  let done = 0;
  function addUpTo(offset: number): void {
    if (offset <= done) return;
    const piece = bytes.slice(start + done, start + offset);
    queue.push({ sequence: (sequence + done) | 0, acknowledged, bytes: piece, micros, frame });
    added += piece.length;
    done = offset;
  }
  for (const queued of side.queue) {
    const from = (queued.sequence - sequence) | 0;
    const to = from + queued.bytes.length;
    addUpTo(Math.min(from, length));
    const [first, last] = [Math.max(from, 0), Math.min(to, length)];
    for (let at = first; at < last && !conflicts; at++) conflicts = queued.bytes[at - from] !== bytes[start + at];
    if (first < last && ((acknowledged - queued.acknowledged) | 0) < 0)
      queue.push(...acknowledgeLess(queued, first - from, last - from, acknowledged));
    else queue.push(queued);
    done = Math.max(done, last);
  }
  addUpTo(length);
  side.queue = queue;
  side.queuedBytes += added;
  return { added, conflicts };
}

/** A segment in up to three pieces, of which `[from, to)` gets another acknowledgement. */
function acknowledgeLess(segment: Segment, from: number, to: number, acknowledged: number): Segment[] {
  const piece = (start: number, end: number): Segment => ({
    ...segment,
    sequence: (segment.sequence + start) | 0,
    bytes: segment.bytes.subarray(start, end),
  });
  const pieces = [piece(0, from), { ...piece(from, to), acknowledged }, piece(to, segment.bytes.length)];
  return pieces.filter(({ bytes }) => bytes.length > 0);
}

/** Takes the first queued segment if it continues the stream and acknowledges nothing that is still to come. */
export function dequeue(side: StreamSide, other: StreamSide): Segment | null {
  const [head] = side.queue;
  if (head === undefined || head.sequence !== side.next || isAhead(head.acknowledged, other)) return null;
  return dequeueAnyway(side);
}

/** Takes the first queued segment, whatever it acknowledges. */
export function dequeueAnyway(side: StreamSide): Segment | null {
  const head = side.queue.shift();
  if (head === undefined) return null;
  side.queuedBytes -= head.bytes.length;
  return head;
}

/** Drops queued bytes that the stream has stepped over; answers how many. */
export function dropPassed(side: StreamSide): number {
  const before = side.queuedBytes;
  for (let [head] = side.queue; head !== undefined; [head] = side.queue) {
    const passed = (side.next - head.sequence) | 0;
    if (passed <= 0) break;
    side.queue.shift();
    const left = head.bytes.subarray(passed);
    side.queuedBytes -= head.bytes.length - left.length;
    if (left.length > 0) side.queue.unshift({ ...head, sequence: side.next, bytes: left });
  }
  return before - side.queuedBytes;
}

/** Moves the stream of a side on to a sequence number; a FIN there takes a number of its own. */
export function moveTo(side: StreamSide, sequence: number): void {
  side.next = side.ended === sequence ? (sequence + 1) | 0 : sequence;
}

/** True when an acknowledgement covers bytes of a side that have not been read. */
export function isAhead(acknowledged: number, side: StreamSide): boolean {
  if (!side.started) return false;
  const distance = (acknowledged - side.next) | 0;
  return distance > 0 && distance <= plausibleDistance;
}

/** True for a distance that no stream leaves between two segments in a row, unless the capture paused. */
export function isFar(distance: number): boolean {
  return distance > plausibleDistance || distance < -plausibleDistance;
}

const plausibleDistance = 1 << 20;
