/** A request in plant words, the same in findings, reports and explanations. */
import type { AuditService } from './audit.ts';
import type { Transport } from './catalogue.ts';
import type { ObjectRange, Operation } from './conversation.ts';

export interface Request {
  /** One that was not observed has no port forward on the way. */
  readonly service: Omit<AuditService, 'forwardedTo'> & Partial<Pick<AuditService, 'forwardedTo'>>;
  readonly operation: Operation | null;
  readonly object: ObjectRange | null;
}

/** As `modbus write write_single_coil unit 1 coils 5 on tcp/502`, or `https on tcp/8443, forwarded to 443`. */
export function requestWords({ service, operation, object }: Request): string {
  const words = operation === null ? [] : [operation.class, operation.name ?? `code ${operation.code}`];
  const inside = (service.forwardedTo ?? null) === null ? '' : `, forwarded to ${service.forwardedTo}`;
  const where = service.port === null ? '' : `on ${service.transport}/${service.port}${inside}`;
  const protocol = service.protocol ?? service.candidates.join(' or ');
  return [protocol, ...words, objectWords(object), where].filter((word) => word !== '').join(' ');
}

/** As `unit 1 holding 100-119`; empty when there is no object. */
export function objectWords(object: ObjectRange | null): string {
  if (object === null) return '';
  const { unit, table, first, count } = object;
  const last = first === null ? null : first + (count ?? 1) - 1;
  const range = first === null ? '' : first === last ? String(first) : `${first}-${last}`;
  return [unit === null ? '' : `unit ${unit}`, table ?? '', range].filter((word) => word !== '').join(' ');
}

/** A service of which everything is known; ICMP has no ports, and what no protocol names goes by its transport. */
export function knownService(protocol: string | null, transport: Transport, port: number): Request['service'] {
  const numbered = transport !== 'icmp' && transport !== 'icmpv6';
  return { protocol: protocol ?? transport, candidates: [], transport, port: numbered ? port : null };
}
