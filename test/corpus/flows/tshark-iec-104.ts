/** IEC 60870-5-104 as Wireshark's dissector reads it, frame by frame. */
import { dissect, endsOf, nodesOf, numberOf, type PdmlNode, type PdmlPacket, textOf } from '../../support/pdml.ts';
import type { SeenOperation } from './operation-tally.ts';

/** One I, S or U frame. */
export interface DissectedFrame {
  readonly frame: number;
  readonly stream: string;
  readonly fromClient: boolean;
  readonly client: string;
  readonly server: string;
  /** As the catalogue spells it. */
  readonly code: string;
  readonly cause: number;
  readonly negative: boolean;
  readonly unit: number | null;
  readonly sequence: boolean;
  readonly addresses: readonly number[];
}

/** All frames of a capture; clients connect to port 2404. */
export function dissectIec104(path: string): readonly DissectedFrame[] {
  const filter = 'iec60870_104 && !tcp.analysis.retransmission';
  return dissect(path, filter, ['iec60870_104', 'iec60870_asdu']).flatMap((packet) =>
    packet.layers.flatMap((layer, at) => (layer.name === 'iec60870_104' ? [readFrame(packet, layer, at)] : [])),
  );
}

function readFrame(packet: PdmlPacket, layer: PdmlNode, at: number): DissectedFrame {
  const { source, destination } = endsOf(packet);
  const all = { children: packet.layers };
  const fromClient = numberOf(all, 'tcp.dstport') === 2404;
  const next = packet.layers[at + 1];
  const asdu = next?.name === 'iec60870_asdu' ? next : { children: [] };
  const addresses = nodesOf(asdu, 'iec60870_asdu.ioa').map(({ show }) => Number(show));
  return {
    frame: packet.frame,
    stream: textOf(all, 'tcp.stream') ?? '',
    fromClient,
    client: fromClient ? source : destination,
    server: fromClient ? destination : source,
    code: codeOf(layer, asdu),
    cause: numberOf(asdu, 'iec60870_asdu.causetx') ?? 0,
    negative: numberOf(asdu, 'iec60870_asdu.nega') === 1,
    unit: numberOf(asdu, 'iec60870_asdu.addr'),
    sequence: numberOf(asdu, 'iec60870_asdu.sq') === 1,
    addresses,
  };
}

function codeOf(layer: PdmlNode, asdu: Pick<PdmlNode, 'children'>): string {
  const control = ((numberOf(layer, 'iec60870_104.utype') ?? 0) << 2) | 3;
  switch (numberOf(layer, 'iec60870_104.type')) {
    case 0:
      return String(numberOf(asdu, 'iec60870_asdu.typeid') ?? '');
    case 1:
      return 's';
    default:
      return `u0x${control.toString(16).padStart(2, '0')}`;
  }
}

const confirmations: Readonly<Record<string, string>> = { u0x0b: 'u0x07', u0x23: 'u0x13', u0x83: 'u0x43' };
const isAnswer = ({ cause, code }: DissectedFrame) =>
  Number(code) >= 45 && Number(code) !== 70 && ([7, 9, 10].includes(cause) || cause >= 44);

/** What is asked and reported; answers count only when nothing like them was asked, refusals of both apart. */
export function seenInIec104(frames: readonly DissectedFrame[]): { asked: SeenOperation[]; refused: number } {
  const open = new Set<string>();
  const asked: SeenOperation[] = [];
  let refused = 0;
  for (const frame of frames) {
    const { client, server, stream, code, unit, addresses, sequence, fromClient } = frame;
    const base = { source: client, destination: server, code, unit };
    const keyOf = (by: boolean, of: string) => `${stream} ${by} ${of} ${unit} ${addresses.join()}`;
    if (open.has(keyOf(!fromClient, confirmations[code] ?? code)) && (code in confirmations || isAnswer(frame))) {
      refused += frame.negative ? 1 : 0;
      continue;
    }
    open.add(keyOf(fromClient, code));
    const [first = null] = addresses;
    if (addresses.length === 0) asked.push(base);
    else if (sequence) asked.push({ ...base, first, count: addresses.length });
    else asked.push(...addresses.map((address) => ({ ...base, first: address, count: 1 })));
  }
  return { asked, refused };
}
