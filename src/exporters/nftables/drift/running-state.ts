/** What state the table of a boundary is in: whether anything meets it, which policy judges, what is on trial or left over. */
import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts';
import type { BoundaryState } from '../../../model/boundary-state.ts';
import type { RunningPolicy } from '../../../model/drift.ts';
import type { PlanBoundary } from '../../../model/plan.ts';
import { stepsOf } from '../../nft/read/listed-rule.ts';
import type { ListedChain, ListedTable } from '../../nft/read/listing.ts';
import type { NftTable } from '../../nft/read/ruleset.ts';
import { type PolicyName, parsePolicyName } from '../../nft/write/policy-name.ts';
import { readRunning } from '../running/running-table.ts';
import { suffixOf } from '../running/slot.ts';
import { cleanTransaction } from '../running/transactions.ts';

export interface RunningState {
  readonly state: RunningPolicy['state'];
  /** The chain that forwarded packets meet, null when they meet none. */
  readonly entry: ListedChain | null;
  /** The name of the policy that judges now. */
  readonly judging: PolicyName | null;
  readonly isOfPlant: boolean | null;
  readonly trialUntil: string | null;
  /** Behind the names of the policy that judges. */
  readonly suffix: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Looks at the table; `written` is what an export has for it. */
export function runningState(
  boundary: PlanBoundary,
  table: ListedTable | null,
  written: NftTable | null,
  state: BoundaryState,
  now: number,
): RunningState {
  const nobody = { entry: null, judging: null, isOfPlant: null, trialUntil: null, suffix: '' };
  const off = whyOff(table, state.words);
  const entry = table?.chains.find(isEntry) ?? null;
  if (off !== null || table === null || entry === null) {
    const kind = table === null ? 'absent' : 'off';
    return { ...nobody, state: kind, diagnostics: [unfiltered(boundary.id, state, off ?? '')] };
  }
  const running = readRunning(state.listing);
  const trial = running.kind === 'table' && running.trial?.left !== null ? running.trial : null;
  const judging =
    running.kind === 'table'
      ? (trial ?? running.confirmed).policy
      : (entry.rules.map((rule) => parsePolicyName(rule.comment)).find((name) => name !== null) ?? null);
  const trialUntil = trial === null ? null : isoSeconds(now + (trial.left ?? 0));
  const diagnostics: Diagnostic[] = [...weakened(boundary.id, entry)];
  if (running.kind === 'table' && trial !== null && trialUntil !== null)
    diagnostics.push(
      diagnose('drift/trial', null, {
        boundary: boundary.id,
        policy: policyWords(trial.policy),
        until: trialUntil,
        afterwards: running.confirmed.policy === null ? running.confirmed.judge : policyWords(running.confirmed.policy),
      }),
    );
  if (running.kind === 'table' && cleanTransaction(running) !== null)
    diagnostics.push(
      diagnose('drift/leftovers', null, {
        boundary: boundary.id,
        what:
          running.trial === null
            ? 'a policy that was replaced'
            : `${policyWords(running.trial.policy)}, whose trial is over`,
      }),
    );
  const named =
    written?.chains.flatMap(({ rules }) => rules.flatMap((rule) => parsePolicyName(rule.comment) ?? [])) ?? [];
  return {
    state: 'enforcing',
    entry,
    judging,
    isOfPlant: judging === null ? null : judging.model === named[0]?.model,
    trialUntil,
    suffix: suffixOf(judgeOf(entry, trial !== null)) ?? '',
    diagnostics,
  };
}

/** Why no packet meets the table, null when packets do. */
function whyOff(table: ListedTable | null, words: string): string | null {
  if (table === null) return 'there is no table inet zonewright';
  if (isDormant(table, words)) return 'the table inet zonewright is switched off (flags dormant)';
  return table.chains.some(isEntry) ? null : 'no chain of the table inet zonewright sees forwarded packets';
}

/** Whether a table is switched off; listings in JSON of nft 1.0.6 do not say so. */
export function isDormant({ family, name, flagged }: ListedTable, words: string): boolean {
  if (!flagged) return false;
  const lines = words.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`table ${family} ${name} {`));
  const end = lines.findIndex((line, index) => index > start && (line.startsWith('\tchain ') || line === '}'));
  return start >= 0 && lines.slice(start, end).some((line) => /^\tflags .*\bdormant\b/.test(line));
}

function isEntry({ hook }: ListedChain): boolean {
  return hook?.name === 'forward' && hook.type === 'filter';
}

function unfiltered(boundary: string, { forwarding }: BoundaryState, why: string): Diagnostic {
  const families = [...(forwarding.ipv4 ? ['IPv4'] : []), ...(forwarding.ipv6 ? ['IPv6'] : [])];
  return families.length === 0
    ? diagnose('drift/not-loaded', null, { boundary, why })
    : diagnose('drift/unfiltered', null, { boundary, why, families });
}

function weakened(boundary: string, { name, hook }: ListedChain): readonly Diagnostic[] {
  const what: string[] = [];
  if (hook?.policy === 'accept') what.push(`the policy of chain ${name} is accept, so that what no rule judges passes`);
  if (hook !== null && hook.priority !== 0) what.push(`chain ${name} has priority ${hook.priority} instead of 0`);
  return what.map((each) => diagnose('drift/weakened', null, { boundary, what: each }));
}

/** Where the chain leads to: the first `goto` while a trial lasts, else the last. */
function judgeOf(entry: ListedChain, onTrial: boolean): string {
  const targets = entry.rules.flatMap((rule) =>
    stepsOf(rule).flatMap((step) =>
      step.kind === 'verdict' && step.verdict.kind === 'goto' ? [step.verdict.target] : [],
    ),
  );
  return (onTrial ? targets[0] : targets.at(-1)) ?? '';
}

function policyWords(policy: PolicyName | null): string {
  if (policy === null) return 'a policy without a name';
  return policy.revision === null ? `the policy ${policy.model}` : `the policy of revision ${policy.revision}`;
}

function isoSeconds(seconds: number): string {
  return new Date(Math.floor(seconds) * 1000).toISOString().replace('.000', '');
}
