/** Hand-made nfcapd files of nfdump 1.6 (layout 1) and 1.7 (layout 2). */
import { longLittle, shortLittle } from './capture-files.ts';
import { bytesOf } from './frames.ts';

/** One flow; times in milliseconds since the epoch. */
export interface NfcapdFlow {
  /** Dotted, or 32 hexadecimal digits for IPv6. */
  readonly source?: string;
  readonly destination?: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly protocol?: number;
  readonly flags?: number;
  readonly packets?: number;
  readonly first?: number;
  readonly last?: number;
}

const draft: Required<NfcapdFlow> = {
  source: '10.0.0.1',
  destination: '10.0.0.2',
  sourcePort: 50_000,
  destinationPort: 502,
  protocol: 6,
  flags: 0x1b,
  packets: 5,
  first: 1_800_000_000_000,
  last: 1_800_000_001_500,
};

/** Compression numbers of layout 2. */
export const nfcapdCompressions = { none: 0, lzo: 1, bz2: 2, lz4: 3, zstd: 4 } as const;

export interface NfcapdBlock {
  readonly content: Uint8Array;
  readonly type?: number;
  readonly flags?: number;
  readonly size?: number;
  /** Written instead of the number of records in unpacked content. */
  readonly count?: number;
}

/** A file of nfdump 1.7 with blocks as they are. */
export function nfcapd(
  blocks: readonly NfcapdBlock[],
  options: { compression?: number; encryption?: number; layout?: number } = {},
): Uint8Array {
  const { compression = 0, encryption = 0, layout = 2 } = options;
  const header = bytesOf(
    shortLittle(0xa50c),
    shortLittle(layout),
    longLittle(0x01070100),
    longLittle(0),
    longLittle(0),
    compression,
    encryption,
    new Uint8Array(14),
    longLittle(0),
    longLittle(blocks.length),
  );
  return bytesOf(header, ...blocks.map(blockBytes));
}

/** A file of nfdump 1.6. */
export function nfcapdOfLayout1(blocks: readonly NfcapdBlock[], flags: number = 0): Uint8Array {
  const header = bytesOf(shortLittle(0xa50c), shortLittle(1), longLittle(flags), longLittle(blocks.length));
  return bytesOf(header, new Uint8Array(128 + 136), ...blocks.map((block) => blockBytes({ type: 2, ...block })));
}

function blockBytes({ content, type = 3, flags = 0, size = content.length, count }: NfcapdBlock): Uint8Array {
  return bytesOf(
    longLittle(count ?? recordCount(content)),
    longLittle(size),
    shortLittle(type),
    shortLittle(flags),
    content,
  );
}

/** Records begin with a type and their length. */
function recordCount(content: Uint8Array): number {
  let count = 0;
  for (let at = 0; at + 4 <= content.length; count++) {
    const size = (content[at + 2] ?? 0) | ((content[at + 3] ?? 0) << 8);
    if (size < 4) break;
    at += size;
  }
  return count;
}

/** A record of nfdump 1.7 from elements. */
export function elementRecord(
  elements: readonly Uint8Array[],
  options: { flags?: number; count?: number; type?: number } = {},
): Uint8Array {
  const content = bytesOf(...elements);
  return bytesOf(
    shortLittle(options.type ?? 11),
    shortLittle(12 + content.length),
    shortLittle(options.count ?? elements.length),
    [0, 0, 0, 0],
    options.flags ?? 0,
    0x40,
    content,
  );
}

/** An element of a record; `length` is written instead of the true one. */
export function element(type: number, content: Uint8Array, length: number = content.length + 4): Uint8Array {
  return bytesOf(shortLittle(type), shortLittle(length), content);
}

/** A whole record of a flow, with more elements behind. */
export function flowElements(flow: NfcapdFlow = {}, more: readonly Uint8Array[] = []): Uint8Array {
  const whole = { ...draft, ...flow };
  const addresses = bytesOf(littleAddress(whole.source), littleAddress(whole.destination));
  return elementRecord([
    element(1, genericElement(whole)),
    element(addresses.length === 8 ? 2 : 3, addresses),
    ...more,
  ]);
}

function genericElement(flow: Required<NfcapdFlow>): Uint8Array {
  return bytesOf(
    longLongLittle(flow.first),
    longLongLittle(flow.last),
    longLongLittle(flow.last),
    longLongLittle(flow.packets),
    longLongLittle(flow.packets * 100),
    shortLittle(flow.sourcePort),
    shortLittle(flow.destinationPort),
    flow.protocol,
    flow.flags,
    [0, 0],
  );
}

/** An extension map of nfdump 1.6, which ends with a zero and is filled up to whole 32 bits. */
export function extensionMap(id: number, extensions: readonly number[]): Uint8Array {
  const ids = [...extensions, 0, ...(extensions.length % 2 === 0 ? [0] : [])];
  return bytesOf(
    shortLittle(2),
    shortLittle(8 + ids.length * 2),
    shortLittle(id),
    shortLittle(extensions.reduce((sum, extension) => sum + (extensionSizes[extension] ?? 0), 0)),
    ...ids.map(shortLittle),
  );
}

/** Of the extensions that tests use. */
const extensionSizes: Readonly<Record<number, number>> = { 4: 4, 5: 8, 6: 4, 10: 16, 13: 4, 14: 4 };

export interface MapRecordOptions {
  readonly map?: number;
  /** Written beside those that the flow implies. */
  readonly flags?: number;
  readonly extensions?: Uint8Array;
  /** The short record of older versions. */
  readonly isShort?: boolean;
  /** 64-bit counters. */
  readonly wide?: boolean;
}

/** A flow record of nfdump 1.6. */
export function mapRecord(flow: NfcapdFlow = {}, options: MapRecordOptions = {}): Uint8Array {
  const whole = { ...draft, ...flow };
  const { map = 0, extensions = new Uint8Array(0), isShort = false, wide = false } = options;
  const addresses = bytesOf(littleAddress(whole.source), littleAddress(whole.destination));
  const flags = (options.flags ?? 0) | (addresses.length === 32 ? 1 : 0) | (wide ? 6 : 0);
  const counter = wide ? longLongLittle : longLittle;
  const body = bytesOf(
    isShort ? [flags & 255, 0] : shortLittle(flags),
    shortLittle(map),
    shortLittle(whole.first % 1000),
    shortLittle(whole.last % 1000),
    longLittle(Math.floor(whole.first / 1000)),
    longLittle(Math.floor(whole.last / 1000)),
    [0, whole.flags, whole.protocol, 0],
    shortLittle(whole.sourcePort),
    shortLittle(whole.destinationPort),
    isShort ? [] : [0, 0, 0, 0],
    addresses,
    counter(whole.packets),
    counter(whole.packets * 100),
    extensions,
  );
  return bytesOf(shortLittle(isShort ? 1 : 10), shortLittle(4 + body.length), body);
}

/** An address as 32-bit or two 64-bit numbers in the order of the machine. */
function littleAddress(text: string): Uint8Array {
  if (text.includes('.')) return Uint8Array.from(text.split('.').map(Number).reverse());
  const bytes = Buffer.from(text, 'hex');
  return bytesOf(Uint8Array.from(bytes.subarray(0, 8)).reverse(), Uint8Array.from(bytes.subarray(8)).reverse());
}

export function longLongLittle(value: number): number[] {
  return [...longLittle(value >>> 0), ...longLittle(Math.floor(value / 2 ** 32))];
}
