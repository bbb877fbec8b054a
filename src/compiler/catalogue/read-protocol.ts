/** Turns the file of a protocol into the model and finds what its schema cannot say: ranges and names used twice. */
import type {
  CodePattern,
  ObjectAddressing,
  OperationEntry,
  Protocol,
  ProtocolService,
  Transport,
} from '../../model/catalogue.ts';
import type { IntegerRange } from '../../model/plant.ts';
import { codePattern, compareSpecificity, rangeOf } from './code-pattern.ts';
import type { RawAlias, RawEntry, RawOperation, RawProtocol, RawService } from './raw-catalogue.ts';

/** The protocol of a file; what is wrong with it is pushed to `problems`. */
export function readProtocol(raw: RawProtocol, problems: string[]): Protocol {
  const operations = (raw.operations ?? []).flatMap(expand);
  const operationsByCode = Map.groupBy(operations, (entry) => entry.code);
  const patterns = [...operationsByCode].map(([code, entries]) => codePattern(code, entries));
  const protocol: Protocol = {
    ...headOf(raw),
    services: raw.services.map((service) => readService(service, problems)),
    codes: raw.codes ?? null,
    object: readObject(raw, problems),
    operations,
    operationsByCode,
    codePatterns: patterns.filter((pattern) => pattern !== null).sort(compareSpecificity),
    members: [],
  };
  checkOperations(protocol, raw.operations ?? [], problems);
  return protocol;
}

/** The alias of a file. */
export function readAlias(raw: RawAlias): Protocol {
  return {
    ...headOf(raw),
    services: [],
    codes: null,
    object: null,
    operations: [],
    operationsByCode: new Map(),
    codePatterns: [],
    members: raw.members,
  };
}

function headOf(raw: RawEntry): Pick<Protocol, 'id' | 'title' | 'layer' | 'source' | 'confidence'> {
  return { id: raw.protocol, title: raw.title, layer: raw.layer, source: raw.source, confidence: raw.confidence };
}

/** One entry for each class, since a request that reads and writes needs both. */
function expand({ code, name, class: classes, table, attack }: RawOperation): readonly OperationEntry[] {
  return [classes].flat().map((each) => ({ code, name, class: each, table: table ?? null, attack: attack ?? [] }));
}

function readService(raw: RawService, problems: string[]): ProtocolService {
  const { from, to } = numbersOf[raw.transport];
  const ports = raw.ports?.map((port) => readRange(port, problems)) ?? [{ from, to }];
  for (const range of ports) {
    if (range.from > range.to) problems.push(`port range \`${range.from}-${range.to}\` is the wrong way round`);
    if (range.from < from || range.to > to) {
      problems.push(`port \`${range.from}-${range.to}\` is outside \`${from}-${to}\` of ${raw.transport}`);
    }
  }
  return {
    transport: raw.transport,
    ports,
    encrypted: raw.encrypted ?? false,
    dynamic: raw.dynamic ?? false,
    note: raw.note ?? null,
  };
}

/** Every number of a transport: what a service listens on that names none. */
const numbersOf: Readonly<Record<Transport, IntegerRange>> = {
  tcp: { from: 0, to: 65535 },
  udp: { from: 0, to: 65535 },
  icmp: { from: 0, to: 0 },
  icmpv6: { from: 0, to: 0 },
  ip: { from: 0, to: 255 },
  ethernet: { from: 0, to: 65535 },
};

function readRange(port: number | string, problems: string[]): IntegerRange {
  if (typeof port === 'number') return { from: port, to: port };
  const range = rangeOf(port);
  if (range !== null) return range;
  problems.push(`\`${port}\` is no port range`);
  return { from: 0, to: 0 };
}

function readObject({ object }: RawProtocol, problems: string[]): ObjectAddressing | null {
  if (object === undefined) return null;
  for (const field of [object.unit, object.range]) {
    if (field !== undefined && field.min > field.max) {
      problems.push(`\`${field.title}\` begins at ${field.min} and ends at ${field.max}`);
    }
  }
  return { unit: object.unit ?? null, tables: object.tables ?? [], range: object.range ?? null };
}

function checkOperations(protocol: Protocol, raw: readonly RawOperation[], problems: string[]): void {
  if ((protocol.codes === null) !== (raw.length === 0)) {
    problems.push('`codes` and `operations` belong together: one says how the other is written');
  }
  for (const [code, entries] of Map.groupBy(raw, (operation) => operation.code)) {
    if (entries.length > 1) problems.push(`code \`${code}\` is listed more than once`);
  }
  for (const [name, entries] of Map.groupBy(raw, (operation) => operation.name)) {
    if (entries.length > 1) problems.push(`name \`${name}\` is given to more than one code`);
  }
  const tables = protocol.object?.tables ?? [];
  for (const { code, table } of raw) {
    if (table !== undefined && !tables.includes(table)) problems.push(`code \`${code}\` has no table \`${table}\``);
  }
  for (const pattern of protocol.codePatterns) checkPattern(pattern, problems);
}

function checkPattern(pattern: CodePattern, problems: string[]): void {
  for (const segment of pattern.segments) {
    if (segment.kind === 'range' && segment.range.from > segment.range.to) {
      problems.push(`the range in code \`${pattern.code}\` is the wrong way round`);
    }
  }
}
