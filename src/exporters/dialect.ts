/**
 * A dialect turns the grants that cross a boundary into configuration. What it cannot say is never dropped in
 * silence: every grant ends in the residual report as exact, wider or refused (docs/architecture.md, "Exporting").
 */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Catalogue, OperationClass, Transport } from '../model/catalogue.ts';
import type { Plan, PlanBoundary, PlanGrant, PlanGuard } from '../model/plan.ts';
import type { Span } from '../model/span.ts';
import type { FrameReadBack } from './proof/frames/frame-read-back.ts';
import type { ReadBack } from './proof/read-back.ts';
import type { Reading } from './proof/refusal.ts';

/** What an export is made from; nothing else may enter it, so that the same request gives the same bytes. */
export interface ExportRequest {
  readonly plan: Plan;
  readonly boundary: PlanBoundary;
  /** The plan's grants and those lowered from Rego. */
  readonly grants: readonly PlanGrant[];
  /** Rego allowlists that did not lower: no configuration opens what they grant. */
  readonly guards: readonly PlanGuard[];
  readonly catalogue: Catalogue;
  /** The git revision of the plant's files, null outside of git. */
  readonly revision: string | null;
}

export interface ExportFile {
  /** A plain file name without folders. */
  readonly name: string;
  readonly text: string;
}

export interface ExportResult {
  /** Empty when nothing sensible can be written; the diagnostics say why. */
  readonly files: readonly ExportFile[];
  readonly residual: Residual;
  readonly diagnostics: readonly Diagnostic[];
}

/** How the configuration differs from the policy. */
export interface Residual {
  /** The configuration allows just this grant. */
  readonly exact: readonly ResidualEntry[];
  /** The configuration allows more than this grant. */
  readonly wider: readonly ResidualEntry[];
  /** Not opened, or not opened in full; a grant may be here in part and above with the rest. */
  readonly refused: readonly ResidualEntry[];
  /** How many grants do not cross this boundary. */
  readonly elsewhere: number;
  readonly guards: readonly PlanGuard[];
  /** What holds for every line of this dialect, such as that it sees ports and no protocols. */
  readonly limits: readonly string[];
}

/** One grant in a residual report. */
export interface ResidualEntry {
  readonly grant: string;
  readonly from: string;
  readonly to: string;
  readonly at: Span;
  /** Windows of vendor sessions, all of which must be open for the grant to hold; sorted. */
  readonly sessions: readonly string[];
  /** Empty for an exact grant. */
  readonly losses: readonly Loss[];
  /** Where what the dialect lost is still found, null when nothing is lost. */
  readonly watched: string | null;
}

/** The part of a grant that gets lost. */
type LossKind =
  | 'operations'
  | 'objects'
  | 'time'
  | 'replies'
  | 'members'
  | 'services'
  | 'addresses'
  | 'interfaces'
  | 'windows';

export interface Loss {
  readonly kind: LossKind;
  /** What is lost, in plant words. */
  readonly detail: string;
  /** The operation classes that pass although the grant does not name them, or only in part. */
  readonly passes: readonly OperationClass[];
}

/** What a dialect can say; what it cannot say is turned into residual entries before it renders. */
export interface Capabilities {
  /** Transports it can match; a service on any other is refused. */
  readonly transports: readonly Transport[];
  /** Whether it enforces operations and objects inside an allowed connection. */
  readonly operations: boolean;
  /** Whether it looks into packets for the functions of grants that ask for that, and opens no more than them. */
  readonly functions: boolean;
  /** ICMP messages are told apart by type, which for ICMP is the operation. */
  readonly icmpTypes: boolean;
  /** One-off windows, such as the date on which a grant expires. */
  readonly onceWindows: boolean;
  /** Weekly windows: by the wall clock of their zone, by UTC hours for every offset of the zone, or not at all. */
  readonly weeklyWindows: 'wall-clock' | 'utc' | 'none';
  /** Vendor sessions: it can hold a grant shut until somebody opens a session there, and cut what was begun during it. */
  readonly sessions: boolean;
  /** Whether it translates addresses at the boundary as the plan says. */
  readonly translation: boolean;
  /** True for a name that its configuration can hold. */
  readonly isInterfaceName: (name: string) => boolean;
  /** Sentences for {@link Residual.limits}. */
  readonly limits: readonly string[];
}

/** A configuration language of enforcement points. */
export interface Dialect {
  /** As boundaries name it under `dialect`. */
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly render: (request: ExportRequest) => ExportResult;
  /**
   * Reads what {@link render} wrote, without anything that wrote it; refuses whatever it cannot tell the effect of.
   * Null for a dialect without a reader, whose exports carry no proof.
   */
  readonly readBack: ((files: readonly ExportFile[]) => Reading<ReadBack>) | null;
  /** The same for a dialect of bridges, whose exports are compared as frames and not as packets. */
  readonly readFrames?: (files: readonly ExportFile[]) => Reading<FrameReadBack>;
}
