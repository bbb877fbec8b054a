/** Who sends each frame of a capture to whom, by the headers inside all tunnels, as the reader and as tshark see it. */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createAggregator } from '../../src/flows/aggregate.ts';
import type { PlaceTrace } from '../../src/flows/place-trace.ts';
import { type FlowReading, readFlows } from '../../src/flows/read-flows.ts';
import { outputOf } from './corpus.ts';
import { testContext } from './read-conversations.ts';

/** The ends of one frame as `tcp 10.0.0.1:40000 10.0.0.2:502`; or why there are none, after an exclamation mark. */
export type FrameEnds = string;

export interface ReadEnds {
  /** By frame number less one. */
  readonly frames: readonly FrameEnds[];
  readonly reading: FlowReading;
}

/** The ends that the reader puts frames to. */
export async function readEnds(path: string): Promise<ReadEnds> {
  const frames: FrameEnds[] = [];
  const trace: PlaceTrace = {
    at: (position) => {
      frames[position - 1] = '!';
    },
    wants: () => true,
    belongs: (_, words) => {
      frames[frames.length - 1] = endsOf(words ?? '');
    },
    shows: () => {},
    counted: () => {},
    answers: () => {},
    left: (reason) => {
      // What is lost of a connection is told at a frame that belongs to it all the same.
      if (frames.at(-1) === '!' || reason === 'fragment') frames[frames.length - 1] = `!${reason}`;
    },
  };
  const context = { ...testContext, trace };
  const aggregator = createAggregator(context);
  const reading = await readFlows({ file: basename(path), chunks: createReadStream(path) }, context, aggregator);
  return { frames, reading };
}

const words = /^(TCP|UDP|ICMP|ICMPV6|IP protocol (\d+)|frame)\b.* from (\S+) to (\S+)$/;

function endsOf(text: string): FrameEnds {
  const [, kind = '', protocol = '', source = '', destination = ''] = words.exec(text) ?? [];
  switch (kind) {
    case 'TCP':
    case 'UDP':
      return `${kind.toLowerCase()} ${source} ${destination}`;
    case 'frame':
      return `frame ${source} ${destination}`;
    case 'ICMP':
    case 'ICMPV6':
      return `ip ${source} ${destination} ${kind === 'ICMP' ? 1 : 58}`;
    default:
      return `ip ${source} ${destination} ${protocol}`;
  }
}

const columns = [
  'frame.protocols',
  'ip.src',
  'ip.dst',
  'ip.proto',
  'ipv6.src',
  'ipv6.dst',
  'tcp.srcport',
  'tcp.dstport',
  'udp.srcport',
  'udp.dstport',
  'eth.src',
  'eth.dst',
  'arp.src.proto_ipv4',
  'arp.dst.proto_ipv4',
  'ip.checksum.status',
  'tcp.checksum.status',
  'udp.checksum.status',
] as const;

/** One frame as tshark prints it: every occurrence of each field, the outermost first. */
export type SharkRow = Readonly<Record<(typeof columns)[number], readonly string[]>>;

/** All frames of some captures, in order; one run of tshark over the captures joined together. */
export function sharkRows(paths: readonly string[]): SharkRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'zonewright-frames-'));
  try {
    const joined = join(folder, 'all.pcapng');
    outputOf('mergecap', ['-a', '-w', joined, ...paths]);
    const checks = ['ip', 'tcp', 'udp'].flatMap((each) => ['-o', `${each}.check_checksum:TRUE`]);
    const fields = columns.flatMap((column) => ['-e', column]);
    const list = outputOf('tshark', ['-n', '-r', joined, ...checks, '-T', 'fields', '-E', 'aggregator=,', ...fields]);
    return list
      .split('\n')
      .slice(0, -1)
      .map((line) => {
        const values = line.split('\t').map((value) => (value === '' ? [] : value.split(',')));
        return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? []])) as unknown as SharkRow;
      })
      .filter((row) => !isCustomBlock(row));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** tshark lists the custom blocks of pcapng like packets. */
function isCustomBlock(row: SharkRow): boolean {
  return ['', 'data'].includes(row['frame.protocols'][0] ?? '');
}

/** The ends by the innermost headers. */
export function sharkEnds(row: SharkRow): FrameEnds {
  const layers = (row['frame.protocols'][0] ?? '').split(':');
  const network = layers.findLast((layer) => ['ip', 'ipv6', 'arp'].includes(layer));
  const isFrame = network === undefined || layers.lastIndexOf('eth') > layers.lastIndexOf(network);
  if (isFrame) return `frame ${row['eth.src'].at(-1)} ${row['eth.dst'].at(-1)}`;
  if (network === 'arp') {
    const everybody = row['eth.dst'].at(-1) === 'ff:ff:ff:ff:ff:ff';
    const target = everybody ? '255.255.255.255' : row['arp.dst.proto_ipv4'][0];
    return `frame ${row['arp.src.proto_ipv4'][0]} ${target}`;
  }
  const isSix = network === 'ipv6';
  const source = (isSix ? row['ipv6.src'] : row['ip.src']).at(-1) ?? '';
  const destination = (isSix ? row['ipv6.dst'] : row['ip.dst']).at(-1) ?? '';
  const inside = layers.slice(layers.lastIndexOf(network));
  for (const transport of ['tcp', 'udp'] as const) {
    if (!inside.includes(transport)) continue;
    const end = (address: string, port: string | undefined) => (isSix ? `[${address}]:${port}` : `${address}:${port}`);
    const ports = [row[`${transport}.srcport`].at(-1), row[`${transport}.dstport`].at(-1)];
    return `${transport} ${end(source, ports[0])} ${end(destination, ports[1])}`;
  }
  const protocol = inside.includes('icmp') ? '1' : inside.includes('icmpv6') ? '58' : row['ip.proto'].at(-1);
  return `ip ${source} ${destination} ${protocol}`;
}
