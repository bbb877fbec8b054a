/**
 * The transactions that change a running table, each as text for one `nft -f`. None of them touches another table, or a map
 * or chain of the policy that judges; what is replaced is removed by a transaction of its own, once no packet can be in it
 * any more (docs/nftables.md, "Changing the policy").
 */

import { chain, indent } from '../../nft/write/chain-text.ts';
import { type PolicyName, quotePolicyName } from '../../nft/write/policy-name.ts';
import type { GenerationText } from '../generation.ts';
import { hooksThatTranslate, translatingHook, translatingHooks } from '../translation-chains.ts';
import type { LeadRule } from './listed-object.ts';
import { type JudgeRule, objectsOfTable, type RunningTable } from './running-table.ts';
import { translatingChain } from './running-translation.ts';
import { type Fallback, freeSlot, isFallback, isPolicy, type Judge, type Suffix, suffixOf, trialSet } from './slot.ts';
import type { HookShape, TableShape } from './table-shape.ts';

/** A policy that is to be tried. */
export interface Candidate {
  /** Of the table that it goes into. */
  readonly shape: TableShape;
  readonly policy: PolicyName;
  /** Whether it translates addresses. */
  readonly translates: boolean;
  /**
   * Its maps and chains under the names of a slot; `stamps` are those that policies of the table use already, and `translates`
   * says whether the table has hooks for that.
   */
  readonly write: (suffix: Suffix, stamps: ReadonlySet<number>, translates: boolean) => GenerationText;
}

/**
 * Loads a candidate beside what judges, which goes on judging. `running` is a table without leftovers, or null when there is
 * none: then everything passes as before, and the kernel begins to track connections.
 *
 * The candidate is put on trial by a transaction of its own. The kernel makes interval maps of a transaction visible a
 * moment after the rules that look into them, so that packets in between would find nothing (measured on Linux 6.18).
 */
export function prepareTransaction(running: RunningTable | null, candidate: Candidate): string {
  const { shape } = candidate;
  const { table, trial } = shape;
  const suffix = freeSlot(running?.confirmed.judge ?? 'fallback_open');
  const hasHooks = running !== null && running.translation !== null;
  // Where the confirmed policy translates, a candidate that does not must keep it from doing so.
  const translates = candidate.translates || hasHooks;
  const { maps, chains, elements } = candidate.write(suffix, running?.stamps ?? new Set(), translates);
  return text([
    ...(running === null ? [`create table ${table}`] : []),
    `table ${table} {`,
    ...indent([
      ...missingObjects(shape, running),
      `set ${trialSet} { type ${trial.type}; flags timeout; }`,
      ...maps,
      ...chains,
      ...(running === null ? firstChains(shape) : []),
      ...(translates && !hasHooks ? hooksThatTranslate.flatMap((hook) => translatingHook(hook, [])) : []),
    ]),
    '}',
    ...elements,
  ]);
}

/** What {@link trialTransaction} is made from. */
export interface TrialRequest {
  readonly shape: TableShape;
  /** What judges, with the candidate loaded beside it. */
  readonly confirmed: JudgeRule;
  /** Whether the candidate has chains that translate. */
  readonly translates: boolean;
  readonly policy: PolicyName;
  /** After these what is confirmed judges again. */
  readonly seconds: number;
  /** What judges then if no policy has ever been confirmed. */
  readonly fallback: Fallback;
  /**
   * `handles`: takes out the listed rule and no other, and fails when it is gone. `flush`: takes out whatever there is, for
   * a copy of the table whose rules have other handles.
   */
  readonly replacing: 'handles' | 'flush';
}

/** Lets a loaded candidate judge for a while. */
export function trialTransaction(request: TrialRequest): string {
  const { shape, confirmed, translates, policy, seconds, fallback, replacing } = request;
  const { table, hooks, trial } = shape;
  const isFirst = confirmed.judge === 'fallback_open';
  const suffix = freeSlot(confirmed.judge);
  const onTrial = `meta ${trial.field} @${trialSet} `;
  const closes = isFirst && fallback === 'fallback_closed';
  return text([
    ...(closes ? [`table ${table} {`, ...indent(closedChain), '}'] : []),
    ...(replacing === 'flush'
      ? hooks.map(({ name }) => `flush chain ${table} ${name}`)
      : removeRules(shape, [confirmed])),
    ...addRules(shape, onTrial, `enforce${suffix}`, policy),
    ...addRules(shape, '', isFirst ? fallback : confirmed.judge, confirmed.policy),
    // They stand in front of what leads to the confirmed policy, if anything does.
    ...(translates
      ? hooksThatTranslate.map(
          (hook) => `insert rule ${table} ${hook} ${onTrial}goto ${translatingHooks[hook]}${suffix}`,
        )
      : []),
    `add element ${table} ${trialSet} { ${trial.values.map((value) => `${value} timeout ${seconds}s`).join(', ')} }`,
  ]);
}

/** Makes the policy on trial the confirmed one; fails when the trial is over, even if it ended a moment ago. */
export function confirmTransaction({ shape, confirmed, trial, translation, chains }: RunningTable): string {
  if (trial === null) return '';
  return text([
    `delete element ${shape.table} ${trialSet} { ${shape.trial.values.join(', ')} }`,
    ...removeRules(shape, [trial, confirmed]),
    ...addRules(shape, '', trial.judge, trial.policy),
    ...removeLeads(shape, [...(translation?.trial ?? []), ...(translation?.confirmed ?? [])]),
    ...(translation === null ? [] : leadToTranslation(shape, trial.judge, chains)),
  ]);
}

/** Ends a trial. */
export function rollbackTransaction({ shape, trial, translation }: RunningTable): string {
  if (trial === null) return '';
  return text([...removeRules(shape, [trial]), ...removeLeads(shape, translation?.trial ?? [])]);
}

/** Takes everything but the way to the confirmed policy out of the chains with a hook. */
export function repairTransaction({ shape, confirmed, translation, chains }: RunningTable): string {
  return text([
    ...shape.hooks.map(({ name }) => `flush chain ${shape.table} ${name}`),
    ...addRules(shape, '', confirmed.judge, confirmed.policy),
    ...(translation === null
      ? []
      : [
          ...hooksThatTranslate.map((hook) => `flush chain ${shape.table} ${hook}`),
          ...leadToTranslation(shape, confirmed.judge, chains),
        ]),
  ]);
}

/** Ends whatever trial there is in a table that somebody has changed; empty when there is none. */
export function flushTrial(listing: string, shape: TableShape): string {
  const hasSet = objectsOfTable(listing, shape).some(({ type, body }) => type === 'set' && body['name'] === trialSet);
  return hasSet ? text([`flush set ${shape.table} ${trialSet}`]) : '';
}

/**
 * Removes what no packet reaches: the policy that was replaced, or one whose trial is over. Null when nothing is left over.
 * Where nothing was ever confirmed and everything passed before, that is the whole table.
 */
export function cleanTransaction({ shape, confirmed, trial, translation, chains, sets }: RunningTable): string | null {
  const { table } = shape;
  if (trial !== null && trial.left !== null) return null;
  if (confirmed.judge === 'fallback_open') return text([`delete table ${table}`]);
  const isIdle = (name: string): boolean => {
    const suffix = suffixOf(name);
    return suffix === null ? isFallback(name) && name !== confirmed.judge : `enforce${suffix}` !== confirmed.judge;
  };
  const idleChains = chains.filter(isIdle);
  const idleSets = sets.filter(({ name }) => name === trialSet || isIdle(name));
  if (trial === null && idleChains.length === 0 && idleSets.length === 0) return null;
  // The order matters: a chain can go once neither a rule nor an element leads to it.
  return text([
    ...(trial === null ? [] : removeRules(shape, [trial])),
    ...removeLeads(shape, translation?.trial ?? []),
    ...idleChains.map((name) => `flush chain ${table} ${name}`),
    ...idleSets.map(({ kind, name }) => `flush ${kind} ${table} ${name}`),
    ...idleSets.map(({ kind, name }) => `delete ${kind} ${table} ${name}`),
    ...idleChains.map((name) => `delete chain ${table} ${name}`),
  ]);
}

/** What is there already stays as it is, with all that is in it. */
function missingObjects({ shared }: TableShape, running: RunningTable | null): readonly string[] {
  if (running === null) return shared;
  const counters = running.counters.map((name) => `counter ${name}`);
  const known = new Set([...counters, ...running.sets.map(({ kind, name }) => `${kind} ${name}`)]);
  return shared.filter((line) => !known.has(line.split(' ', 2).join(' ')));
}

function firstChains({ hooks: [judging, ...others] }: TableShape): readonly string[] {
  return [
    ...others.flatMap((each) => chain(each.name, [hookLine(each)])),
    ...chain('fallback_open', ['accept']),
    ...chain(judging.name, [hookLine(judging), 'goto fallback_open']),
  ];
}

function hookLine({ hook, policy }: HookShape): string {
  return `type filter hook ${hook} priority filter; policy ${policy};`;
}

const closedChain: readonly string[] = chain('fallback_closed', ['counter name denied drop']);

function removeRules(shape: TableShape, rules: readonly JudgeRule[]): readonly string[] {
  const [judging] = shape.hooks;
  return removeLeads(
    shape,
    rules.flatMap(({ handle, besides = [] }) => [{ chain: judging.name, handle }, ...besides]),
  );
}

function removeLeads({ table }: TableShape, rules: readonly LeadRule[]): readonly string[] {
  return rules.map(({ chain: name, handle }) => `delete rule ${table} ${name} handle ${handle}`);
}

/** Rules from the hooks that translate to the chains of a policy, as far as it has any. */
function leadToTranslation({ table }: TableShape, judge: Judge, chains: readonly string[]): readonly string[] {
  return hooksThatTranslate.flatMap((hook) => {
    const target = translatingChain(hook, judge, chains);
    return target === null ? [] : [`add rule ${table} ${hook} goto ${target}`];
  });
}

/** Before the first policy only the chain that judges leads anywhere. */
function addRules(
  { table, hooks: [judging, ...others] }: TableShape,
  condition: string,
  judge: Judge,
  policy: PolicyName | null,
): readonly string[] {
  const comment = policy === null ? '' : ` comment ${quotePolicyName(policy)}`;
  const into = isPolicy(judge) ? others : [];
  return [
    `add rule ${table} ${judging.name} ${condition}goto ${judge}${comment}`,
    ...into.map(({ name, leadsTo }) => `add rule ${table} ${name} ${condition}goto ${leadsTo}${suffixOf(judge) ?? ''}`),
  ];
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
