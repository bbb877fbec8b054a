/**
 * What a policy sees: `input` of every Rego rule, and the only thing that a decision can depend on.
 * Keys are snake_case, as Rego writers expect. The JSON Schema made from this type is given to the Rego compiler,
 * so that a misspelt field is a compile error.
 */
import type { OperationClass, Transport } from './catalogue.ts';

/** One side of a conversation, as attributes. Everything is null for an address that belongs to no zone. */
export interface PolicyEndpoint {
  readonly scope: string | null;
  readonly zone: string | null;
  /** Null for an undeclared address. */
  readonly asset: string | null;
  /** Endpoint class, as `plc`. */
  readonly class: string | null;
  /** Kind of the zone. */
  readonly kind: string | null;
  /** Purdue level of the zone, 0 to 5. */
  readonly level: number | null;
  /** Labels of the asset and of its zone, sorted. */
  readonly labels: readonly string[];
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  /** Owner of the asset, else of its zone. */
  readonly owner: string | null;
  readonly safety: boolean;
  /** SL-T of the zone, 0 to 4. */
  readonly security_level: number | null;
  /** `broadcast` and `multicast` are destinations in the zone of the sender. */
  readonly cast: 'unicast' | 'broadcast' | 'multicast';
  /** Whether the address is a member of its zone. */
  readonly member: boolean;
}

export interface PolicyService {
  /** Protocol id of the catalogue; null when nothing recognised it. */
  readonly protocol: string | null;
  readonly transport: Transport;
  /** Server port, IP protocol number or EtherType; 0 for ICMP. */
  readonly port: number;
}

export interface PolicyOperation {
  readonly class: OperationClass;
  readonly code: string;
  readonly name: string | null;
}

/** Objects touched; a field is null when the operation has no such thing. */
export interface PolicyObject {
  readonly unit: number | null;
  readonly table: string | null;
  /** First object, 0-based. */
  readonly first: number | null;
  /** Number of objects, at least 1. */
  readonly count: number | null;
}

export interface PolicyInput {
  readonly source: PolicyEndpoint;
  readonly destination: PolicyEndpoint;
  readonly service: PolicyService;
  readonly operation: PolicyOperation;
  readonly object: PolicyObject;
  /** Ids of the windows that are active. */
  readonly windows: readonly string[];
}
