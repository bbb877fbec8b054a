/** What a chain with a hook may do to packets, by the statements that it and the chains it calls have (nft(8)). */
import { itemsOf, type JsonNode, onlyField } from '../../nft/read/json-node.ts';
import { readListedSet, stepsOf, type XtExtension, xtOf } from '../../nft/read/listed-rule.ts';
import type { ListedChain, ListedRule, ListedTable } from '../../nft/read/listing.ts';
import { createRefusals } from '../../proof/refusal.ts';

export type ChainEffect =
  /** Stops packets. */
  | 'drops'
  /** Hands packets to a program, or to a target of iptables that is not known here. */
  | 'hands-over'
  | 'changes-destination'
  | 'changes-source'
  /** Changes addresses, ports or other bytes without telling connection tracking. */
  | 'rewrites'
  | 'untracks'
  | 'marks-connections'
  | 'copies'
  | 'sends-out'
  /** Takes live connections past all rules. */
  | 'offloads';

const effectOf: Readonly<Record<string, ChainEffect>> = {
  drop: 'drops',
  reject: 'drops',
  queue: 'hands-over',
  synproxy: 'hands-over',
  tproxy: 'changes-destination',
  dnat: 'changes-destination',
  redirect: 'changes-destination',
  snat: 'changes-source',
  masquerade: 'changes-source',
  notrack: 'untracks',
  dup: 'copies',
  fwd: 'sends-out',
  flow: 'offloads',
};

/** The rules that a chain runs, with those that they jump or go to. */
export interface CalledRules {
  readonly rules: readonly { readonly chain: ListedChain; readonly rule: ListedRule }[];
  readonly effects: ReadonlyMap<ChainEffect, { readonly chain: ListedChain; readonly rule: ListedRule } | null>;
}

/** The effects of a chain, each with the first rule that has it; null where its policy has. */
export function chainEffects(table: ListedTable, entry: ListedChain): CalledRules {
  const rules = calledRules(table, entry);
  const effects = new Map<ChainEffect, { readonly chain: ListedChain; readonly rule: ListedRule } | null>();
  for (const place of rules)
    for (const statement of place.rule.statements)
      for (const effect of effectsOfStatement(table, statement)) if (!effects.has(effect)) effects.set(effect, place);
  if (entry.hook?.policy === 'drop' && !effects.has('drops')) effects.set('drops', null);
  return { rules, effects };
}

function calledRules(table: ListedTable, entry: ListedChain): CalledRules['rules'] {
  const chains = new Map(table.chains.map((chain) => [chain.name, chain]));
  const reached = new Set<ListedChain>([entry]);
  for (const chain of reached)
    for (const target of chain.rules.flatMap((rule) => targetsOf(table, rule))) {
      const found = chains.get(target);
      if (found !== undefined) reached.add(found);
    }
  return [...reached].flatMap((chain) => chain.rules.map((rule) => ({ chain, rule })));
}

function targetsOf(table: ListedTable, rule: ListedRule): readonly string[] {
  return stepsOf(rule).flatMap((step) => {
    if (step.kind === 'verdict') return targetOf(step.verdict);
    if (step.kind === 'own-set') return step.set.elements.flatMap(({ result }) => targetOf(result));
    if (step.kind !== 'statement' || step.statement.kind !== 'vmap') return [];
    return verdictsOfMap(table, step.statement.map).flatMap(targetOf);
  });
}

function targetOf(verdict: object | null): readonly string[] {
  return verdict !== null && 'target' in verdict && typeof verdict.target === 'string' ? [verdict.target] : [];
}

function verdictsOfMap(table: ListedTable, name: string) {
  const source = table.sets.find((set) => set.name === name);
  const set = source === undefined ? null : readListedSet(source);
  return set === null ? [] : set.elements.map(({ result }) => result);
}

function effectsOfStatement(table: ListedTable, statement: JsonNode): readonly ChainEffect[] {
  const node = { ...statement, refusals: createRefusals() };
  const [name, body] = onlyField(node);
  if (name === 'mangle') return mangleEffect(body);
  if (name === 'xt') return xtEffect(xtOf(node));
  if (name === 'vmap') return vmapDrops(table, body) ? ['drops'] : [];
  const effect = effectOf[name];
  return effect === undefined ? [] : [effect];
}

/** iptables-extensions(8). */
const xtEffects: Readonly<Record<string, ChainEffect>> = {
  DROP: 'drops',
  REJECT: 'drops',
  DNAT: 'changes-destination',
  REDIRECT: 'changes-destination',
  TPROXY: 'changes-destination',
  SNAT: 'changes-source',
  MASQUERADE: 'changes-source',
  NETMAP: 'rewrites',
  CT: 'untracks',
  NOTRACK: 'untracks',
  CONNMARK: 'marks-connections',
  TEE: 'copies',
  FLOWOFFLOAD: 'offloads',
};
const harmlessTargets = ['LOG', 'NFLOG', 'MARK', 'CLASSIFY', 'DSCP', 'TCPMSS', 'TRACE', 'CHECKSUM'];

function xtEffect({ type, name }: XtExtension): readonly ChainEffect[] {
  return type === 'match' ? [] : targetEffects(name);
}

/** What a target of iptables does. */
export function targetEffects(name: string): readonly ChainEffect[] {
  const effect = xtEffects[name];
  if (effect !== undefined) return [effect];
  return harmlessTargets.includes(name) ? [] : ['hands-over'];
}

function mangleEffect({ json }: JsonNode): readonly ChainEffect[] {
  const key = JSON.stringify(typeof json === 'object' && json !== null && 'key' in json ? json.key : null);
  if (key === '{"ct":{"key":"mark"}}') return ['marks-connections'];
  return key.startsWith('{"payload"') || key.startsWith('{"exthdr"') || key.startsWith('{"tcp option"')
    ? ['rewrites']
    : [];
}

function vmapDrops(table: ListedTable, { json, path, refusals }: JsonNode): boolean {
  const data: unknown = typeof json === 'object' && json !== null && 'data' in json ? json.data : null;
  if (typeof data === 'string')
    return verdictsOfMap(table, data.slice(1)).some((verdict) => verdict !== null && verdict.kind === 'drop');
  const list: unknown = typeof data === 'object' && data !== null && 'set' in data ? data.set : [];
  return itemsOf({ json: list, path, refusals }).some(({ json: item }) =>
    JSON.stringify(item).includes('{"drop":null}'),
  );
}
