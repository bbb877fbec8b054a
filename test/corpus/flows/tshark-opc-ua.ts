/** OPC UA binary as Wireshark's dissector reads it: messages with the nodes that requests name. */
import { dissect, endsOf, nodesOf, numberOf, type PdmlNode, type PdmlPacket, textOf } from '../../support/pdml.ts';
import type { SeenOperation } from './operation-tally.ts';

/** One message. */
export interface DissectedOpcUa {
  readonly stream: string;
  readonly fromClient: boolean;
  readonly client: string;
  readonly server: string;
  /** HEL, ACK, OPN, MSG, CLO or ERR. */
  readonly letters: string;
  /** Type of the service; null when it cannot be seen. */
  readonly type: number | null;
  readonly requestId: number | null;
  readonly nodes: readonly DissectedNode[];
  readonly serviceResult: number;
  /** Status of each result. */
  readonly results: readonly number[];
}

/** A node; `first` is null when it is not named by a number. */
export interface DissectedNode {
  readonly unit: number;
  readonly first: number | null;
}

/** All messages of a capture, in whose packets `port` is the server's. */
export function dissectOpcUa(path: string, port: number): readonly DissectedOpcUa[] {
  const decodeAs = port === 4840 ? [] : ['-d', `tcp.port==${port},opcua`];
  return dissect(path, 'opcua && !tcp.analysis.retransmission', ['opcua'], decodeAs).flatMap((packet) =>
    packet.layers
      // The last chunk of a message carries all of it.
      .filter((layer) => layer.name === 'opcua' && textOf(layer, 'opcua.transport.chunk') === 'F')
      .map((layer) => readMessage(packet, layer, port)),
  );
}

function readMessage(packet: PdmlPacket, layer: PdmlNode, port: number): DissectedOpcUa {
  const { source, destination } = endsOf(packet);
  const all = { children: packet.layers };
  const fromClient = numberOf(all, 'tcp.dstport') === port;
  const service = nodesOf(layer, '').find(({ show }) => /^\w+(?:Request|Response)$/.test(show)) ?? { children: [] };
  return {
    stream: textOf(all, 'tcp.stream') ?? '',
    fromClient,
    client: fromClient ? source : destination,
    server: fromClient ? destination : source,
    letters: textOf(layer, 'opcua.transport.type') ?? '',
    type: numberOf(layer, 'opcua.servicenodeid.numeric'),
    requestId: numberOf(layer, 'opcua.security.rqid'),
    nodes: arrayOf(service, requestArrays).flatMap(readNode),
    serviceResult: numberOf(layer, 'opcua.ServiceResult') ?? 0,
    results: arrayOf(service, /^Results: /).flatMap(readStatus),
  };
}

const requestArrays =
  /^(?:NodesTo(?:Read|Write|Browse|Add|Delete|Register|Unregister)|ReferencesTo(?:Add|Delete)|MethodsToCall|ItemsToCreate|BrowsePaths): /;

function arrayOf(service: Pick<PdmlNode, 'children'>, name: RegExp): readonly PdmlNode[] {
  const array = service.children.find(({ show }) => name.test(show));
  return (array?.children ?? []).filter(({ show, words }) => show.startsWith('[') || words.startsWith('['));
}

/** The heading of the node id that an item is about, the first that is there. */
const nodeHeadings = ['MethodId', 'RequestedNewNodeId', 'NodeId', 'StartingNode', 'SourceNodeId'];

function readNode(item: PdmlNode): DissectedNode[] {
  const headings = nodesOf(item, '');
  const heading = nodeHeadings.map((name) => headings.find(({ show }) => show.startsWith(`${name}: `))).find(Boolean);
  const node = heading ?? item;
  if (numberOf(node, 'opcua.nodeid.numeric') === 0 && item.show.includes('AddNodesItem'))
    return readNode({
      ...item,
      show: '',
      children: item.children.filter(({ show }) => show.startsWith('ParentNodeId')),
    });
  return [{ unit: numberOf(node, 'opcua.nodeid.nsindex') ?? 0, first: numberOf(node, 'opcua.nodeid.numeric') }];
}

function readStatus(item: PdmlNode): number[] {
  if (item.name === 'opcua.Results') return [Number(item.show)];
  const own = item.children.find(({ name }) => name === 'opcua.StatusCode');
  return [own === undefined ? 0 : Number(own.show)];
}

const isBad = (status: number) => status >>> 30 === 2;
const serviceFault = 397;
/** A call is counted once for each of its two classes. */
const callRequest = 712;

/** What is asked for, how much of it is refused, and how many requests cannot be seen. */
export function seenInOpcUa(messages: readonly DissectedOpcUa[]): {
  readonly asked: readonly SeenOperation[];
  readonly refused: number;
  readonly concealed: number;
} {
  const requests = messages.filter(({ fromClient }) => fromClient);
  const visible = requests.filter(({ letters, type }) => letters !== 'MSG' || type !== null);
  const open = new Map(visible.map((message) => [keyOf(message), operationsOf(message).length]));
  const answers = messages.filter(({ fromClient }) => !fromClient);
  return {
    asked: visible.flatMap(operationsOf),
    refused: answers.reduce((sum, message) => sum + refusedBy(message, open.get(keyOf(message)) ?? 0), 0),
    concealed: requests.length - visible.length,
  };
}

function keyOf({ stream, requestId }: DissectedOpcUa): string {
  return `${stream} ${requestId}`;
}

const codes: Readonly<Record<string, string>> = { HEL: 'hel', OPN: '446', CLO: '452' };

function operationsOf({ client, server, letters, type, nodes }: DissectedOpcUa): readonly SeenOperation[] {
  const base = { source: client, destination: server, code: codes[letters] ?? String(type) };
  const seen = nodes.map(({ unit, first }) => ({ ...base, unit, first, count: first === null ? null : 1 }));
  const once = seen.length === 0 ? [base] : seen;
  return type === callRequest ? [...once, ...once] : once;
}

/** A request of `operations` operations is refused as a whole, or result by result. */
function refusedBy({ type, serviceResult, results }: DissectedOpcUa, operations: number): number {
  if (type === serviceFault || isBad(serviceResult)) return operations;
  return Math.floor((results.filter(isBad).length * operations) / Math.max(results.length, 1));
}
