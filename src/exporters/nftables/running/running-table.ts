/**
 * What runs in a kernel, read off its listing: which policy is confirmed, which is on trial, and what is left over. Tells
 * nothing of what the policies allow; that is for the reader that proves exports.
 */

import { type PolicyName, parsePolicyName } from '../../nft/write/policy-name.ts';
import { isRecord, type JsonRecord, listOf, textOf } from './json.ts';
import type { LeadRule, ListedObject } from './listed-object.ts';
import { isTranslating, type RunningTranslation, readTranslating } from './running-translation.ts';
import { isJudge, isPolicy, type Judge, suffixOf, trialSet } from './slot.ts';
import { type HookShape, routerShape, type TableShape } from './table-shape.ts';

/** A rule of the chain `forward`. */
export interface JudgeRule {
  readonly judge: Judge;
  readonly handle: number;
  /** The rules of other chains with a hook that belong to it, where a table has such chains. */
  readonly besides?: readonly LeadRule[];
  /** Null where the rule carries no name. */
  readonly policy: PolicyName | null;
}

export interface TrialRule extends JudgeRule {
  /** Seconds that are left, rounded down; null when the trial is over and the rule takes no packets any more. */
  readonly left: number | null;
}

export interface RunningTable {
  readonly kind: 'table';
  readonly shape: TableShape;
  /** Judges whenever no trial does. */
  readonly confirmed: JudgeRule;
  readonly trial: TrialRule | null;
  /** Null where the table has no hooks that translate. */
  readonly translation: RunningTranslation | null;
  readonly chains: readonly string[];
  readonly sets: readonly { readonly kind: 'set' | 'map'; readonly name: string }[];
  readonly counters: readonly string[];
  /** The upper halves of marks that its chains give to connections. */
  readonly stamps: ReadonlySet<number>;
}

export type Running =
  | RunningTable
  /** There is no table of ours. */
  | { readonly kind: 'absent' }
  | ChangedTable;

/** A table of ours that is not as this program leaves it. */
export interface ChangedTable {
  readonly kind: 'changed';
  readonly why: string;
  /** What it is without the rules that somebody put into its chain `forward`; null when more than that is wrong. */
  readonly without: RunningTable | null;
}

/** Reads what `nft --json --handle list ruleset` prints. Throws a `SyntaxError` for what is no JSON. */
export function readRunning(listing: string, shape: TableShape = routerShape): Running {
  const own = objectsOfTable(listing, shape);
  const [judging, ...others] = shape.hooks;
  if (!own.some(({ type }) => type === 'table')) return { kind: 'absent' };
  const [dormant] = own.filter(({ type, body }) => type === 'table' && body['flags'] !== undefined);
  if (dormant !== undefined) return changed('the table has flags, which may switch it off');
  const hooked = own.filter(({ type, body }) => type === 'chain' && body['hook'] !== undefined && !isTranslating(body));
  const wrong = whyOtherHooks(hooked, shape);
  if (wrong !== null) return changed(wrong);
  const rules = rulesOf(own, judging.name).map((body) => readRule(body, shape));
  const always = rules.filter((each) => each?.condition === 'always');
  const [confirmed] = always;
  if (confirmed == null || always.length > 1) return changed('the chain forward leads to no policy, or to several');
  const first = rules[0];
  const trial = first?.condition === 'trial' ? first.rule : null;
  const leads = others.map((hook) => readLeads(own, hook, shape, confirmed.rule, trial));
  const besides = (which: 'confirmed' | 'trial'): Pick<JudgeRule, 'besides'> =>
    others.length === 0 ? {} : { besides: leads.flatMap((each) => each?.[which] ?? []) };
  const chains = namesOf(own, 'chain');
  const translation = readTranslating(own, {
    confirmed: confirmed.rule.judge,
    trial: trial?.judge ?? null,
    trialMatch: trialMatch(shape),
    chains,
  });
  const table: RunningTable = {
    kind: 'table',
    shape,
    confirmed: { ...confirmed.rule, ...besides('confirmed') },
    trial: trial === null ? null : { ...trial, ...besides('trial'), left: secondsLeft(own, shape) },
    translation: translation.found,
    chains,
    sets: (['set', 'map'] as const).flatMap((kind) => namesOf(own, kind).map((name) => ({ kind, name }))),
    counters: namesOf(own, 'counter'),
    stamps: new Set(own.flatMap(stampsOf)),
  };
  const without = { ...table, trial: null };
  if (rules.length !== (trial === null ? 1 : 2) || rules.at(-1) !== confirmed)
    return changed(`the chain ${judging.name} has other rules`, without);
  const odd = others.find((_, index) => leads[index] === null);
  if (odd !== undefined) return changed(`the chain ${odd.name} has other rules`, without);
  return translation.isAsLeft ? table : changed('the chains that translate addresses have other rules', without);
}

/** What is wrong with the chains that see packets, null when they are those of the shape. */
function whyOtherHooks(hooked: readonly ListedObject[], { hooks, priority }: TableShape): string | null {
  const [judging] = hooks;
  if (hooked.length === 0) return 'no chain of it sees packets';
  const extra = hooked.findLast(({ body }) => !hooks.some(({ name }) => name === body['name']));
  if (extra !== undefined) return `the chain ${textOf(extra.body['name'])} sees packets`;
  for (const { name, hook, policy } of hooks) {
    const found = hooked.find(({ body }) => body['name'] === name)?.body;
    if (found === undefined) return `the chain ${name} ${name === judging.name ? 'sees no packets' : 'is missing'}`;
    if (found['hook'] !== hook || found['prio'] !== priority || found['policy'] !== policy)
      return `the chain ${name} has another hook, priority or policy`;
  }
  return null;
}

function rulesOf(objects: readonly ListedObject[], chain: string): readonly JsonRecord[] {
  return objects.flatMap(({ type, body }) => (type === 'rule' && body['chain'] === chain ? [body] : []));
}

/** Rules that lead into the policies that judge; null when a chain has any others. Before the first policy there are none. */
function readLeads(
  objects: readonly ListedObject[],
  { name, leadsTo }: HookShape,
  shape: TableShape,
  confirmed: JudgeRule,
  trial: JudgeRule | null,
): Record<'confirmed' | 'trial', readonly LeadRule[]> | null {
  const wanted = [
    ...(trial === null ? [] : ([{ kind: 'trial', judge: trial.judge }] as const)),
    ...(isPolicy(confirmed.judge) ? ([{ kind: 'confirmed', judge: confirmed.judge }] as const) : []),
  ];
  const found = { confirmed: [] as LeadRule[], trial: [] as LeadRule[] };
  const rules = rulesOf(objects, name);
  if (rules.length !== wanted.length) return null;
  for (const [index, { kind, judge }] of wanted.entries()) {
    const { expr, handle } = rules[index] ?? {};
    const goto = { goto: { target: `${leadsTo}${suffixOf(judge) ?? ''}` } };
    const condition = kind === 'trial' ? [trialMatch(shape)] : [];
    if (typeof handle !== 'number' || JSON.stringify(expr) !== JSON.stringify([...condition, goto])) return null;
    found[kind].push({ chain: name, handle });
  }
  return found;
}

/** The objects of our table in a listing. */
export function objectsOfTable(listing: string, { table }: TableShape = routerShape): readonly ListedObject[] {
  const [family, name] = table.split(' ');
  return listedObjects(listing).filter(
    ({ type, body }) => body['family'] === family && body[type === 'table' ? 'name' : 'table'] === name,
  );
}

/** All objects of a listing. */
export function listedObjects(listing: string): readonly ListedObject[] {
  const json: unknown = JSON.parse(listing);
  return listOf(isRecord(json) ? json['nftables'] : null).flatMap((item) => {
    const [type = '', body] = isRecord(item) ? (Object.entries(item)[0] ?? []) : [];
    return isRecord(body) ? [{ type, body }] : [];
  });
}

function changed(why: string, without: RunningTable | null = null): ChangedTable {
  return { kind: 'changed', why, without };
}

function namesOf(objects: readonly ListedObject[], type: string): readonly string[] {
  return objects.filter((object) => object.type === type).map(({ body }) => textOf(body['name']));
}

interface ReadRule {
  readonly condition: 'always' | 'trial';
  readonly rule: JudgeRule;
}

/** `goto <judge>`, or `meta nfproto @trial goto <judge>`; null for any other rule. */
function readRule(body: JsonRecord, shape: TableShape): ReadRule | null {
  const statements = listOf(body['expr']);
  const verdict = statements.at(-1);
  const target = isRecord(verdict) && isRecord(verdict['goto']) ? textOf(verdict['goto']['target']) : '';
  const { handle, comment } = body;
  if (!isJudge(target) || typeof handle !== 'number') return null;
  const policy = parsePolicyName(typeof comment === 'string' ? comment : null);
  const rule: JudgeRule = { judge: target, handle, policy };
  if (statements.length === 1) return { condition: 'always', rule };
  const isTrial = statements.length === 2 && JSON.stringify(statements[0]) === JSON.stringify(trialMatch(shape));
  return isTrial ? { condition: 'trial', rule } : null;
}

function trialMatch({ trial }: TableShape): object {
  return { match: { op: '==', left: { meta: { key: trial.field } }, right: `@${trialSet}` } };
}

/** A trial of which one family has ended is as good as over: both end within the same moment. */
function secondsLeft(objects: readonly ListedObject[], { trial }: TableShape): number | null {
  const set = objects.find(({ type, body }) => type === 'set' && body['name'] === trialSet);
  const elements = listOf(set?.body['elem']).flatMap((each) =>
    isRecord(each) && isRecord(each['elem']) ? [each['elem']] : [],
  );
  const families = new Set(elements.map((each) => each['val']));
  if (!trial.values.every((value) => families.has(value))) return null;
  return Math.min(...elements.map(({ expires }) => (typeof expires === 'number' ? expires : 0)));
}

function stampsOf({ type, body }: ListedObject): readonly number[] {
  if (type !== 'rule') return [];
  return listOf(body['expr']).flatMap((statement) => {
    const mangle = isRecord(statement) ? statement['mangle'] : null;
    if (!isRecord(mangle) || typeof mangle['value'] !== 'number') return [];
    return JSON.stringify(mangle['key']) === '{"ct":{"key":"mark"}}' ? [mangle['value'] >>> 16] : [];
  });
}
