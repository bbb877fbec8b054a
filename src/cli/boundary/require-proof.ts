/** A kernel that does not say what the policy says is a reason to stop. */
import type { ProofResult } from '../../exporters/proof/prove.ts';
import { PlatformError } from '../../platform/platform-error.ts';

/** Throws unless the proof is one. `where` says what was read. */
export function requireProof(proof: ProofResult, where: string): void {
  if (proof.kind === 'equal') return;
  throw new PlatformError(
    'boundary/unproven',
    `the candidate does not say what the policy says ${where}, so it is not tried: ${objection(proof)}`,
  );
}

/** What a failed proof has found, in words. */
export function objection(proof: Exclude<ProofResult, { readonly kind: 'equal' }>): string {
  if (proof.kind === 'unreadable') return `${proof.refusal.at}: ${proof.refusal.found}`;
  const { witness, what, grant } = proof.difference;
  return `${witness === '' ? (grant ?? '') : witness}: ${what}`;
}
