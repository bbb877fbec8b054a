/** A policy as it is to be put on trial: its export, its one file, and what a kernel must say of it. */
import { nftables } from '../../exporters/nftables/nftables.ts';
import { readBackNftListing, readBackNftText } from '../../exporters/nftables/read-back.ts';
import { candidateOf } from '../../exporters/nftables/running/candidate.ts';
import { listingOf } from '../../exporters/nftables/running/listing-of.ts';
import type { JudgeRule } from '../../exporters/nftables/running/running-table.ts';
import type { Judge } from '../../exporters/nftables/running/slot.ts';
import type { Candidate } from '../../exporters/nftables/running/transactions.ts';
import { changeOf } from '../../exporters/proof/policy-change.ts';
import { type ProofResult, proveExport } from '../../exporters/proof/prove.ts';
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
  if (boundary.dialect !== nftables.name)
    throw new PlatformError('usage', `${boundary.id} is of dialect ${boundary.dialect}; only nftables can be applied`);
  const [file, more] = result.files;
  if (file === undefined || more !== undefined)
    throw new PlatformError(
      'usage',
      `the export of ${boundary.id} has ${result.files.length} files; one can be applied`,
    );
  const candidate = candidateOf(request);
  const { model, revision } = candidate.policy;
  const { capabilities } = nftables;
  return {
    candidate,
    file: file.text,
    policy: { model, revision },
    prove: (listing, judge) => {
      const read = readBackNftListing(listingOf(listing, judge));
      if (read.value === null) return { kind: 'unreadable', refusal: read.refusal };
      return proveExport(request, capabilities, result.residual, read.value);
    },
    compare: (listing, { judge }) => {
      const before = readBackNftListing(listingOf(listing, judge));
      const after = readBackNftText(file.text);
      const refusal = before.refusal ?? after.refusal;
      if (before.value === null || after.value === null) return `what runs is not understood: ${words(refusal)}`;
      const change = changeOf(request, capabilities, result.residual, before.value, after.value);
      return change.value ?? `what runs is not understood: ${words(change.refusal)}`;
    },
  };
}

function words(refusal: { readonly at: string; readonly found: string } | null): string {
  return refusal === null ? '' : `${refusal.at}: ${refusal.found}`;
}
