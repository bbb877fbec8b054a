/** What a frame does in its connection, in plain words, for a person who asks about a frame that shows no request. */
import type { Transport } from '../../model/catalogue.ts';
import { addressText } from './addresses.ts';
import type { Packet } from './packet.ts';

/** As `TCP acknowledgement from 10.20.0.10:49152 to 10.20.1.11:502`. */
export function frameWords(
  packet: Packet,
  transport: Transport,
  sourcePort: number,
  destinationPort: number,
): string | null {
  const hasPorts = transport === 'tcp' || transport === 'udp';
  const source = endText(packet, packet.source, hasPorts ? sourcePort : null);
  const destination = endText(packet, packet.destination, hasPorts ? destinationPort : null);
  if (transport === 'tcp') return `${segmentWords(packet)} from ${source} to ${destination}`;
  if (transport === 'ethernet') return `frame from ${source} to ${destination}`;
  const name = transport === 'ip' ? `IP protocol ${packet.protocol}` : transport.toUpperCase();
  return `${name} from ${source} to ${destination}`;
}

function segmentWords({ bytes, start, end }: Packet): string {
  const flags = bytes[start + 13] ?? 0;
  const header = ((bytes[start + 12] ?? 0) >>> 4) * 4;
  if ((flags & 4) !== 0) return 'TCP reset';
  if ((flags & 2) !== 0) return (flags & 16) === 0 ? 'TCP request to connect' : 'TCP consent to connect';
  if ((flags & 1) !== 0) return 'TCP end of connection';
  return end > start + header ? 'TCP segment with data' : 'TCP acknowledgement';
}

function endText(packet: Packet, words: Int32Array, port: number | null): string {
  const address = addressText(packet.family, words);
  if (port === null) return address;
  return packet.family === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}
