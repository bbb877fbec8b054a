/** What a change of a plant opens and closes, as `diff --format json` prints it. */
import type { AuditConversation, AuditVerdict } from './audit.ts';
import type { OperationClass, Transport } from './catalogue.ts';
import type { ObjectRange, Operation } from './conversation.ts';
import type { EndpointId } from './plan.ts';
import type { IntegerRange } from './plant.ts';
import type { Span } from './span.ts';

export interface PlanDiff {
  /** Allowed in the head and not in the base, by zone pair. */
  readonly opened: readonly DiffGroup[];
  /** Allowed in the base and not in the head. */
  readonly closed: readonly DiffGroup[];
  /** Endpoints that may ask or be asked something, and that have other addresses now. */
  readonly moved: readonly DiffMove[];
  /** Rego that only the compiled policy can judge, and that is not the same on both sides. */
  readonly uncompared: readonly DiffGuard[];
  /** What boundaries are asked to hold beside what is allowed, where that is not the same. */
  readonly held: readonly DiffHold[];
  /** Who must agree to what is opened, each once. */
  readonly approvals: readonly DiffApproval[];
}

/** What is opened into a zone needs the agreement of whoever answers for the zone. */
export interface DiffApproval {
  /** Null: the zones have no owner, so that nobody can agree. */
  readonly owner: string | null;
  /** Who agrees for the owner, as far as the plant says so. */
  readonly members: readonly string[];
  readonly zones: readonly string[];
  /** Of the gravest that is opened into them. */
  readonly severity: DiffEntry['severity'];
}

/** A recorded conversation whose verdict the change turns; `verdict` is that of the head. */
export interface DiffConversation extends AuditConversation {
  readonly before: AuditVerdict['kind'];
}

/** What a change does between two zones. */
export interface DiffGroup {
  readonly from: string;
  readonly to: string;
  /** Who answers for the zone that is reached; null when nobody is named. */
  readonly owner: string | null;
  readonly entries: readonly DiffEntry[];
  /** Whether there is more than the entries say. */
  readonly more: boolean;
}

/** Conversations that are a product: any of these sources may ask any of these destinations for any of these. */
export interface DiffEntry {
  readonly sources: readonly EndpointId[];
  readonly destinations: readonly EndpointId[];
  readonly services: readonly DiffService[];
  /** Null: every operation. */
  readonly operations: readonly DiffOperation[] | null;
  /** Any of these; null: every object, or a protocol without objects. */
  readonly objects: readonly DiffObjects[] | null;
  /** In words, as `until 2027-03-31`; null: always. */
  readonly time: string | null;
  readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
  /** Why it is as severe as it is. */
  readonly because: readonly string[];
  readonly witness: DiffWitness;
  /** Grants of the side that allows it. */
  readonly grants: readonly DiffGrant[];
  /** What was written or changed for it. */
  readonly causes: readonly DiffCause[];
}

export interface DiffService {
  /** Null: whatever is spoken there. */
  readonly protocol: string | null;
  readonly transport: Transport;
  readonly ports: IntegerRange;
}

/** A class as a whole, or one operation of it. */
export interface DiffOperation {
  readonly class: OperationClass;
  readonly name: string | null;
}

export interface DiffObjects {
  /** Null: any. */
  readonly units: readonly IntegerRange[] | null;
  readonly tables: readonly string[] | null;
  readonly ranges: readonly IntegerRange[] | null;
}

/** One conversation that shows it. */
export interface DiffWitness {
  readonly source: DiffEnd;
  readonly destination: DiffEnd;
  readonly protocol: string | null;
  readonly transport: Transport;
  readonly port: number;
  readonly operation: Operation;
  readonly object: ObjectRange | null;
  /** Vendor sessions that are open then. */
  readonly sessions: readonly string[];
  /** ISO 8601, UTC; null when clocks of different time zones would have to disagree. */
  readonly time: string | null;
}

export interface DiffEnd {
  readonly endpoint: EndpointId;
  /** One of its addresses; null when none is known. */
  readonly address: string | null;
}

export interface DiffGrant {
  readonly id: string;
  readonly conduit: string;
  readonly owner: string | null;
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly expires: string | null;
  readonly at: Span;
}

/** Lines that are responsible, on the sides that have them. */
export interface DiffCause {
  /** As `grant scada-to-filling/setpoints is new`. */
  readonly what: string;
  readonly base: Span | null;
  readonly head: Span | null;
}

export interface DiffMove {
  readonly base: EndpointId;
  readonly head: EndpointId;
  readonly lost: readonly string[];
  readonly gained: readonly string[];
  /** How many grants go with it. */
  readonly grants: number;
  readonly at: Span | null;
}

export interface DiffGuard {
  readonly name: string;
  /** The side that has it, or that it differs. */
  readonly side: 'base' | 'head' | 'both';
  readonly at: Span;
}

/** A grant with `enforce: functions` on a side, for which boundaries hold more or less of a port than they did. */
export interface DiffHold {
  /** Without its zone pair. */
  readonly grant: string;
  /** `widened`: whatever is spoken on the port passes now; `same`: other grants open the port before and after. */
  readonly change: 'narrowed' | 'widened' | 'same';
  readonly severity: DiffEntry['severity'];
  /** Where `enforce` is written; null on a side where the grant has none. */
  readonly base: Span | null;
  readonly head: Span | null;
  /** The grant in the head; null where it is gone. */
  readonly at: Span | null;
  /** Other grants that open the port without `enforce`: now where it is widened, before where it is narrowed. */
  readonly opened: readonly Pick<DiffGrant, 'id' | 'at'>[];
}

/** What a change makes of the configuration of a boundary. */
export interface DiffBoundary {
  readonly id: string;
  /** Whether the head has it alone, the base has it alone, or both have it. */
  readonly presence: 'new' | 'gone' | 'kept';
  /** Grants that the configuration enforces otherwise. */
  readonly enforcement: readonly DiffEnforcement[];
  /** Files of the configuration that are not the same; the text is empty on a side that does not have the file. */
  readonly files: readonly DiffFile[];
}

/** How a configuration keeps to a grant: just this, more than this, or not opened in full. */
export type EnforcementState = 'exact' | 'wider' | 'refused';

export interface DiffEnforcement {
  readonly grant: string;
  /** Empty on a side where it does not cross the boundary or is not there. */
  readonly base: readonly EnforcementState[];
  readonly head: readonly EnforcementState[];
  /** What cannot be enforced of it in the head. */
  readonly losses: readonly string[];
  readonly at: Span;
}

export interface DiffFile {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}
