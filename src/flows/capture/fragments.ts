/**
 * Puts IP fragments together again (RFC 791 3.2, RFC 8200 4.5) in bounded memory; the oldest datagram gives way.
 * Memory is only what was captured, so that many first fragments cost no more than their bytes.
 */
import type { FragmentPlace } from './ip-layer.ts';
import type { Packet } from './packet.ts';

/** Largest payload of an IP packet. */
const datagramBytes = 65_535;
/** RFC 8200 4.5: fragments of one datagram arrive within this time. */
const lifetimeMicros = 60_000_000;
/** What a datagram and a piece cost besides their bytes. */
const overheadBytes = 256;

export interface FragmentStore {
  /** Takes a fragment; true when it completes a datagram, whose payload then is in the packet. */
  add(packet: Packet, place: FragmentPlace): boolean;
  /** Gives up all that is incomplete. */
  close(): void;
}

/** What a store tells. */
export interface FragmentEvents {
  /** A fragment is given up, or cannot belong to any datagram. */
  lost(): void;
  /** A fragment says otherwise about bytes that another one brought; those that came first win. */
  conflict(): void;
}

/** A stretch of payload that has arrived. */
interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

interface Datagram {
  /** By offset, without overlaps. */
  readonly pieces: Piece[];
  /** Bytes in all pieces. */
  held: number;
  fragments: number;
  /** Payload length, once the last fragment has arrived. */
  length: number | null;
  /** What the first fragment says is inside; the others may say anything (RFC 8200 4.5). */
  protocol: number;
  readonly micros: number;
}

/** An empty store of at most `limit` bytes. */
export function createFragmentStore(limit: number, events: FragmentEvents): FragmentStore {
  const datagrams = new Map<string, Datagram>();
  let stored = 0;

  function remove(key: string, datagram: Datagram): void {
    datagrams.delete(key);
    stored -= sizeOf(datagram);
  }

  function giveUp(key: string, datagram: Datagram): void {
    remove(key, datagram);
    for (let count = datagram.fragments; count > 0; count--) events.lost();
  }

  function find(key: string, packet: Packet): Datagram {
    const known = datagrams.get(key);
    if (known !== undefined && Math.abs(packet.micros - known.micros) <= lifetimeMicros) return known;
    if (known !== undefined) giveUp(key, known);
    const { protocol, micros } = packet;
    const created: Datagram = { pieces: [], held: 0, fragments: 0, length: null, protocol, micros };
    datagrams.set(key, created);
    stored += sizeOf(created);
    return created;
  }

  function shrink(kept: Datagram): void {
    for (const [key, datagram] of datagrams) {
      if (stored <= limit) return;
      if (datagram !== kept) giveUp(key, datagram);
    }
  }

  return {
    add(packet, place) {
      const end = place.offset + packet.end - packet.start;
      const isMalformed = end > datagramBytes || end === place.offset;
      const datagram = isMalformed || packet.cut > 0 ? null : find(datagramKey(packet, place), packet);
      if (datagram === null || contradicts(datagram, place, end)) {
        events.lost();
        return false;
      }
      return fill(datagram, packet, place, end);
    },
    close() {
      for (const [key, datagram] of datagrams) giveUp(key, datagram);
    },
  };

  function fill(datagram: Datagram, packet: Packet, place: FragmentPlace, end: number): boolean {
    datagram.fragments++;
    if (place.offset === 0) datagram.protocol = packet.protocol;
    if (!place.more) datagram.length = end;
    const before = sizeOf(datagram);
    const isTooLong = datagram.length !== null && end > datagram.length;
    const conflicts = insert(datagram, packet, place.offset, isTooLong ? (datagram.length ?? end) : end);
    if (conflicts || isTooLong) events.conflict();
    stored += sizeOf(datagram) - before;
    if (datagram.held !== datagram.length) {
      shrink(datagram);
      return false;
    }
    remove(datagramKey(packet, place), datagram);
    packet.bytes = joined(datagram);
    packet.start = 0;
    packet.end = datagram.held;
    packet.protocol = datagram.protocol;
    return true;
  }
}

function sizeOf({ held, pieces }: Datagram): number {
  return held + (pieces.length + 1) * overheadBytes;
}

/** True when a fragment lies behind the end, or says that the end is elsewhere or where bytes are already. */
function contradicts({ length, pieces }: Datagram, { offset, more }: FragmentPlace, end: number): boolean {
  if (length !== null) return more ? offset >= length : end !== length;
  const last = pieces.at(-1);
  return !more && last !== undefined && last.offset + last.bytes.length > end;
}

/** Adds what `packet` brings that is not there yet; true when it says otherwise about what is. */
function insert(datagram: Datagram, packet: Packet, offset: number, end: number): boolean {
  const { pieces } = datagram;
  const { bytes, start } = packet;
  let place = placeOf(pieces, offset);
  let conflicts = false;
  for (let done = offset; done < end; place++) {
    const piece = pieces[place];
    const gapEnd = Math.min(piece?.offset ?? end, end);
    if (gapEnd > done) {
      const from = start + done - offset;
      pieces.splice(place++, 0, { offset: done, bytes: bytes.slice(from, from + gapEnd - done) });
      datagram.held += gapEnd - done;
      done = gapEnd;
    }
    if (piece === undefined) break;
    const pieceEnd = Math.min(piece.offset + piece.bytes.length, end);
    for (; done < pieceEnd; done++) conflicts ||= piece.bytes[done - piece.offset] !== bytes[start + done - offset];
  }
  return conflicts;
}

/** Index of the first piece that ends behind an offset. */
function placeOf(pieces: readonly Piece[], offset: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const piece = pieces[middle];
    if (piece !== undefined && piece.offset + piece.bytes.length <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function joined({ pieces, held }: Datagram): Uint8Array {
  const whole = new Uint8Array(held);
  for (const { offset, bytes } of pieces) whole.set(bytes, offset);
  return whole;
}

/** RFC 791 identifies by protocol too, RFC 8200 does not. */
function datagramKey(packet: Packet, place: FragmentPlace): string {
  const { family, protocol, vlan, innerVlan, source, destination } = packet;
  const ends = family === 4 ? `${protocol} ${source[0]} ${destination[0]}` : `${source.join()} ${destination.join()}`;
  return `${family} ${vlan} ${innerVlan} ${place.identification} ${ends}`;
}
