/** Hand-made capture files around hand-made frames. */
import { bytesOf } from './frames.ts';

/** A frame at a time in microseconds since the epoch. */
export interface TimedFrame {
  readonly micros: number;
  readonly bytes: Uint8Array;
  /** Length on the wire where it was cut off when captured. */
  readonly length?: number;
}

export interface PcapOptions {
  readonly little?: boolean;
  readonly nanos?: boolean;
  readonly linkType?: number;
  /** The longer record headers of the patch of Alexey Kuznetzov. */
  readonly patched?: boolean;
}

/** A classic capture file. */
export function pcap(frames: readonly TimedFrame[], options: PcapOptions = {}): Uint8Array {
  const { little = true, nanos = false, linkType = 1, patched = false } = options;
  const long = little ? longLittle : longBig;
  const short = little ? shortLittle : shortBig;
  const header = bytesOf(
    long(patched ? 0xa1b2cd34 : nanos ? 0xa1b23c4d : 0xa1b2c3d4),
    short(2),
    short(4),
    long(0),
    long(0),
    long(262_144),
    long(linkType),
  );
  const records = frames.map(({ micros, bytes, length }) =>
    bytesOf(
      long(Math.floor(micros / 1_000_000)),
      long((micros % 1_000_000) * (nanos ? 1000 : 1)),
      long(bytes.length),
      long(length ?? bytes.length),
      patched ? bytesOf(long(2), short(0x0800), 0, 0) : [],
      bytes,
    ),
  );
  return bytesOf(header, ...records);
}

/** A pcapng block around a body, padded to four bytes. */
export function block(type: number, body: Uint8Array, little: boolean = true): Uint8Array {
  const long = little ? longLittle : longBig;
  const padded = bytesOf(body, new Uint8Array((4 - (body.length % 4)) % 4));
  return bytesOf(long(type), long(padded.length + 12), padded, long(padded.length + 12));
}

export function sectionHeader(little: boolean = true): Uint8Array {
  const long = little ? longLittle : longBig;
  const short = little ? shortLittle : shortBig;
  return block(0x0a0d0d0a, bytesOf(long(0x1a2b3c4d), short(1), short(0), long(0xffffffff), long(0xffffffff)), little);
}

/** An interface; `options` are raw bytes. */
export function interfaceDescription(
  linkType: number = 1,
  options: Uint8Array = new Uint8Array(0),
  little: boolean = true,
  snapLength: number = 0,
): Uint8Array {
  const long = little ? longLittle : longBig;
  const short = little ? shortLittle : shortBig;
  return block(1, bytesOf(short(linkType), short(0), long(snapLength), options), little);
}

/** An enhanced packet block; `ticks` is the time in the resolution of the interface. */
export function enhancedPacket(
  bytes: Uint8Array,
  ticks: bigint,
  interfaceNumber: number = 0,
  little: boolean = true,
): Uint8Array {
  const long = little ? longLittle : longBig;
  const high = Number(ticks >> 32n);
  const low = Number(ticks & 0xffffffffn);
  return block(
    6,
    bytesOf(long(interfaceNumber), long(high), long(low), long(bytes.length), long(bytes.length), bytes),
    little,
  );
}

/** A file with one Ethernet interface in microseconds. */
export function pcapng(frames: readonly TimedFrame[], little: boolean = true): Uint8Array {
  return bytesOf(
    sectionHeader(little),
    interfaceDescription(1, new Uint8Array(0), little),
    ...frames.map(({ micros, bytes }) => enhancedPacket(bytes, BigInt(micros), 0, little)),
  );
}

export function longLittle(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255];
}

export function shortLittle(value: number): number[] {
  return [value & 255, (value >>> 8) & 255];
}

function longBig(value: number): number[] {
  return longLittle(value).reverse();
}

function shortBig(value: number): number[] {
  return shortLittle(value).reverse();
}
