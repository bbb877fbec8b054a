/** Hand-made records of the packet filter's log (LINKTYPE_NFLOG), attribute by attribute. */
import { shortLittle } from './capture-files.ts';
import { bytesOf, hexBytes, long, word } from './frames.ts';

/** Link type of captures of such records. */
export const nflogLinkType = 239;

/** An attribute with its value; `length` is written instead of the true one, padding goes to a multiple of four. */
export interface NflogAttribute {
  readonly type: number;
  readonly value: Uint8Array;
  readonly length?: number;
}

export interface NflogOptions {
  /** Address family: 2 IPv4, 10 IPv6, 7 bridge. */
  readonly family?: number;
  readonly version?: number;
  /** Byte order of types and lengths, which is that of the file. */
  readonly little?: boolean;
  /** Whether the last attribute is padded too. */
  readonly end?: 'padded' | 'bare';
}

/** A record of attributes. */
export function nflogRecord(attributes: readonly NflogAttribute[], options: NflogOptions = {}): Uint8Array {
  const { family = 2, version = 0, little = true, end = 'padded' } = options;
  const short = little ? shortLittle : word;
  const parts = attributes.map(({ type, value, length = value.length + 4 }, index) => {
    const padding = end === 'bare' && index === attributes.length - 1 ? 0 : (4 - (value.length % 4)) % 4;
    return bytesOf(short(length), short(type), value, new Uint8Array(padding));
  });
  return bytesOf(family, version, word(100), ...parts);
}

/** The attributes by their names in linux/netfilter/nfnetlink_log.h, in the order of the kernel. */
export const nflog = {
  packetHeader: (etherType: number = 0x0800, hook: number = 2): NflogAttribute => ({
    type: 1,
    value: bytesOf(word(etherType), hook, 0),
  }),
  prefix: (text: string): NflogAttribute => ({ type: 10, value: bytesOf(new TextEncoder().encode(text), 0) }),
  entry: (index: number): NflogAttribute => ({ type: 4, value: bytesOf(long(index)) }),
  exit: (index: number): NflogAttribute => ({ type: 5, value: bytesOf(long(index)) }),
  physicalEntry: (index: number): NflogAttribute => ({ type: 6, value: bytesOf(long(index)) }),
  physicalExit: (index: number): NflogAttribute => ({ type: 7, value: bytesOf(long(index)) }),
  linkHeader: (destination: string, source: string, etherType: number): NflogAttribute => ({
    type: 16,
    value: bytesOf(hexBytes(destination.replaceAll(':', '')), hexBytes(source.replaceAll(':', '')), word(etherType)),
  }),
  /** A tag that was taken off the frame, made of attributes itself. */
  vlan: (id: number, little: boolean = true): NflogAttribute => {
    const short = little ? shortLittle : word;
    const inner = bytesOf(short(6), short(2), word(id), word(0), short(6), short(1), word(0x8100), word(0));
    return { type: 20 | 0x8000, value: inner };
  },
  time: (seconds: number, micros: number): NflogAttribute => ({
    type: 3,
    value: bytesOf(long(0), long(seconds), long(0), long(micros)),
  }),
  payload: (value: Uint8Array): NflogAttribute => ({ type: 9, value }),
} as const;

/** A record as the kernel writes it for a packet that is routed. */
export function routedRecord(prefix: string, packet: Uint8Array, options: NflogOptions = {}): Uint8Array {
  const etherType = options.family === 10 ? 0x86dd : 0x0800;
  return nflogRecord(
    [nflog.packetHeader(etherType), nflog.prefix(prefix), nflog.entry(2), nflog.exit(3), nflog.payload(packet)],
    options,
  );
}
