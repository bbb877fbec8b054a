/**
 * Questions to the catalogue, each a pure function of what was parsed; nothing here searches through files or
 * protocols.
 */
import type {
  AttackIds,
  Catalogue,
  CodePattern,
  CodeSegment,
  OperationClass,
  OperationEntry,
  Protocol,
  Transport,
} from './catalogue.ts';

/**
 * All entries of one code, one per class; empty when the catalogue does not know it, which makes it `unknown`.
 * A code that is not listed is looked for in this order:
 * 1. the most specific pattern that it matches: `/` parts are compared one by one, and an exact part beats a range,
 *    a narrow range a wide one, and any range `*`; the first part counts most;
 * 2. the same for the code without its last part (after the last `.` or `/`), until nothing is left.
 *
 * So the CIP service `0x8e/0x01` is read as the pattern with `*` before the slash, and the Modbus sub-function
 * `8.99` as `8`.
 */
export function operationsByCode(catalogue: Catalogue, protocolId: string, code: string): readonly OperationEntry[] {
  const protocol = catalogue.protocols.get(protocolId);
  if (protocol === undefined) return [];
  for (let rest = code; rest !== ''; rest = withoutLastPart(rest)) {
    const entries = entriesOf(protocol, rest);
    if (entries !== null) return entries;
  }
  return [];
}

/** The entry of a code in one class, found as {@link operationsByCode} says; null when there is none. */
export function operationOf(
  catalogue: Catalogue,
  protocolId: string,
  operationClass: OperationClass,
  code: string,
): OperationEntry | null {
  return operationsByCode(catalogue, protocolId, code).find((entry) => entry.class === operationClass) ?? null;
}

/**
 * The protocols that may be spoken at a port (an IP protocol number for `ip`, an EtherType for `ethernet`, 0 for
 * ICMP). Those with a fixed port come before those that agree on one at run time; then plant protocols before
 * services of the DMZ before upkeep of the network; then the alphabet. A number that none of them claims belongs to
 * the generic protocol of the transport.
 */
export function protocolsByPort(catalogue: Catalogue, transport: Transport, port: number): readonly string[] {
  const index = catalogue.portIndex.get(transport);
  return (index?.byNumber.get(port) ?? index?.otherwise)?.protocols ?? [];
}

/**
 * True when a server is known to listen at the port, so that the other end is the client. Ports from 49152 on are
 * never a sign of a server: clients use them for themselves.
 */
export function isServerPort(catalogue: Catalogue, transport: Transport, port: number): boolean {
  return catalogue.portIndex.get(transport)?.byNumber.get(port)?.listening ?? false;
}

/** The ATT&CK techniques that an operation, or any operation of a class, can carry. */
export function attackOf(catalogue: Catalogue, operation: OperationClass | OperationEntry): AttackIds {
  const { classes, techniques } = catalogue.attack;
  const own = typeof operation === 'string' ? [] : operation.attack;
  const operationClass = typeof operation === 'string' ? operation : operation.class;
  const v18 = own.length > 0 ? own : (classes.get(operationClass) ?? []);
  return { v18, v19: v18.map((id) => techniques.get(id)?.v19 ?? id) };
}

/** True when a grant of the class `granted` covers an operation of the class `asked`: itself or a sub-class of it. */
export function classIncludes(granted: OperationClass, asked: OperationClass): boolean {
  return asked === granted || asked.startsWith(`${granted}.`);
}

function entriesOf(protocol: Protocol, code: string): readonly OperationEntry[] | null {
  const exact = protocol.operationsByCode.get(code);
  return exact ?? protocol.codePatterns.find((pattern) => matchesPattern(pattern, code))?.entries ?? null;
}

function matchesPattern(pattern: CodePattern, code: string): boolean {
  const parts = code.split('/');
  return (
    parts.length === pattern.segments.length &&
    pattern.segments.every((segment, index) => matchesSegment(segment, parts[index] ?? ''))
  );
}

function matchesSegment(segment: CodeSegment, part: string): boolean {
  switch (segment.kind) {
    case 'any':
      return true;
    case 'exact':
      return segment.text === part;
    case 'range': {
      const value = /^(?:0x[0-9a-f]+|[0-9]+)$/.test(part) ? Number(part) : Number.NaN;
      return segment.range.from <= value && value <= segment.range.to;
    }
  }
}

function withoutLastPart(code: string): string {
  return code.slice(0, Math.max(code.lastIndexOf('.'), code.lastIndexOf('/'), 0));
}
