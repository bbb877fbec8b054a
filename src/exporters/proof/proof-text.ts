/** Proofs in words: a line where all is well, the witness where it is not. */
import { escapeText } from '../../diagnostics/words.ts';
import type { ExportProof } from '../residual-report.ts';
import type { ProofResult } from './prove.ts';

type EqualProof = ProofResult & { readonly kind: 'equal' };
type FailedProof = Exclude<ProofResult, EqualProof>;

/** The entry of the manifest. */
export function proofOf({ checked, rules, elements }: EqualProof): ExportProof {
  return { parseBack: 'equal', checked, rules, elements };
}

/** `fw: read back, and equal to the policy: 8 grants, 66 rules, 50 elements`. */
export function proofLine(boundary: string, { checked, rules, elements }: Omit<ExportProof, 'parseBack'>): string {
  return escapeText(
    `${boundary}: read back, and equal to the policy: ${checked} grants, ${rules} rules, ${elements} elements`,
  );
}

/** Why nothing is written. That is a mistake of this program, and never one of the plant. */
export function renderFailedProof(boundary: string, proof: FailedProof): string {
  const lines = [
    `${boundary}: internal error: the configuration does not say what the policy says, so nothing is written`,
    ...(proof.kind === 'unreadable' ? refusalLines(proof) : differenceLines(proof)),
    'please report this with the plant that shows it',
  ];
  return lines.map((line) => `${escapeText(line)}\n`).join('');
}

function refusalLines({ refusal }: FailedProof & { readonly kind: 'unreadable' }): readonly string[] {
  return [`  ${refusal.at}: ${refusal.found}`];
}

function differenceLines({ difference }: FailedProof & { readonly kind: 'different' }): readonly string[] {
  const { what, witness, grant } = difference;
  const subject = witness === '' ? `grant ${grant ?? 'none'}` : witness;
  return [`  ${subject}: ${what}`, ...(grant === null || witness === '' ? [] : [`  granted by ${grant}`])];
}
