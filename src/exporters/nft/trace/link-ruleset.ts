/**
 * Names in a ruleset and what they stand for. Refuses whatever leaves open what happens to a packet: names without an
 * object, keys of another type than their field, chains that go round in circles, statements that never run.
 */

import { createRefusals, type Reading, type Refusals } from '../../proof/refusal.ts';
import { typeOf } from '../read/fields.ts';
import type { NftChain, NftHook, NftRule, NftSet, NftStatement, NftTable } from '../read/ruleset.ts';
import { checkElements } from './check-elements.ts';
import { targetsOf } from './without-idle-chains.ts';

export interface LinkedRuleset {
  /** The only chain of its hook. */
  readonly entry: NftChain;
  /** Chains that packets can reach, each before those that it goes to. */
  readonly order: readonly NftChain[];
  readonly sets: ReadonlyMap<string, NftSet>;
}

export function linkRuleset(table: NftTable, hook: NftHook = 'forward'): Reading<LinkedRuleset> {
  const refusals = createRefusals();
  const chains = byName(table.chains, 'chain', refusals);
  const sets = byName(table.sets, 'set or map', refusals);
  const counters = new Set(table.counters);
  const [entry, second] = table.chains.filter((chain) => chain.hook === hook);
  if (entry === undefined)
    return { value: null, refusal: { at: `table ${table.name}`, found: 'no chain with a hook, so nothing is judged' } };
  if (second !== undefined) refusals.add(second.at, `a second chain with a hook, ${second.name}`);
  if (hook === 'forward' && entry.policy !== 'drop')
    refusals.add(entry.at, 'the policy accept, which lets through what rules fail to judge');
  for (const set of table.sets) checkElements(set, refusals);
  for (const chain of table.chains) for (const rule of chain.rules) checkRule(rule, sets, counters, refusals);
  const order = refusals.first() === null ? orderChains(entry, chains, sets, refusals) : [];
  const refusal = refusals.first();
  return refusal === null ? { value: { entry, order, sets }, refusal } : { value: null, refusal };
}

/** The same for one chain with a hook, whatever its policy and whatever other hooks there are. */
export function linkEntry(table: NftTable, entry: NftChain): Reading<LinkedRuleset> {
  const refusals = createRefusals();
  const chains = byName(table.chains, 'chain', refusals);
  const sets = byName(table.sets, 'set or map', refusals);
  for (const chain of table.chains)
    for (const { statements, at } of chain.rules)
      for (const statement of statements) checkReference(statement, sets, at, refusals);
  const order = refusals.first() === null ? orderChains(entry, chains, sets, refusals) : [];
  const refusal = refusals.first();
  return refusal === null ? { value: { entry, order, sets }, refusal } : { value: null, refusal };
}

function byName<T extends { readonly name: string; readonly at: string }>(
  objects: readonly T[],
  kind: string,
  refusals: Refusals,
): ReadonlyMap<string, T> {
  const result = new Map<string, T>();
  for (const object of objects) {
    if (result.has(object.name)) refusals.add(object.at, `a second ${kind} ${object.name}`);
    result.set(object.name, object);
  }
  return result;
}

function checkRule(
  { statements, at }: NftRule,
  sets: ReadonlyMap<string, NftSet>,
  counters: ReadonlySet<string>,
  refusals: Refusals,
): void {
  let limited = false;
  for (const [index, statement] of statements.entries()) {
    const final = statement.kind === 'verdict' || statement.kind === 'vmap';
    if (final && index < statements.length - 1) refusals.add(at, 'a statement behind a verdict');
    if (limited && statement.kind !== 'log' && statement.kind !== 'counter')
      refusals.add(at, 'a rate limit that decides about more than a log');
    limited ||= statement.kind === 'limit';
    if (statement.kind === 'counter' && statement.name !== null && !counters.has(statement.name))
      refusals.add(at, `a counter ${statement.name} that the table does not have`);
    checkReference(statement, sets, at, refusals);
  }
}

function checkReference(
  statement: NftStatement,
  sets: ReadonlyMap<string, NftSet>,
  at: string,
  refusals: Refusals,
): void {
  const reference = referenceOf(statement);
  if (reference === null) return;
  const { name, key, result } = reference;
  const set = sets.get(name);
  if (set === undefined) refusals.add(at, `@${name}, which the table does not have`);
  else if (set.result !== result) refusals.add(at, `@${name}, which does not lead to ${result ?? 'a mere yes or no'}`);
  else if (set.key.join() !== key.map((field) => typeOf(field)).join())
    refusals.add(at, `@${name}, whose keys are of type ${set.key.join(' . ')}, with ${key.join(' . ')}`);
}

function referenceOf(statement: NftStatement) {
  if (statement.kind === 'match-set') return { name: statement.set, key: statement.key, result: null };
  if (statement.kind === 'vmap') return { name: statement.map, key: statement.key, result: 'verdict' } as const;
  if (statement.kind !== 'set-mark' || statement.value.kind !== 'map') return null;
  return { name: statement.value.map, key: statement.value.key, result: 'mark' } as const;
}

/** Depth first without recursion; a chain that is met again before it is done closes a circle. */
function orderChains(
  entry: NftChain,
  chains: ReadonlyMap<string, NftChain>,
  sets: ReadonlyMap<string, NftSet>,
  refusals: Refusals,
): readonly NftChain[] {
  const done: NftChain[] = [];
  const states = new Map<NftChain, 'open' | 'done'>([[entry, 'open']]);
  const path = [{ chain: entry, targets: targetsOf(entry, sets), next: 0 }];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const target = top.targets[top.next++];
    if (target === undefined) {
      states.set(top.chain, 'done');
      done.push(top.chain);
      path.pop();
      continue;
    }
    const chain = chains.get(target);
    if (chain === undefined) refusals.add(top.chain.at, `goto ${target}, a chain that the table does not have`);
    else if (states.get(chain) === 'open') refusals.add(top.chain.at, `goto ${target}, which goes round in a circle`);
    else if (!states.has(chain)) {
      states.set(chain, 'open');
      path.push({ chain, targets: targetsOf(chain, sets), next: 0 });
    }
  }
  return done.reverse();
}
