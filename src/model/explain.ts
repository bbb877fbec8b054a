/** An explanation as `explain --format json` prints it: verdicts, where they are written, and what would change them. */
import type { AuditEndpoint, AuditEnforcement, AuditService, AuditVerdict } from './audit.ts';
import type { PlaceUnit } from './conversation.ts';
import type { PlaceNote } from './place-note.ts';
import type { Request } from './request-words.ts';
import type { Span } from './span.ts';
import type { PlaceRole } from './traced-place.ts';

export interface ExplainReport {
  readonly schema: 'zonewright/explain/v1';
  readonly policy: { readonly digest: string; readonly revision: string | null; readonly plant: string };
  /** The frames or lines that were asked about; empty for a written conversation. */
  readonly places: readonly ExplainPlace[];
  /** One per conversation, and one per operation that written words can mean. */
  readonly answers: readonly ExplainAnswer[];
  /** What would allow the denied ones. */
  readonly changes: readonly ExplainChange[];
}

export interface ExplainPlace {
  readonly file: string;
  readonly position: number;
  readonly unit: PlaceUnit;
  readonly role: PlaceRole;
  /** What it is, in plain words. */
  readonly words: string | null;
  /** Indices into `answers`. */
  readonly answers: readonly number[];
}

export interface ExplainAnswer extends Request {
  readonly service: AuditService;
  readonly source: AuditEndpoint;
  readonly destination: AuditEndpoint;
  /** How often it was seen; null for a written conversation. */
  readonly count: number | null;
  /** ISO 8601, UTC: when it was first seen, or the time that was asked about; null when the source does not say. */
  readonly time: string | null;
  readonly activeWindows: readonly string[];
  readonly verdict: AuditVerdict;
  /** What a boundary did with it; null unless its log is what was asked about. */
  readonly enforcement: AuditEnforcement | null;
  /** Where the grants that allow it are written. */
  readonly grants: readonly ExplainGrant[];
}

export interface ExplainGrant {
  readonly id: string;
  /** Title of a Rego rule or allowlist, or the reason of a written grant. */
  readonly reason: string | null;
  readonly at: Span | null;
  /** Other places that decide: text behind an anchor, a field of a template, a condition of a helper rule. */
  readonly places: readonly PlaceNote[];
}

/** A change that was tried: with it, the plant compiles and the policy allows the conversations. */
export interface ExplainPatch {
  readonly kind: 'patch';
  /** Indices into `answers`. */
  readonly answers: readonly number[];
  /** What is done, a sentence for each step. */
  readonly steps: readonly string[];
  /** Why no smaller change is shown. */
  readonly notes: readonly string[];
  /** What must be said plainly about it. */
  readonly warnings: readonly string[];
  /** Whether `--narrow` has a grant of its own to offer instead of an edit. */
  readonly narrower: boolean;
  /** What else it opens. */
  readonly opens: ExplainOpening;
  /** A unified diff per file. */
  readonly patches: readonly { readonly file: string; readonly text: string }[];
}

export interface ExplainOpening {
  /** One conversation for each pair of endpoints; empty when nothing else is opened. */
  readonly examples: readonly string[];
  readonly more: boolean;
}

export interface ExplainNoPatch {
  readonly kind: 'none';
  readonly answers: readonly number[];
  readonly reason: string;
  /** What stands against it. */
  readonly at: Span | null;
}

export type ExplainChange = ExplainPatch | ExplainNoPatch;
