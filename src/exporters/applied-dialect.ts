/** What there is to know of a dialect whose policies are put on trial where they run. */
import type { BoundaryState } from '../model/boundary-state.ts';
import type { PolicyChange } from '../model/policy-change.ts';
import type { ExportRequest, Residual } from './dialect.ts';
import type { Drift } from './nftables/drift/find-drift.ts';
import type { TableShape } from './nftables/running/table-shape.ts';
import type { Candidate } from './nftables/running/transactions.ts';
import type { ProofResult } from './proof/prove.ts';
import type { Reading } from './proof/refusal.ts';

export interface AppliedDialect {
  /** As boundaries name it. */
  readonly name: string;
  readonly shape: TableShape;
  /** The candidate of a request whose export has a file. */
  readonly candidateOf: (request: ExportRequest) => Candidate;
  /** Compares what a listing of one policy lets through with the plant. */
  readonly proveListing: (request: ExportRequest, residual: Residual, listing: string) => ProofResult;
  /** What an exported file opens and closes against the listing of one policy. */
  readonly compare: (
    request: ExportRequest,
    residual: Residual,
    listing: string,
    file: string,
  ) => Reading<PolicyChange>;
  /** Compares what a boundary says of itself with the plant; `now` in seconds since the epoch. */
  readonly findDrift: (request: ExportRequest, state: BoundaryState, now: number) => Drift;
}
