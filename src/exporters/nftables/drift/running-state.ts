/** What state the table of a boundary is in: whether anything meets it, which policy judges, what is on trial or left over. */
import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts';
import type { BoundaryState } from '../../../model/boundary-state.ts';
import type { OpenSession, RunningPolicy } from '../../../model/drift.ts';
import type { ExportRequest } from '../../dialect.ts';
import { stepsOf } from '../../nft/read/listed-rule.ts';
import type { ListedChain, ListedTable } from '../../nft/read/listing.ts';
import type { NftTable } from '../../nft/read/ruleset.ts';
import { type PolicyName, parsePolicyName } from '../../nft/write/policy-name.ts';
import { readRunning } from '../running/running-table.ts';
import { suffixOf } from '../running/slot.ts';
import type { TableShape } from '../running/table-shape.ts';
import { cleanTransaction } from '../running/transactions.ts';
import { findSessions } from './open-sessions.ts';

export interface RunningState {
  readonly state: RunningPolicy['state'];
  /** The chain that forwarded packets meet, null when they meet none. */
  readonly entry: ListedChain | null;
  /** The name of the policy that judges now. */
  readonly judging: PolicyName | null;
  readonly isOfPlant: boolean | null;
  readonly trialUntil: string | null;
  readonly sessions: readonly OpenSession[];
  /** Behind the names of the policy that judges. */
  readonly suffix: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface StateOptions {
  /** Seconds since the epoch. */
  readonly now: number;
  readonly shape: TableShape;
  /** What the kernel passes on without the table. */
  readonly families: readonly string[];
}

/** Looks at the table; `written` is what an export has for it. */
export function runningState(
  { boundary, plan }: ExportRequest,
  table: ListedTable | null,
  written: NftTable | null,
  state: BoundaryState,
  { now, shape, families }: StateOptions,
): RunningState {
  const nobody = { entry: null, judging: null, isOfPlant: null, trialUntil: null, sessions: [], suffix: '' };
  const off = whyOff(table, state.words, shape.table);
  const entry = table?.chains.find(isEntry) ?? null;
  if (off !== null || table === null || entry === null) {
    const kind = table === null ? 'absent' : 'off';
    return { ...nobody, state: kind, diagnostics: [unfiltered(boundary.id, families, off ?? '')] };
  }
  const running = readRunning(state.listing, shape);
  const trial = running.kind === 'table' && running.trial?.left !== null ? running.trial : null;
  const judging =
    running.kind === 'table'
      ? (trial ?? running.confirmed).policy
      : (entry.rules.map((rule) => parsePolicyName(rule.comment)).find((name) => name !== null) ?? null);
  const trialUntil = trial === null ? null : isoSeconds(now + (trial.left ?? 0));
  const sessions = findSessions(boundary.id, table, plan, now);
  const confirmed = running.kind === 'table' ? running.confirmed.policy : judging;
  const diagnostics: Diagnostic[] = [
    ...weakened(boundary.id, entry, shape.priority),
    ...sessions.diagnostics,
    ...bootFinding(boundary.id, state.boot, confirmed),
  ];
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
    sessions: sessions.open,
    suffix: suffixOf(judgeOf(entry, trial !== null)) ?? '',
    diagnostics,
  };
}

/** A boot file that nobody wrote says nothing; one that does not name its policy is not ours. */
function bootFinding(
  boundary: string,
  boot: BoundaryState['boot'],
  confirmed: PolicyName | null,
): readonly Diagnostic[] {
  if (boot === null || confirmed === null) return [];
  const comments = [...boot.text.matchAll(/^\s*goto enforce comment "([^"]*)"$/gm)].map((match) => match[1] ?? '');
  const [named = null] = comments.flatMap((comment) => parsePolicyName(comment) ?? []);
  if (named?.model === confirmed.model) return [];
  const args = { boundary, file: boot.file, boots: policyWords(named), runs: policyWords(confirmed) };
  return [diagnose('drift/boot', null, args)];
}

/** Why no packet meets the table, null when packets do. */
function whyOff(table: ListedTable | null, words: string, name: string): string | null {
  if (table === null) return `there is no table ${name}`;
  if (isDormant(table, words)) return `the table ${name} is switched off (flags dormant)`;
  return table.chains.some(isEntry)
    ? null
    : `no chain of the table ${name} sees forwarded ${name.startsWith('bridge ') ? 'frames' : 'packets'}`;
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

function unfiltered(boundary: string, families: readonly string[], why: string): Diagnostic {
  return families.length === 0
    ? diagnose('drift/not-loaded', null, { boundary, why })
    : diagnose('drift/unfiltered', null, { boundary, why, families });
}

function weakened(boundary: string, { name, hook }: ListedChain, priority: number): readonly Diagnostic[] {
  const what: string[] = [];
  if (hook?.policy === 'accept') what.push(`the policy of chain ${name} is accept, so that what no rule judges passes`);
  if (hook !== null && hook.priority !== priority)
    what.push(`chain ${name} has priority ${hook.priority} instead of ${priority}`);
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
