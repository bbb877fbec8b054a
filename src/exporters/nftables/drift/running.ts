/**
 * A chain with a hook as it runs: flattened and linked. What the tracer cannot settle about a rule makes the rule one of
 * which nothing is known, so that the rest can still be compared.
 */

import type { RuleStep } from '../../nft/read/listed-rule.ts';
import { stepsOf } from '../../nft/read/listed-rule.ts';
import type { ListedChain, ListedRule, ListedTable } from '../../nft/read/listing.ts';
import { type LinkedRuleset, linkEntry } from '../../nft/trace/link-ruleset.ts';
import { tooMuch } from '../../nft/trace/trace-hook.ts';
import { withoutIdleChains } from '../../nft/trace/without-idle-chains.ts';
import type { Refusal } from '../../proof/refusal.ts';
import { type Mentioned, mentionedIn } from '../trace/mentioned.ts';
import { type FlatTable, flattenChains, type UnknownRule } from './flatten-chains.ts';

export interface Running {
  readonly flat: FlatTable;
  readonly ruleset: LinkedRuleset;
  readonly mentioned: Mentioned;
  readonly unknowns: readonly UnknownRule[];
}

/** A chain as it runs, or why nothing can be said of it. */
export type RunningChain =
  | { readonly running: Running; readonly refusal: null }
  | { readonly running: null; readonly refusal: Refusal };

/** So many rules may turn out to be beyond the tracer before it gives up. */
const mostUnclear = 50;

/** Flattens and links what a chain runs; `unclear` are places of rules of which nothing is known. */
export function runningOf(table: ListedTable, entry: ListedChain, unclear: ReadonlySet<string>): RunningChain {
  const flat = flattenChains(table, entry, (rule) => stepsUnless(rule, unclear));
  if (flat === null)
    return { running: null, refusal: { at: entry.at, found: 'more calls of chains than are followed' } };
  const kept = withoutIdleChains(flat.table);
  const [first] = kept.chains;
  const linked = first === undefined ? null : linkEntry(kept, first);
  if (linked?.value === null || linked === null)
    return { running: null, refusal: linked?.refusal ?? { at: entry.at, found: 'no chain' } };
  const used = new Set(linked.value.order.flatMap((chain) => chain.rules.map((rule) => rule.at)));
  const unknowns = flat.unknowns.filter(({ rule }) => used.has(rule.at));
  return { running: { flat, ruleset: linked.value, mentioned: mentionedIn(kept), unknowns }, refusal: null };
}

/** Asks again as often as an answer refuses a rule, with that rule as one of which nothing is known. */
export function withUnclearRules<T>(
  table: ListedTable,
  entry: ListedChain,
  ask: (running: Running) => { readonly refusal: Refusal | null } & T,
): { readonly answer: T; readonly running: Running } | Refusal {
  const rules = new Set(table.chains.flatMap((chain) => chain.rules.map((rule) => rule.at)));
  const unclear = new Set<string>();
  for (;;) {
    const { running, refusal } = runningOf(table, entry, unclear);
    const answer = running === null ? null : ask(running);
    const problem = refusal ?? answer?.refusal ?? null;
    if (running !== null && answer !== null && problem === null) return { answer, running };
    if (problem === null) throw new Error('a chain neither runs nor says why');
    if (problem.found === tooMuch || !rules.has(problem.at) || unclear.has(problem.at) || unclear.size >= mostUnclear)
      return problem;
    unclear.add(problem.at);
  }
}

function stepsUnless(rule: ListedRule, unclear: ReadonlySet<string>): readonly RuleStep[] {
  const steps = stepsOf(rule);
  return unclear.has(rule.at) ? steps.map(unclearStep) : steps;
}

function unclearStep(step: RuleStep): RuleStep {
  if (step.kind === 'own-set') return { kind: step.set.result === null ? 'condition' : 'anything' };
  if (step.kind !== 'statement') return step;
  switch (step.statement.kind) {
    case 'match':
    case 'match-set':
      return { kind: 'condition' };
    case 'counter':
    case 'limit':
    case 'log':
      return step;
    default:
      return { kind: 'anything' };
  }
}
