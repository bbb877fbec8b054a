/** Segments of a TCP stream that wait for others. Where segments overlap, the bytes that came first win. */
import type { Segment, StreamSide } from './connection.ts';
import type { Packet } from './packet.ts';

/** Adds what `packet.bytes[start, end)` brings that is not there yet; answers the number of bytes added. */
export function enqueue(
  side: StreamSide,
  sequence: number,
  acknowledged: number,
  packet: Packet,
  start: number,
): number {
  const { bytes, end, micros, frame } = packet;
  const length = end - start;
  const pieces: Segment[] = [];
  let added = 0;
  /** Bytes of the packet before this offset are queued or added. */
  let done = 0;
  function addUpTo(offset: number): void {
    if (offset <= done) return;
    const piece = bytes.slice(start + done, start + offset);
    pieces.push({ sequence: (sequence + done) | 0, acknowledged, bytes: piece, micros, frame });
    added += piece.length;
  }
  for (const queued of side.queue) {
    const from = (queued.sequence - sequence) | 0;
    const to = from + queued.bytes.length;
    if (from >= length) break;
    if (to <= done) continue;
    addUpTo(from);
    done = to;
  }
  addUpTo(length);
  if (pieces.length > 0) {
    side.queue.push(...pieces);
    side.queue.sort((a, b) => (a.sequence - b.sequence) | 0);
    side.queuedBytes += added;
  }
  return added;
}

/** Takes the first queued segment if it continues the stream and acknowledges nothing that is still to come. */
export function dequeue(side: StreamSide, other: StreamSide): Segment | null {
  const [head] = side.queue;
  if (head === undefined || head.sequence !== side.next || isAhead(head.acknowledged, other)) return null;
  side.queue.shift();
  side.queuedBytes -= head.bytes.length;
  return head;
}

/** True when an acknowledgement covers bytes of a side that have not been read. */
export function isAhead(acknowledged: number, side: StreamSide): boolean {
  if (!side.started) return false;
  const distance = (acknowledged - side.next) | 0;
  return distance > 0 && distance <= plausibleDistance;
}

/** Segments further from the expected byte than this belong to another connection, or their header is wrong. */
export const plausibleDistance: number = 1 << 20;
