/** What Wireshark's dissectors read in a capture: the packet details (PDML) of tshark as trees, to compare with. */
import { outputOf } from './corpus.ts';

/** A protocol, a field or a heading of the packet details. */
export interface PdmlNode {
  /** Filter name, as `dnp3.al.func`; empty for headings. */
  readonly name: string;
  /** The value as the dissector writes it, or the text of a heading. */
  readonly show: string;
  /** Name and value in words. */
  readonly words: string;
  /** The bytes in hexadecimal. */
  readonly value: string;
  readonly children: readonly PdmlNode[];
}

/** One packet: its layers from the outside in. */
export interface PdmlPacket {
  readonly frame: number;
  readonly layers: readonly PdmlNode[];
}

/** The packets that a display filter leaves, with the named protocols (and IP, TCP, UDP) in detail. */
export function dissect(
  path: string,
  filter: string,
  protocols: readonly string[],
  options: readonly string[] = [],
): readonly PdmlPacket[] {
  const inDetail = ['frame', 'eth', 'ip', 'ipv6', 'tcp', 'udp', ...protocols].join(' ');
  const xml = outputOf('tshark', ['-r', path, '-Y', filter, '-T', 'pdml', '-J', inDetail, ...options]);
  return xml
    .split('<packet>')
    .slice(1)
    .map((packet) => readPacket(packet));
}

/** All nodes of that name below a node, in order. */
export function nodesOf(node: Pick<PdmlNode, 'children'>, name: string): PdmlNode[] {
  return node.children.flatMap((child) => [...(child.name === name ? [child] : []), ...nodesOf(child, name)]);
}

/** The first field of that name below a node as a number; null when there is none. */
export function numberOf(node: Pick<PdmlNode, 'children'>, name: string): number | null {
  const text = textOf(node, name);
  return text === null ? null : Number(text);
}

/** The first field of that name below a node as text; null when there is none. */
export function textOf(node: Pick<PdmlNode, 'children'>, name: string): string | null {
  return nodesOf(node, name)[0]?.show ?? null;
}

/** Who sent a packet to whom, by the innermost network layer. */
export function endsOf({ layers }: PdmlPacket): { source: string; destination: string } {
  const network = layers.findLast(({ name }) => name === 'ip' || name === 'ipv6');
  if (network !== undefined)
    return {
      source: textOf(network, `${network.name}.src`) ?? '',
      destination: textOf(network, `${network.name}.dst`) ?? '',
    };
  const link = { children: layers };
  return { source: textOf(link, 'eth.src') ?? '', destination: textOf(link, 'eth.dst') ?? '' };
}

interface OpenNode extends PdmlNode {
  readonly children: OpenNode[];
}

const tag = /<(\/?)(?:proto|field)((?:\s+[\w.]+="[^"]*")*)\s*(\/?)>/g;

function readPacket(xml: string): PdmlPacket {
  const layers: OpenNode[] = [];
  const open: OpenNode[] = [];
  for (const [, closing, attributes = '', single] of xml.matchAll(tag)) {
    if (closing === '/') {
      open.pop();
      continue;
    }
    const node = readNode(attributes);
    (open.at(-1)?.children ?? layers).push(node);
    if (single !== '/') open.push(node);
  }
  return { frame: numberOf({ children: layers }, 'frame.number') ?? 0, layers };
}

function readNode(attributes: string): OpenNode {
  const found = new Map([...attributes.matchAll(/([\w.]+)="([^"]*)"/g)].map(([, name, text]) => [name, text]));
  const text = (name: string) => decodeEntities(found.get(name) ?? '');
  return { name: text('name'), show: text('show'), words: text('showname'), value: text('value'), children: [] };
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#x([0-9a-f]+)|(\w+));/gi, (whole, hex: string | undefined, name: string | undefined) =>
    hex === undefined ? (entities[name ?? ''] ?? whole) : String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}
