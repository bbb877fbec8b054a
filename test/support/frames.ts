/** Hand-made packets, layer by layer, so that tests of the readers need no recorded traffic. */

/** Bytes from parts: numbers are single bytes. */
export function bytesOf(...parts: readonly (number | Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part])));
}

/** A 16-bit number, big-endian. */
export function word(value: number): number[] {
  return [(value >>> 8) & 255, value & 255];
}

/** A 32-bit number, big-endian. */
export function long(value: number): number[] {
  return [...word(value >>> 16), ...word(value & 0xffff)];
}

export interface EthernetOptions {
  readonly source?: string;
  readonly destination?: string;
  /** Outer tag first. */
  readonly vlans?: readonly number[];
}

/** An Ethernet II frame; a type below 0x600 makes an 802.3 frame of that length. */
export function ethernet(etherType: number, payload: Uint8Array, options: EthernetOptions = {}): Uint8Array {
  const tags = (options.vlans ?? []).flatMap((vlan) => [...word(0x8100), ...word(vlan)]);
  return bytesOf(
    mac(options.destination ?? '02:00:00:00:00:02'),
    mac(options.source ?? '02:00:00:00:00:01'),
    tags,
    word(etherType),
    payload,
  );
}

export interface Ipv4Options {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly identification?: number;
  /** Flags and offset in units of 8 bytes, as in the header. */
  readonly fragment?: number;
  readonly options?: Uint8Array;
  /** Written instead of the true length. */
  readonly totalLength?: number;
  /** Leaves the checksums zero, as they are captured from a sender whose network card fills them in. */
  readonly offload?: boolean;
}

/** An IPv4 packet, with the checksum of its TCP segment or datagram if that is whole. */
export function ipv4(header: Ipv4Options, payload: Uint8Array): Uint8Array {
  const { protocol, fragment = 0, offload = false } = header;
  const options = header.options ?? new Uint8Array(0);
  const headerLength = 20 + options.length;
  const ends = bytesOf(dotted(header.source), dotted(header.destination));
  const bytes = bytesOf(
    0x40 | (headerLength / 4),
    0,
    word(header.totalLength ?? headerLength + payload.length),
    word(header.identification ?? 0),
    word(fragment),
    64,
    protocol,
    word(0),
    ends,
    options,
    offload || fragment !== 0 ? payload : withChecksum(protocol, ends, payload),
  );
  if (!offload) bytes.set(word(checksum(bytes.subarray(0, headerLength))), 10);
  return bytes;
}

export interface Ipv6Options {
  /** 16 bytes as 32 hexadecimal digits. */
  readonly source: string;
  readonly destination: string;
  readonly nextHeader: number;
}

export function ipv6(header: Ipv6Options, payload: Uint8Array): Uint8Array {
  const ends = bytesOf(hexBytes(header.source), hexBytes(header.destination));
  return bytesOf(
    [0x60, 0, 0, 0],
    word(payload.length),
    header.nextHeader,
    64,
    ends,
    withChecksum(header.nextHeader, ends, payload),
  );
}

/** A TCP segment or datagram with its checksum (RFC 9293 3.1, RFC 768), if it has room for one; else as it is. */
export function withChecksum(protocol: number, ends: Uint8Array, payload: Uint8Array): Uint8Array {
  const place = protocol === 6 ? 16 : protocol === 17 ? 6 : -1;
  if (place < 0 || payload.length < place + 2) return payload;
  const whole = payload.slice();
  whole.set([0, 0], place);
  const sum = checksum(bytesOf(ends, word(protocol), word(payload.length), whole));
  whole.set(word(protocol === 17 && sum === 0 ? 0xffff : sum), place);
  return whole;
}

/** The Internet checksum (RFC 1071). */
export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const [index, byte] of bytes.entries()) sum += index % 2 === 0 ? byte * 256 : byte;
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  return sum ^ 0xffff;
}

export interface TcpOptions {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgment?: number;
  readonly flags: number;
}

export const tcpFlags = { fin: 1, syn: 2, reset: 4, push: 8, acknowledge: 16 } as const;

export function tcp(header: TcpOptions, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
  return bytesOf(
    word(header.sourcePort),
    word(header.destinationPort),
    long(header.sequence),
    long(header.acknowledgment ?? 0),
    0x50,
    header.flags,
    word(8192),
    word(0),
    word(0),
    payload,
  );
}

export function udp(sourcePort: number, destinationPort: number, payload: Uint8Array): Uint8Array {
  return bytesOf(word(sourcePort), word(destinationPort), word(8 + payload.length), word(0), payload);
}

/** An ICMP or ICMPv6 message with an identifier. */
export function icmp(type: number, identifier: number): Uint8Array {
  return bytesOf(type, 0, word(0), word(identifier), word(1));
}

/** Bytes from hexadecimal digits. */
export function hexBytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
}

function mac(text: string): Uint8Array {
  return hexBytes(text.replaceAll(':', ''));
}

function dotted(text: string): number[] {
  return text.split('.').map(Number);
}
