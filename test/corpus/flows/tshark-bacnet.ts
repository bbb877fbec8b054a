/** BACnet as Wireshark's dissector reads it: requests with their objects, and how they were answered. */
import { dissect, endsOf, nodesOf, numberOf, type PdmlNode, type PdmlPacket } from '../../support/pdml.ts';
import type { SeenOperation } from './operation-tally.ts';

/** One application, network or link message. */
export interface DissectedBacnet {
  readonly frame: number;
  readonly source: string;
  readonly destination: string;
  /** Goes to everyone. */
  readonly toGroup: boolean;
  /** Network behind a router that it goes to. */
  readonly network: number | null;
  /** Kind of the application message (0 to 7); null for others. */
  readonly kind: number | null;
  readonly invokeId: number | null;
  /** As the catalogue spells it; empty for answers that do not repeat a service. */
  readonly code: string;
  readonly objects: readonly DissectedObject[];
  /** Objects of an answer of which nothing could be read. */
  readonly failed: number;
  /** The link says no. */
  readonly isNegative: boolean;
}

interface DissectedObject {
  readonly type: number;
  readonly instance: number | null;
  readonly isProgramChange: boolean;
}

/** All messages of a capture. */
export function dissectBacnet(path: string): readonly DissectedBacnet[] {
  return dissect(path, 'bacapp || bacnet || bvlc', ['bvlc', 'bacnet', 'bacapp']).flatMap(readPacket);
}

function readPacket(packet: PdmlPacket): DissectedBacnet[] {
  const layer = (name: string) => packet.layers.find((each) => each.name === name);
  const link = layer('bvlc');
  const network = layer('bacnet');
  const application = layer('bacapp');
  const isRouted = network !== undefined && numberOf(network, 'bacnet.control_dest') === 1;
  const dnet = isRouted ? numberOf(network, 'bacnet.dnet') : null;
  const ends = endsOf(packet);
  const linkFunction = link === undefined ? null : numberOf(link, 'bvlc.function');
  const base = {
    frame: packet.frame,
    ...ends,
    toGroup: [4, 9, 11].includes(linkFunction ?? 0) || dnet === 0xffff || ends.destination === 'ff:ff:ff:ff:ff:ff',
    network: dnet === 0xffff ? null : dnet,
    kind: null,
    invokeId: null,
    objects: [],
    failed: 0,
    isNegative: link !== undefined && (numberOf(link, 'bvlc.result') ?? 0) > 0,
  };
  const networkType = network === undefined ? null : numberOf(network, 'bacnet.mesgtyp');
  if (networkType !== null) return [{ ...base, code: `n${networkType}` }];
  if (application === undefined) return network === undefined ? [{ ...base, code: `b${linkFunction}` }] : [];
  return [{ ...base, ...readApplication(application) }];
}

function readApplication(layer: PdmlNode) {
  const kind = numberOf(layer, 'bacapp.type');
  const confirmed = numberOf(layer, 'bacapp.confirmed_service');
  const unconfirmed = numberOf(layer, 'bacapp.unconfirmed_service');
  const code = unconfirmed !== null ? `u${unconfirmed}` : confirmed !== null ? `c${confirmed}` : '';
  return {
    kind,
    invokeId: numberOf(layer, 'bacapp.invoke_id'),
    code,
    objects: (kind ?? 9) > 1 ? [] : objectsOf(layer, code),
    failed: kind === 3 && code === 'c14' ? failedOf(layer) : 0,
  };
}

/** Requests about nothing, or about the one who asks. */
const withoutObjects = /^(?:u(?:0|1|4|5|6|8|9|10|13|14)|c(?:3|4|17|18|19|20|21|22|23|24|25|29))$/;
/** Their first object is the device that reports. */
const reports = /^(?:[cu]2|c1|u3|c31|u11)$/;
const lists = /^(?:c14|c16|c30|c31|u11)$/;
const programChange = 90;

function objectsOf(layer: PdmlNode, code: string): readonly DissectedObject[] {
  if (withoutObjects.test(code)) return [];
  const types = nodesOf(layer, 'bacapp.objectType').map(({ show }) => Number(show));
  const instances = nodesOf(layer, 'bacapp.instance_number').map(({ show }) => Number(show));
  const changes = (node: Pick<PdmlNode, 'children'>) =>
    /^c1[56]$/.test(code) &&
    nodesOf(node, 'bacapp.property_identifier').some(({ show }) => Number(show) === programChange);
  const all = types.map((type, at) => ({ type, instance: instances[at] ?? null, isProgramChange: changes(layer) }));
  const own = reports.test(code) ? all.slice(1) : all;
  if (!lists.test(code)) return own.slice(0, 1);
  if (code !== 'c14' && code !== 'c16') return own;
  // Values may be object identifiers too: only headings right below the message are asked for.
  const headings = layer.children.filter(({ show }) => show.startsWith('ObjectIdentifier: '));
  return headings.map((heading) => ({
    type: numberOf(heading, 'bacapp.objectType') ?? 0,
    instance: numberOf(heading, 'bacapp.instance_number'),
    isProgramChange: changes(layer),
  }));
}

/** Objects in the answer to a request for many properties that have errors and no values. */
function failedOf(layer: PdmlNode): number {
  let failed = 0;
  for (const [at, heading] of layer.children.entries()) {
    if (!heading.show.startsWith('ObjectIdentifier: ')) continue;
    const results = layer.children[at + 1];
    const text = results === undefined ? '' : headingsOf(results);
    if (text.includes('propertyAccessError') && !text.includes('propertyValue')) failed++;
  }
  return failed;
}

function headingsOf(node: PdmlNode): string {
  return [node.show, ...node.children.map(headingsOf)].join(' ');
}

/** Network layer messages and results of the link, which answer others. */
const layerAnswers: Readonly<Record<string, readonly string[]>> = {
  n1: ['n0'],
  n7: ['n6'],
  n19: ['n18'],
  b0: ['b1', 'b5', 'b8'],
  b3: ['b2'],
  b7: ['b6'],
};

/** What is asked for and reported, and how much of it is refused; answers without their request apart. */
export function seenInBacnet(messages: readonly DissectedBacnet[], tableOf: (type: number) => string) {
  const open = new Map<string, number>();
  const answered = new Set<string>();
  const asked: SeenOperation[] = [];
  let refused = 0;
  let unasked = 0;
  for (const message of withoutFound(messages)) {
    if (asks(message)) {
      const operations = operationsOf(message, tableOf);
      asked.push(...operations);
      open.set(requestKey(message), operations.length);
      answered.delete(requestKey(message));
      continue;
    }
    const keys = answeredKeys(message);
    const key = keys.find((each) => open.has(each));
    if (key !== undefined) refused += refusedBy(message, open.get(key) ?? 0);
    // An answer that was captured twice is one answer.
    else if (!keys.some((each) => answered.has(each)) && message.kind !== segmentAnswer) unasked++;
    if (key === undefined || message.kind === segmentAnswer) continue;
    open.delete(key);
    answered.add(key);
  }
  return { asked, refused, unasked };
}

const segmentAnswer = 4;
const firstRefusal = 5;

/** Who is found answers in a conversation of its own, which nobody asked anything in. */
function withoutFound(messages: readonly DissectedBacnet[]): readonly DissectedBacnet[] {
  const search = messages.find(({ code }) => code === 'u7' || code === 'u8')?.frame ?? Number.POSITIVE_INFINITY;
  return messages.filter(
    ({ code, toGroup, frame }) => !((code === 'u0' || code === 'u1') && !toGroup && frame > search),
  );
}

function asks({ kind, code }: DissectedBacnet): boolean {
  return kind === null ? layerAnswers[code] === undefined : kind <= 1;
}

function requestKey({ kind, source, destination, invokeId, code }: DissectedBacnet): string {
  return `${source} ${destination} ${kind === 0 ? invokeId : code}`;
}

function answeredKeys({ source, destination, invokeId, code }: DissectedBacnet): readonly string[] {
  return (layerAnswers[code] ?? [String(invokeId)]).map((by) => `${destination} ${source} ${by}`);
}

function refusedBy({ kind, failed, isNegative }: DissectedBacnet, operations: number): number {
  return isNegative || (kind !== null && kind >= firstRefusal) ? operations : failed;
}

/** Reports go from the server to the client. */
const isReport = /^(?:c(?:1|2|31|32)|u(?:2|3|11|12))$/;
/** Codes that are counted once for each of two classes. */
const twoClasses = new Set(['c7']);

function operationsOf(message: DissectedBacnet, tableOf: (type: number) => string): SeenOperation[] {
  const { code, objects, network, toGroup } = message;
  const isBack = isReport.test(code) && !toGroup;
  const ends = isBack
    ? { source: message.destination, destination: message.source }
    : { source: message.source, destination: message.destination };
  const seen = objects.map(({ type, instance, isProgramChange }) => ({
    ...ends,
    code: isProgramChange ? `${code}.90` : code,
    unit: network,
    table: tableOf(type),
    first: instance,
    count: instance === null ? null : 1,
  }));
  const once = seen.length === 0 ? [{ ...ends, code, unit: network }] : seen;
  return twoClasses.has(code) ? [...once, ...once] : once;
}
