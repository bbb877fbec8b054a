/**
 * Reads what tshark shows of a capture: a line of tab-separated fields for each frame of a protocol that has no
 * decoder here. What it shows of a connection stands in for what the capture reader cannot.
 */
import { canonicalAddress } from '../../algebra/ip-address.ts';
import type { Transport } from '../../model/catalogue.ts';
import { cacheBuckets, type FlowContext } from '../flow-context.ts';
import { parseTime } from '../logs/log-record.ts';
import { absent, missingBits, type ObservationSink, unconditional } from '../observation-sink.ts';
import { createOperationLookup, type OperationLookup } from '../protocols/operation-index.ts';
import { decoders } from '../protocols/registry.ts';
import { type ConnectionSet, createConnectionSet, type Socket } from './connection-set.ts';
import type { Dissection } from './dissection.ts';
import { dissections } from './dissections.ts';

/** What to ask tshark for, and how to read its answer. */
export interface DissectionPlan {
  /** A display filter for the frames of interest. */
  readonly filter: string;
  /** Names of the fields, in the order of the columns. */
  readonly fields: readonly string[];
  /** What to put between several values of one field. */
  readonly separator: string;
}

export interface DissectionReading {
  /** Frames that were used. */
  readonly frames: number;
  /** Lines that could not be used. */
  readonly unread: number;
  /** The connections whose operations were shown. */
  readonly shown: ConnectionSet;
}

/** Fields of every line; of several values, in tunnels, the innermost counts. */
const common = [
  'frame.number',
  'frame.time_epoch',
  'vlan.id',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'tcp.srcport',
  'tcp.dstport',
  'udp.srcport',
  'udp.dstport',
  'frame.protocols',
] as const;

/** Between the values of one field. */
const valueSeparator = ',';

/** The protocols that only tshark reads. */
function outsideOnly(): readonly Dissection[] {
  return dissections.filter(({ protocol }) => !decoders.some((decoder) => decoder.protocol === protocol));
}

/** What tshark is asked for. */
export function planDissection(): DissectionPlan {
  const wanted = outsideOnly();
  return {
    filter: wanted.map(({ layer }) => layer).join(' or '),
    fields: [...common, ...wanted.flatMap(({ fields }) => fields)],
    separator: valueSeparator,
  };
}

/** Reads the lines into the sink. What a line says never makes it throw. */
export async function readDissection(
  file: string,
  lines: AsyncIterable<string>,
  context: FlowContext,
  sink: ObservationSink,
): Promise<DissectionReading> {
  const bucketOf = cacheBuckets(context);
  const readers = frameReaders(context, sink);
  const noTable = sink.table(null);
  const shown = createConnectionSet();
  let frames = 0;
  let unread = 0;

  function use(line: string): boolean {
    const columns = line.split('\t');
    const frame = readFrame(columns);
    const reader = frame === null ? undefined : readers.find(({ layer }) => frame.layers.includes(layer));
    if (frame === null || reader === undefined) return false;
    const request = reader.read(reader.values(columns));
    if (request === null) return false;
    const { scope, transport, source, destination, micros } = frame;
    if (request === 'answer') return true;
    // A connection of which only answers were seen stays one whose operations nobody shows.
    shown.add(transport, source, destination);
    for (const { operation } of reader.lookup(request.code)) {
      const channel = sink.channel({
        scope,
        source: source.address,
        destination: destination.address,
        transport,
        port: destination.port,
        protocol: reader.protocol,
      });
      const unit = request.unit ?? absent;
      const bucket = bucketOf(micros);
      const slot = sink.slot(channel, operation, unit, noTable, absent, absent, reader.missing, bucket, unconditional);
      const evidence = { file, position: frame.number, unit: 'frame', uid: null } as const;
      if (sink.observe(slot, micros)) sink.evidence(slot, micros, evidence);
    }
    return true;
  }

  function readFrame(columns: readonly string[]): Frame | null {
    const last = (index: number): string => columns[index]?.split(valueSeparator).at(-1) ?? '';
    const micros = parseTime(last(1));
    const isTcp = last(7) !== '';
    const source = { address: addressOf(last(5) || last(3)), port: Number(isTcp ? last(7) : last(9)) };
    const destination = { address: addressOf(last(6) || last(4)), port: Number(isTcp ? last(8) : last(10)) };
    if (micros === null || source.address === '' || destination.address === '') return null;
    const vlan = columns[2]?.split(valueSeparator)[0] ?? '';
    return {
      number: Number(last(0)),
      micros,
      scope: context.scopeOf(vlan === '' || vlan === '0' ? null : Number(vlan)),
      transport: isTcp ? 'tcp' : 'udp',
      source,
      destination,
      layers: (columns[11] ?? '').split(':'),
    };
  }

  for await (const line of lines) {
    if (use(line)) frames++;
    else unread++;
  }
  return { frames, unread, shown };
}

function addressOf(text: string): string {
  return canonicalAddress(text) ?? '';
}

interface Frame {
  readonly number: number;
  readonly micros: number;
  readonly scope: string | null;
  readonly transport: Transport;
  readonly source: Socket;
  readonly destination: Socket;
  readonly layers: readonly string[];
}

interface FrameReader extends Dissection {
  readonly lookup: OperationLookup;
  /** What a line cannot show of a request; a mask of `missingBits`. */
  readonly missing: number;
  readonly values: (columns: readonly string[]) => readonly (readonly string[])[];
}

function frameReaders({ catalogue }: FlowContext, sink: ObservationSink): readonly FrameReader[] {
  let column: number = common.length;
  return outsideOnly().map((dissection) => {
    const first = column;
    column += dissection.fields.length;
    return {
      ...dissection,
      lookup: createOperationLookup(catalogue, dissection.protocol, sink),
      missing: (catalogue.protocols.get(dissection.protocol)?.object?.range ?? null) === null ? 0 : missingBits.object,
      values: (columns) =>
        dissection.fields.map((_, index) => {
          const text = columns[first + index] ?? '';
          return text === '' ? [] : text.split(valueSeparator);
        }),
    };
  });
}
