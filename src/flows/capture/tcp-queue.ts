/** Segments of a TCP stream that wait behind a hole. Where segments overlap, the bytes that came first win. */
import type { Segment, StreamSide } from './connection.ts';
import type { Packet } from './packet.ts';

/** Adds what `packet.bytes[start, end)` brings that is not there yet; answers the number of bytes added. */
export function enqueue(side: StreamSide, sequence: number, packet: Packet, start: number, end: number): number {
  const pieces: Segment[] = [];
  let added = 0;
  /** Bytes of the packet before this offset are queued or added. */
  let done = 0;
  const length = end - start;
  function add(upTo: number): void {
    if (upTo <= done) return;
    const bytes = packet.bytes.slice(start + done, start + upTo);
    pieces.push({ sequence: (sequence + done) | 0, bytes, micros: packet.micros, frame: packet.frame });
    added += bytes.length;
  }
  for (const queued of side.queue) {
    const from = (queued.sequence - sequence) | 0;
    if (from >= length) break;
    const to = from + queued.bytes.length;
    if (to <= done) continue;
    add(Math.max(from, done));
    done = Math.max(done, to);
  }
  if (done < length) add(length);
  if (pieces.length > 0) {
    side.queue.push(...pieces);
    side.queue.sort((a, b) => (a.sequence - b.sequence) | 0);
    side.queuedBytes += added;
  }
  return added;
}

/** Takes the first queued segment if it continues the stream. */
export function dequeue(side: StreamSide): Segment | null {
  const [head] = side.queue;
  if (head === undefined || head.sequence !== side.next) return null;
  side.queue.shift();
  side.queuedBytes -= head.bytes.length;
  return head;
}
