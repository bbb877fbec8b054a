/**
 * The transactions that change a running table, each as text for one `nft -f`. None of them touches another table, or a map
 * or chain of the policy that judges; what is replaced is removed by a transaction of its own, once no packet can be in it
 * any more (docs/nftables.md, "Changing the policy").
 */

import { chain, indent } from '../../nft/write/chain-text.ts';
import { type PolicyName, quotePolicyName } from '../../nft/write/policy-name.ts';
import { stampOf } from '../digest.ts';
import { sharedObjects, table, writeGeneration } from '../generation.ts';
import type { Layout } from '../layout.ts';
import { type JudgeRule, objectsOfTable, type RunningTable } from './running-table.ts';
import { type Fallback, freeSlot, isFallback, type Judge, suffixOf, trialSet } from './slot.ts';

/** A policy that is to be tried. */
export interface Candidate {
  readonly layout: Layout;
  /** Of the layout. */
  readonly digest: string;
  readonly policy: PolicyName;
}

/**
 * Loads a candidate beside what judges, which goes on judging. `running` is a table without leftovers, or null when there is
 * none: then everything passes as before, and the kernel begins to track connections.
 *
 * The candidate is put on trial by a transaction of its own. The kernel makes interval maps of a transaction visible a
 * moment after the rules that look into them, so that packets in between would find nothing (measured on Linux 6.18).
 */
export function prepareTransaction(running: RunningTable | null, candidate: Candidate): string {
  const suffix = freeSlot(running?.confirmed.judge ?? 'fallback_open');
  const stamp = freeStamp(candidate.digest, running?.stamps ?? new Set());
  const { maps, chains, elements } = writeGeneration({ layout: candidate.layout, stamp, suffix });
  return text([
    ...(running === null ? [`create table ${table}`] : []),
    `table ${table} {`,
    ...indent([
      ...missingObjects(running),
      `set ${trialSet} { type nf_proto; flags timeout; }`,
      ...maps,
      ...chains,
      ...(running === null ? firstChains : []),
    ]),
    '}',
    ...elements,
  ]);
}

/** What {@link trialTransaction} is made from. */
export interface TrialRequest {
  /** What judges, with the candidate loaded beside it. */
  readonly confirmed: JudgeRule;
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
export function trialTransaction({ confirmed, policy, seconds, fallback, replacing }: TrialRequest): string {
  const isFirst = confirmed.judge === 'fallback_open';
  const closes = isFirst && fallback === 'fallback_closed';
  return text([
    ...(closes ? [`table ${table} {`, ...indent(closedChain), '}'] : []),
    ...(replacing === 'flush' ? [`flush chain ${table} forward`] : removeRules([confirmed])),
    addRule(`meta nfproto @${trialSet} `, `enforce${freeSlot(confirmed.judge)}`, policy),
    addRule('', isFirst ? fallback : confirmed.judge, confirmed.policy),
    `add element ${table} ${trialSet} { ipv4 timeout ${seconds}s, ipv6 timeout ${seconds}s }`,
  ]);
}

/** Makes the policy on trial the confirmed one; fails when the trial is over, even if it ended a moment ago. */
export function confirmTransaction({ confirmed, trial }: RunningTable): string {
  if (trial === null) return '';
  return text([
    `delete element ${table} ${trialSet} { ipv4, ipv6 }`,
    ...removeRules([trial, confirmed]),
    addRule('', trial.judge, trial.policy),
  ]);
}

/** Ends a trial. */
export function rollbackTransaction({ trial }: RunningTable): string {
  return trial === null ? '' : text(removeRules([trial]));
}

/** Takes everything but the way to the confirmed policy out of the chain `forward`. */
export function repairTransaction({ confirmed }: RunningTable): string {
  return text([`flush chain ${table} forward`, addRule('', confirmed.judge, confirmed.policy)]);
}

/** Ends whatever trial there is in a table that somebody has changed; empty when there is none. */
export function flushTrial(listing: string): string {
  const hasSet = objectsOfTable(listing).some(({ type, body }) => type === 'set' && body['name'] === trialSet);
  return hasSet ? text([`flush set ${table} ${trialSet}`]) : '';
}

/**
 * Removes what no packet reaches: the policy that was replaced, or one whose trial is over. Null when nothing is left over.
 * Where nothing was ever confirmed and everything passed before, that is the whole table.
 */
export function cleanTransaction({ confirmed, trial, chains, sets }: RunningTable): string | null {
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
    ...(trial === null ? [] : removeRules([trial])),
    ...idleChains.map((name) => `flush chain ${table} ${name}`),
    ...idleSets.map(({ kind, name }) => `flush ${kind} ${table} ${name}`),
    ...idleSets.map(({ kind, name }) => `delete ${kind} ${table} ${name}`),
    ...idleChains.map((name) => `delete chain ${table} ${name}`),
  ]);
}

/** What is there already stays as it is, with all that is in it. */
function missingObjects(running: RunningTable | null): readonly string[] {
  if (running === null) return sharedObjects;
  const counters = running.counters.map((name) => `counter ${name}`);
  const known = new Set([...counters, ...running.sets.map(({ kind, name }) => `${kind} ${name}`)]);
  return sharedObjects.filter((line) => !known.has(line.split(' ', 2).join(' ')));
}

const firstChains: readonly string[] = [
  ...chain('fallback_open', ['accept']),
  ...chain('forward', ['type filter hook forward priority filter; policy drop;', 'goto fallback_open']),
];

const closedChain: readonly string[] = chain('fallback_closed', ['counter name denied drop']);

function removeRules(rules: readonly JudgeRule[]): readonly string[] {
  return rules.map(({ handle }) => `delete rule ${table} forward handle ${handle}`);
}

function addRule(condition: string, judge: Judge, policy: PolicyName | null): string {
  const comment = policy === null ? '' : ` comment ${quotePolicyName(policy)}`;
  return `add rule ${table} forward ${condition}goto ${judge}${comment}`;
}

/** A stamp that the connections of no policy in the table carry, so that all of them are judged again. */
function freeStamp(digest: string, taken: ReadonlySet<number>): number {
  let stamp = stampOf(digest);
  while (taken.has(stamp)) stamp = (stamp % 65_535) + 1;
  return stamp;
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
