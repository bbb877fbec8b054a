/** Puts IP fragments together again (RFC 791 3.2, RFC 8200 4.5) in bounded memory; the oldest datagram gives way. */
import type { FragmentPlace } from './ip-layer.ts';
import type { Packet } from './packet.ts';

/** Largest payload of an IP packet. */
const datagramBytes = 65_535;
/** RFC 8200 4.5: fragments of one datagram arrive within this time. */
const lifetimeMicros = 60_000_000;

export interface FragmentStore {
  /**
   * Takes a fragment; true when it completes a datagram, whose payload then is in the packet.
   * `lost` is called for each fragment that is given up.
   */
  add(packet: Packet, place: FragmentPlace): boolean;
  /** Gives up all that is incomplete. */
  close(): void;
}

interface Datagram {
  readonly bytes: Uint8Array;
  /** One bit per 8 bytes of payload that have arrived. */
  readonly arrived: Uint8Array;
  /** Units of 8 bytes that have arrived. */
  units: number;
  fragments: number;
  /** Payload length, once the last fragment has arrived. */
  length: number | null;
  readonly micros: number;
}

/** An empty store of at most `limit` bytes. */
export function createFragmentStore(limit: number, lost: () => void): FragmentStore {
  const datagrams = new Map<string, Datagram>();
  const most = Math.max(1, Math.floor(limit / (datagramBytes + 1 + 8192)));

  function giveUp(key: string, datagram: Datagram): void {
    datagrams.delete(key);
    for (let count = datagram.fragments; count > 0; count--) lost();
  }

  function find(packet: Packet, place: FragmentPlace): Datagram {
    const key = datagramKey(packet, place);
    const known = datagrams.get(key);
    if (known !== undefined && Math.abs(packet.micros - known.micros) <= lifetimeMicros) return known;
    if (known !== undefined) giveUp(key, known);
    for (const [oldKey, old] of datagrams) {
      if (datagrams.size < most) break;
      giveUp(oldKey, old);
    }
    const datagram: Datagram = {
      bytes: new Uint8Array(datagramBytes + 1),
      arrived: new Uint8Array(8192),
      units: 0,
      fragments: 0,
      length: null,
      micros: packet.micros,
    };
    datagrams.set(key, datagram);
    return datagram;
  }

  return {
    add(packet, place) {
      const length = packet.end - packet.start;
      const malformed = place.offset + length > datagramBytes || (place.more && length % 8 !== 0) || length === 0;
      if (malformed || packet.cut > 0) {
        lost();
        return false;
      }
      const datagram = find(packet, place);
      datagram.fragments++;
      fill(datagram, packet, place.offset);
      if (!place.more) datagram.length = place.offset + length;
      if (datagram.length === null || datagram.units < Math.ceil(datagram.length / 8)) return false;
      datagrams.delete(datagramKey(packet, place));
      packet.bytes = datagram.bytes;
      packet.start = 0;
      packet.end = datagram.length;
      return true;
    },
    close() {
      for (const [key, datagram] of datagrams) giveUp(key, datagram);
    },
  };
}

/** Copies what has not arrived yet: where fragments overlap, the first wins. */
function fill(datagram: Datagram, packet: Packet, offset: number): void {
  for (let from = packet.start, unit = offset >>> 3; from < packet.end; from += 8, unit++) {
    const bit = 1 << (unit & 7);
    const byte = datagram.arrived[unit >>> 3] ?? 0;
    if ((byte & bit) !== 0) continue;
    datagram.arrived[unit >>> 3] = byte | bit;
    datagram.units++;
    datagram.bytes.set(packet.bytes.subarray(from, Math.min(from + 8, packet.end)), unit * 8);
  }
}

function datagramKey(packet: Packet, place: FragmentPlace): string {
  const { family, protocol, vlan, innerVlan, source, destination } = packet;
  const addresses = family === 4 ? `${source[0]} ${destination[0]}` : `${source.join()} ${destination.join()}`;
  return `${family} ${protocol} ${vlan} ${innerVlan} ${place.identification} ${addresses}`;
}
