/** The result of judging recorded traffic, as `audit --format json` prints it. */
import type { AuditInput } from './audit-input.ts';
import type { BoundaryInterface, DropAction } from './boundary-drop.ts';
import type { Transport } from './catalogue.ts';
import type { Evidence, MissingField, ObjectRange, Operation } from './conversation.ts';
import type { SeenDevice } from './devices.ts';
import type { Span } from './span.ts';
import type { DenialReason, NearestGrant } from './verdict.ts';

export interface AuditReport {
  readonly schema: 'zonewright/audit/v1';
  readonly policy: { readonly digest: string; readonly revision: string | null; readonly plant: string };
  readonly inputs: readonly AuditInput[];
  readonly summary: AuditSummary;
  /** The boundaries whose logs were read; empty when none was. */
  readonly boundaries: readonly AuditBoundary[];
  readonly conversations: readonly AuditConversation[];
  readonly findings: readonly AuditFinding[];
  /** What the traffic told about devices. */
  readonly devices: readonly SeenDevice[];
}

export interface AuditSummary {
  readonly packets: number;
  readonly records: number;
  readonly conversations: number;
  readonly allowed: number;
  readonly denied: number;
  readonly unjudged: number;
  readonly skipped: number;
}

/** What the log of one boundary says beside the policy. Counts are of conversations. */
export interface AuditBoundary {
  /** Null when the log does not name it, and the plant has several. */
  readonly boundary: string | null;
  /** First and last drop: ISO 8601, UTC, microseconds. */
  readonly first: string;
  readonly last: string;
  /** Denied, and dropped for that. */
  readonly enforced: number;
  /** Allowed, at least for some values of what the log does not show, and dropped as if nothing granted it. */
  readonly grantedButDropped: number;
  /** Dropped for an address that does not lie behind the interface that they came from. */
  readonly spoofed: number;
  /** Dropped because they belong to no connection that the boundary knows. */
  readonly stray: number;
  /** Denied, seen elsewhere in the time of the log, crossing the boundary, and not dropped. */
  readonly deniedNotDropped: number;
}

/** What a boundary did with a conversation. */
export interface AuditEnforcement {
  /**
   * In a conversation of the boundary's own log, why it was dropped. In one that was seen elsewhere and crosses the
   * boundary in the time of its log: `dropped` when the log has drops between the same ends for the same service, else
   * `not-dropped`.
   */
  readonly action: DropAction | 'dropped' | 'not-dropped';
  readonly boundary: string | null;
  /** How many drops the log has. */
  readonly drops: number;
  /** Hook of the packet filter, as `forward`; null when no log says. */
  readonly hook: string | null;
  /** The interface that it came from, and the one that it would have left by. */
  readonly entry: BoundaryInterface | null;
  readonly exit: BoundaryInterface | null;
}

export interface AuditEndpoint {
  readonly address: string;
  readonly zone: string | null;
  readonly asset: string | null;
  /** The address in its own scope, where that is not what was observed: a boundary translates it. */
  readonly standsFor: { readonly scope: string; readonly address: string } | null;
}

export interface AuditService {
  /** Null when nothing recognised the protocol and the port may mean several. */
  readonly protocol: string | null;
  /** The protocols that the port may mean, when there are several. */
  readonly candidates: readonly string[];
  readonly transport: Transport;
  /** As it was observed. */
  readonly port: number | null;
  /** The port that a port forward leads to; null where there is none. */
  readonly forwardedTo: number | null;
}

export interface AuditConversation {
  readonly scope: string | null;
  readonly source: AuditEndpoint;
  readonly destination: AuditEndpoint;
  readonly service: AuditService;
  readonly operation: Operation | null;
  readonly object: ObjectRange | null;
  readonly count: number;
  /** How many of them the device answered with an exception. */
  readonly refused: number;
  /** ISO 8601, UTC, microseconds. */
  readonly first: string;
  readonly last: string;
  readonly evidence: readonly Evidence[];
  readonly verdict: AuditVerdict;
  /** Null when no log of a boundary says anything of it. */
  readonly enforcement: AuditEnforcement | null;
}

export interface AuditVerdict {
  readonly kind: 'allowed' | 'denied' | 'unjudged';
  readonly reason: DenialReason | null;
  /** Grants that allow it; for `unjudged`, those that allow some of what it may have been. */
  readonly grants: readonly string[];
  readonly missing: readonly MissingField[];
  readonly nearest: NearestGrant | null;
  /** What a person should know besides the reason. */
  readonly detail: string | null;
  /** What would have to change. */
  readonly at: Span | null;
}

/** A finding about a conversation or about the session log; the shape of every finding, and the index of the conversation. */
export interface AuditFinding {
  readonly code: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
  /** What is wrong, why it matters, and what to do. */
  readonly message: string;
  readonly why: string;
  readonly fix: string;
  readonly at: Span | null;
  readonly related: readonly { readonly at: Span; readonly message: string }[];
  readonly references: {
    readonly iec62443: readonly string[];
    readonly attackIcs: readonly string[];
    readonly nist80082: readonly string[];
  };
  /** Index into `conversations`; null for a finding about the session log. */
  readonly conversation: number | null;
}
