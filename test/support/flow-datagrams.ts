/** Hand-made datagrams of exporters: NetFlow v1, v5, v7, v9 and IPFIX. */
import { bytesOf, long, word } from './frames.ts';

/** Seconds since the epoch at which the datagrams here are exported. */
export const exportSeconds = 1_800_000_000;
/** Milliseconds that their exporter has been running by then. */
const exportUptime = 500_000;

/** One flow, for every version. Times are milliseconds before the export. */
export interface FlowDraft {
  readonly source?: string;
  readonly destination?: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly protocol?: number;
  readonly flags?: number;
  readonly packets?: number;
  readonly began?: number;
  readonly ended?: number;
}

const draft: Required<FlowDraft> = {
  source: '10.0.0.1',
  destination: '10.0.0.2',
  sourcePort: 50_000,
  destinationPort: 502,
  protocol: 6,
  flags: 0x1b,
  packets: 5,
  began: 2000,
  ended: 1000,
};

/** The same flow seen the other way, a millisecond later. */
export function replyTo(flow: FlowDraft): FlowDraft {
  const whole = { ...draft, ...flow };
  return {
    ...whole,
    source: whole.destination,
    destination: whole.source,
    sourcePort: whole.destinationPort,
    destinationPort: whole.sourcePort,
    began: whole.began - 1,
  };
}

/** A datagram of version 1, 5 or 7. */
export function fixedDatagram(
  version: 1 | 5 | 7,
  flows: readonly FlowDraft[],
  options: { readonly uptime?: number; readonly sampling?: number } = {},
): Uint8Array {
  const uptime = options.uptime ?? exportUptime;
  const header = bytesOf(word(version), word(flows.length), long(uptime), long(exportSeconds), long(0));
  const rest = version === 1 ? new Uint8Array(0) : bytesOf(long(0), word(0), word(options.sampling ?? 0));
  return bytesOf(header, rest, ...flows.map((flow) => fixedRecord(version, { ...draft, ...flow }, uptime)));
}

function fixedRecord(version: 1 | 5 | 7, flow: Required<FlowDraft>, uptime: number): Uint8Array {
  const { source, destination, sourcePort, destinationPort, protocol, flags, packets, began, ended } = flow;
  const common = bytesOf(
    dotted(source),
    dotted(destination),
    long(0),
    long(0),
    long(packets),
    long(packets * 100),
    long((uptime - began) >>> 0),
    long((uptime - ended) >>> 0),
    word(sourcePort),
    word(destinationPort),
  );
  if (version === 1) return bytesOf(common, word(0), protocol, 0, flags, new Uint8Array(11));
  return bytesOf(common, 0, flags, protocol, 0, new Uint8Array(version === 5 ? 8 : 12));
}

/** A field of a template: element, length, and enterprise of IPFIX. */
export type FieldDraft = readonly [element: number, length: number, enterprise?: number];

/** An IPFIX message of whole sets. */
export function ipfix(sets: readonly Uint8Array[], options: { domain?: number; seconds?: number } = {}): Uint8Array {
  const body = bytesOf(...sets);
  return bytesOf(
    word(10),
    word(16 + body.length),
    long(options.seconds ?? exportSeconds),
    long(0),
    long(options.domain ?? 0),
    body,
  );
}

/** A message of version 9. */
export function version9(
  sets: readonly Uint8Array[],
  options: { source?: number; count?: number; uptime?: number } = {},
): Uint8Array {
  return bytesOf(
    word(9),
    word(options.count ?? sets.length),
    long(options.uptime ?? exportUptime),
    long(exportSeconds),
    long(0),
    long(options.source ?? 0),
    ...sets,
  );
}

/** A set with any content; `length` is written instead of the true one. */
export function flowSet(
  id: number,
  content: Uint8Array | readonly number[],
  length: number = content.length + 4,
): Uint8Array {
  return bytesOf(word(id), word(length), content);
}

/** A template as it stands in its set. */
export function template(id: number, fields: readonly FieldDraft[]): Uint8Array {
  return bytesOf(word(id), word(fields.length), ...fields.map(fieldSpecifier));
}

function fieldSpecifier([element, length, enterprise]: FieldDraft): Uint8Array {
  if (enterprise === undefined) return bytesOf(word(element), word(length));
  return bytesOf(word(element | 0x8000), word(length), long(enterprise));
}

/** The fields that {@link flowData} fills. */
export const flowFields: readonly FieldDraft[] = [
  [8, 4],
  [12, 4],
  [7, 2],
  [11, 2],
  [4, 1],
  [6, 1],
  [2, 4],
  [22, 4],
  [21, 4],
];

/** A record of {@link flowFields}. */
export function flowData(flow: FlowDraft = {}, uptime: number = exportUptime): Uint8Array {
  const { source, destination, sourcePort, destinationPort, protocol, flags, packets, began, ended } = {
    ...draft,
    ...flow,
  };
  return bytesOf(
    dotted(source),
    dotted(destination),
    word(sourcePort),
    word(destinationPort),
    protocol,
    flags,
    long(packets),
    long((uptime - began) >>> 0),
    long((uptime - ended) >>> 0),
  );
}

/** A 64-bit number, big-endian. */
export function longLong(value: number): number[] {
  return [...long(Math.floor(value / 2 ** 32)), ...long(value >>> 0)];
}

/** Datagrams as a file with the length before each. */
export function lengthPrefixed(datagrams: readonly Uint8Array[]): Uint8Array {
  return bytesOf(...datagrams.flatMap((datagram) => [word(datagram.length), datagram]));
}

function dotted(text: string): number[] {
  return text.split('.').map(Number);
}
