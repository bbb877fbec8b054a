/**
 * Records of the log of Linux's packet filter (LINKTYPE_NFLOG; linux/netfilter/nfnetlink_log.h): a packet, and beside it
 * what the filter says of it, as attributes of type, length and value. Types and lengths are in the byte order of the
 * file, values in that of the network.
 */
import { Buffer } from 'node:buffer';
import { loggedBytes } from '../../model/boundary-drop.ts';
import type { LogRecord } from '../boundary-drops.ts';
import { hookName } from '../hook-name.ts';
import { read16, read16As, read32, readUnsigned } from './bytes.ts';
import { type LinkPayload, readBehindAddresses, readEtherType } from './ethernet.ts';
import { type LoggedPacket, type Packet, untagged } from './packet.ts';

const headerBytes = 4;
/** The kernel writes about twenty. */
const mostAttributes = 64;
/** Upper bit of a type: the value is made of attributes. */
const nested = 0x8000;

const attributes = {
  packetHeader: 1,
  time: 3,
  entry: 4,
  exit: 5,
  physicalEntry: 6,
  physicalExit: 7,
  payload: 9,
  prefix: 10,
  linkHeader: 16,
  vlan: 20 | nested,
} as const;

const families = { ipv4: 2, ipv6: 10 } as const;

/** Reads a record in the byte order of the file; the packet becomes its payload. */
export function readNflog(packet: Packet, little: boolean): LinkPayload {
  const { bytes, start, end, logged } = packet;
  if (end - start < headerBytes) return 'short';
  const family = bytes[start] ?? 0;
  if (bytes[start + 1] !== 0) return 'link-type';
  const found = createFound();
  logged.hook = -1;
  logged.entry = 0;
  logged.exit = 0;
  let at = start + headerBytes;
  for (let count = 0; at + headerBytes <= end; count++) {
    const length = read16As(bytes, at, little);
    if (length < headerBytes || count === mostAttributes) return 'malformed';
    take(packet, found, read16As(bytes, at + 2, little), at + headerBytes, at + length, little);
    // Attributes begin at multiples of four; the last one may end where its value does.
    at += (length + 3) & ~3;
  }
  if (found.payload === 0) return packet.cut > 0 ? 'short' : 'malformed';
  packet.start = found.payload;
  packet.end = Math.min(found.payloadEnd, end);
  // What was cut off of the attribute is cut off of the packet.
  packet.cut = found.payloadEnd - packet.end;
  packet.vlan = found.vlan;
  packet.innerVlan = untagged;
  if (family === families.ipv4 || family === families.ipv6) return 'ip';
  // Only IP says how long it was.
  if (packet.end - packet.start === loggedBytes) packet.cut++;
  return readLinkPayload(packet, found);
}

/** What the record that was just read says beside its packet. */
export function logRecordOf({ bytes, logged }: Packet): LogRecord {
  const { prefixStart, prefixEnd, hook, entry, exit } = logged;
  return {
    prefix: Buffer.from(bytes.buffer, bytes.byteOffset + prefixStart, prefixEnd - prefixStart).toString('latin1'),
    hook: hookName(hook),
    entry: entry === 0 ? null : { index: entry },
    exit: exit === 0 ? null : { index: exit },
  };
}

/** Where things stand in one record; 0 for what it does not have. */
interface Found {
  payload: number;
  payloadEnd: number;
  etherType: number;
  linkHeader: number;
  vlan: number;
}

function createFound(): Found {
  return { payload: 0, payloadEnd: 0, etherType: 0, linkHeader: 0, vlan: untagged };
}

/** Takes an attribute whose value is `bytes[start, end)`, as far as it was captured. */
function take(packet: Packet, found: Found, type: number, start: number, end: number, little: boolean): void {
  const { bytes, logged } = packet;
  if (type === attributes.payload) {
    found.payload = start;
    found.payloadEnd = end;
    return;
  }
  if (end > packet.end) return;
  const length = end - start;
  switch (type) {
    case attributes.packetHeader:
      if (length < 3) return;
      found.etherType = read16(bytes, start);
      logged.hook = bytes[start + 2] ?? 0;
      break;
    case attributes.prefix:
      logged.prefixStart = start;
      logged.prefixEnd = bytes[end - 1] === 0 ? end - 1 : end;
      break;
    case attributes.time:
      if (length >= 16) takeTime(packet, readUnsigned(bytes, start, 8), readUnsigned(bytes, start + 8, 8));
      break;
    case attributes.linkHeader:
      if (length >= 14) found.linkHeader = start;
      break;
    case attributes.vlan:
      found.vlan = vlanOf(bytes, start, end, little);
      break;
    default:
      if (length >= 4) takeInterface(logged, type, read32(bytes, start));
  }
}

/** Behind a bridge the ports matter, not the bridge; they are written first. */
function takeInterface(logged: LoggedPacket, type: number, index: number): void {
  if (type === attributes.physicalEntry || (type === attributes.entry && logged.entry === 0)) logged.entry = index;
  if (type === attributes.physicalExit || (type === attributes.exit && logged.exit === 0)) logged.exit = index;
}

const hourMicros = 3_600_000_000;
const firstImpossibleSeconds = 2 ** 32;

/** When the kernel saw the packet, which is earlier than when somebody read its log; any other time is damage. */
function takeTime(packet: Packet, seconds: number, fraction: number): void {
  if (seconds === 0 || seconds >= firstImpossibleSeconds || fraction >= 1_000_000) return;
  const micros = seconds * 1_000_000 + fraction;
  if (packet.timed && Math.abs(micros - packet.micros) > hourMicros) return;
  packet.micros = micros;
  packet.timed = true;
}

const vlanTag = 2;

/** The VLAN id of a tag that the network card or the kernel took off the frame. */
function vlanOf(bytes: Uint8Array, start: number, end: number, little: boolean): number {
  for (let at = start; at + headerBytes + 2 <= end; ) {
    const length = read16As(bytes, at, little);
    if (length < headerBytes) break;
    if (read16As(bytes, at + 2, little) === vlanTag) return read16(bytes, at + headerBytes) & 0xfff;
    at += (length + 3) & ~3;
  }
  return untagged;
}

/** In a frame with a length in place of an EtherType the kernel's own number stands for it. */
function readLinkPayload(packet: Packet, { etherType, linkHeader }: Found): LinkPayload {
  if (linkHeader === 0) return readEtherType(packet, etherType);
  const written = read16(packet.bytes, linkHeader + 12);
  return readBehindAddresses(packet, etherType < 0x0600 ? written : etherType, linkHeader);
}
