/** A policy as it is to be put on trial: its export, its one file, and what a kernel must say of it. */
import { listingOf } from '../../exporters/nftables/running/listing-of.ts';
import type { JudgeRule } from '../../exporters/nftables/running/running-table.ts';
import type { Judge } from '../../exporters/nftables/running/slot.ts';
import type { Candidate } from '../../exporters/nftables/running/transactions.ts';
import type { ProofResult } from '../../exporters/proof/prove.ts';
import { findAppliedDialect } from '../../exporters/registry.ts';
import type { AppliedPolicy } from '../../model/apply-log.ts';
import type { PolicyChange } from '../../model/policy-change.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import type { ProvenExport } from '../export-boundary.ts';

export interface CandidateExport {
  readonly candidate: Candidate;
  /** The text for the next boot. */
  readonly file: string;
  readonly policy: AppliedPolicy;
  /** Compares what a listing says of one of its policies with the plant. */
  readonly prove: (listing: string, judge: Judge) => ProofResult;
  /** What it opens and closes against what judges in a listing; a text says why that cannot be told. */
  readonly compare: (listing: string, confirmed: JudgeRule) => PolicyChange | string;
}

/** Throws for a boundary whose policy cannot be put on trial. */
export function candidateExport({ request, result }: Pick<ProvenExport, 'request' | 'result'>): CandidateExport {
  const { boundary } = request;
  const dialect = findAppliedDialect(boundary.dialect);
  if (dialect === null)
    throw new PlatformError('usage', `${boundary.id} is of dialect ${boundary.dialect}, which cannot be applied`);
  const [file, more] = result.files;
  if (file === undefined || more !== undefined)
    throw new PlatformError(
      'usage',
      `the export of ${boundary.id} has ${result.files.length} files; one can be applied`,
    );
  const { shape } = dialect;
  const candidate = dialect.candidateOf(request);
  const { model, revision } = candidate.policy;
  return {
    candidate,
    file: file.text,
    policy: { model, revision },
    prove: (listing, judge) => dialect.proveListing(request, result.residual, listingOf(listing, judge, shape)),
    compare: (listing, { judge }) => {
      const change = dialect.compare(request, result.residual, listingOf(listing, judge, shape), file.text);
      return change.value ?? `what runs is not understood: ${change.refusal.at}: ${change.refusal.found}`;
    },
  };
}
