/** The reports of `apply`, `confirm` and `rollback`, for a person. */
import { escapeText } from '../diagnostics/words.ts';
import type { AppliedPolicy } from '../model/apply-log.ts';
import type { ApplyReport, ConfirmReport, RollbackReport } from '../model/apply-report.ts';
import { renderPolicyChange } from './policy-change-text.ts';

export function renderApply(report: ApplyReport): string {
  const { boundary, host, policy, confirmed, change, notes } = report;
  const lines = [
    `${boundary} on ${host}: ${policyWords(policy)}`,
    ...(report.outcome === 'unchanged'
      ? [notes.length === 0 ? 'runs already; nothing was changed' : 'runs already']
      : [
          ...(confirmed === null ? [] : [`replaces ${policyWords(confirmed)}`]),
          ...(change === null ? [] : renderPolicyChange(change)),
        ]),
    ...notes,
    ...outcomeLines(report),
  ];
  return joinLines(lines);
}

export function renderConfirm({ boundary, host, outcome, policy, boot, notes }: ConfirmReport): string {
  const what = policy === null ? 'a policy without a name' : policyWords(policy);
  return joinLines([
    ...notes,
    `${boundary} on ${host}: ${what} is ${outcome === 'already' ? 'confirmed already' : 'confirmed'}`,
    `the next boot loads ${boot}`,
  ]);
}

export function renderRollback({ boundary, host, outcome, policy, confirmed, notes }: RollbackReport): string {
  const judge = confirmed === null ? 'what was there before' : policyWords(confirmed);
  const ended = policy === null ? 'the trial' : `the trial of ${policyWords(policy)}`;
  return joinLines([
    ...notes,
    outcome === 'nothing' ? `${boundary} on ${host}: nothing is on trial` : `${boundary} on ${host}: ${ended} is ended`,
    `${judge} judges`,
  ]);
}

/** `model 0123456789abcdef, revision 4f1c2d7`. */
function policyWords({ model, revision }: AppliedPolicy): string {
  return revision === null ? `model ${model}` : `model ${model}, revision ${revision}`;
}

function outcomeLines({ outcome, trial }: ApplyReport): readonly string[] {
  if (outcome === 'rehearsed') return ['dry run: nothing was changed'];
  if (outcome === 'refused') return ['nothing was loaded: findings reach --fail-on'];
  if (trial === null) return [];
  return [`on trial for ${trial.left} s, until ${trial.until}; keep it with:`, `  ${trial.confirm}`];
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${escapeText(line)}\n`).join('');
}
