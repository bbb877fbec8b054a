/** EtherNet/IP requests and answers as Wireshark's dissector reads them, one by one. */
import { outputOf } from '../../support/corpus.ts';
import type { SeenOperation } from './operation-tally.ts';

/** What is in one capture. */
export interface DissectedEtherNetIp {
  /** With the class as unit and the instance as first object. */
  readonly requests: readonly SeenOperation[];
  /** Requests that a status refuses; what Unconnected_Send carries counts with it when the route fails. */
  readonly refused: number;
  /** Answers whose requests were not captured: the dissector cannot say which class they come from. */
  readonly answersAlone: number;
  /** Datagrams with cyclic data. */
  readonly cyclic: number;
}

const fields = [
  ...['ip.src', 'ip.dst', 'tcp.dstport', 'udp.dstport', 'enip.command', 'cip.rr', 'cip.sc', 'cip.epath', 'cip.genstat'],
  ...['cip.class', 'cip.instance', 'cipio'],
];

/** Everything in a capture; `port` is the server's. */
export function dissectEtherNetIp(path: string, port: number = 44_818): DissectedEtherNetIp {
  const output = outputOf('tshark', [
    ...['-r', path, '-Y', 'enip or cipio', '-T', 'fields', '-E', 'occurrence=a', '-E', 'aggregator=,'],
    ...fields.flatMap((field) => ['-e', field]),
  ]);
  const frames = output
    .split('\n')
    .filter((line) => line !== '')
    .map(frameOf);
  const answers = frames.filter((frame) => frame.isAnswer);
  return {
    requests: frames.filter((frame) => frame.port === String(port)).flatMap(requestsOf),
    refused: answers.reduce((sum, { services, statuses }) => sum + refusals(services, statuses), 0),
    answersAlone: answers
      .filter(({ classes }) => classes.length === 0)
      .reduce((sum, { services }) => sum + services.filter((service) => Number(service) !== 0x0a).length, 0),
    cyclic: frames.filter(({ isCyclic }) => isCyclic).length,
  };
}

interface Frame {
  readonly source: string;
  readonly destination: string;
  readonly port: string;
  readonly commands: readonly string[];
  readonly isAnswer: boolean;
  readonly services: readonly string[];
  readonly paths: readonly string[];
  readonly statuses: readonly string[];
  /** The dissector's own reading of the paths: all classes and instances of the frame in a row. */
  readonly classes: readonly number[];
  readonly instances: readonly number[];
  readonly isCyclic: boolean;
}

function frameOf(line: string): Frame {
  const [source = '', destination = '', tcpPort = '', udpPort = '', ...lists] = line.split('\t');
  const [commands = [], answers, services = [], paths = [], statuses = [], classes, instances, cyclic] =
    lists.map(listOf);
  return {
    ...{ source, destination, port: tcpPort === '' ? udpPort : tcpPort, commands, services, paths, statuses },
    isAnswer: answers?.[0] === '0x01',
    classes: classes?.map(Number) ?? [],
    instances: instances?.map(Number) ?? [],
    isCyclic: (cyclic ?? []).length > 0,
  };
}

/** Everything that is asked for in a frame to the server. */
function requestsOf(frame: Frame): SeenOperation[] {
  const { source, destination, commands, services, paths, classes, instances } = frame;
  const segments = paths.flatMap(segmentsOf);
  const valuesOf = (wanted: Segment['kind']): number[] =>
    segments.filter(({ kind }) => kind === wanted).map(({ value }) => value);
  expectSubsequence(valuesOf('class'), classes);
  expectSubsequence(valuesOf('instance'), instances);
  const own = commands.map(Number).filter((command) => command !== 0x6f && command !== 0x70);
  return [
    ...own.map((command) => ({ source, destination, code: `e${hex(command)}` })),
    ...servicesOf(services, paths).map((each) => ({ source, destination, ...each })),
  ];
}

function listOf(cell: string): string[] {
  return cell === '' ? [] : cell.split(',');
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}

/** Pairs the services of a frame with their paths. Some have a second path: of the connection, or of the route. */
function servicesOf(
  services: readonly string[],
  paths: readonly string[],
): Omit<SeenOperation, 'source' | 'destination'>[] {
  const requests: Omit<SeenOperation, 'source' | 'destination'>[] = [];
  let at = 0;
  let routes = 0;
  for (const text of services) {
    const service = Number(text);
    const { classId, instance, symbolic } = pathOf(paths[at++] ?? '');
    const isManager = classId === 6;
    if (isManager && (service === 0x54 || service === 0x5b || service === 0x4e)) at++;
    if (isManager && service === 0x52) routes++;
    else {
      at += routes;
      routes = 0;
    }
    if (service === 0x0a && classId === 2) continue;
    const name = classId === null ? (symbolic ? '*' : '?') : hex(classId);
    requests.push({
      code: `${name}/${hex(service)}`,
      unit: classId,
      first: instance,
      count: instance === null ? null : 1,
    });
  }
  return requests;
}

interface Segment {
  readonly kind: 'class' | 'instance' | 'symbol' | 'other';
  readonly value: number;
}

/** The logical segments of a path in hexadecimal digits, as far as the captures have them. */
function segmentsOf(path: string): Segment[] {
  const bytes = Buffer.from(path, 'hex');
  const segments: Segment[] = [];
  for (let at = 0; at < bytes.length; ) {
    const type = bytes[at] ?? 0;
    const kind = (type & 0xfc) === 0x20 ? 'class' : (type & 0xfc) === 0x24 ? 'instance' : 'other';
    if (type === 0x91) {
      segments.push({ kind: 'symbol', value: 0 });
      at += 2 + 2 * Math.ceil((bytes[at + 1] ?? 0) / 2);
    } else if (type >> 5 === 1 && type !== 0x34) {
      const size = 1 << (type & 3);
      segments.push({ kind, value: size === 1 ? (bytes[at + 1] ?? 0) : bytes.readUIntLE(at + 2, size) });
      at += size === 1 ? 2 : 2 + size;
    } else if (type < 0x10) at += 2;
    else throw new Error(`segment ${hex(type)} in ${path}`);
  }
  return segments;
}

function pathOf(path: string): { classId: number | null; instance: number | null; symbolic: boolean } {
  let classId: number | null = null;
  let instance: number | null = null;
  let symbolic = false;
  for (const { kind, value } of segmentsOf(path)) {
    if (kind === 'class') {
      classId = value;
      instance = null;
    }
    if (kind === 'instance') instance = value;
    if (kind === 'symbol') symbolic = true;
  }
  return { classId, instance, symbolic };
}

function refusals(services: readonly string[], statuses: readonly string[]): number {
  let count = 0;
  for (const [index, status] of statuses.entries()) {
    const service = Number(services[index]);
    if (service === 0x0a && services.length > 1) continue;
    if (status !== '0x00' && status !== '0x06') count += service === 0x52 ? 2 : 1;
  }
  return count;
}

/** The dissector lists further classes, such as that of a connection that a message goes over. */
function expectSubsequence(parts: readonly number[], whole: readonly number[]): void {
  let at = 0;
  for (const part of parts) {
    at = whole.indexOf(part, at) + 1;
    if (at === 0) throw new Error(`${parts.join()} is not in ${whole.join()}`);
  }
}
