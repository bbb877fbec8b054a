/**
 * What runs in a kernel, read off its listing: which policy is confirmed, which is on trial, and what is left over. Tells
 * nothing of what the policies allow; that is for the reader that proves exports.
 */

import { type PolicyName, parsePolicyName } from '../../nft/write/policy-name.ts';
import { table } from '../generation.ts';
import { isRecord, type JsonRecord, listOf, textOf } from './json.ts';
import { isJudge, type Judge, trialSet } from './slot.ts';

/** A rule of the chain `forward`. */
export interface JudgeRule {
  readonly judge: Judge;
  readonly handle: number;
  /** Null where the rule carries no name. */
  readonly policy: PolicyName | null;
}

export interface TrialRule extends JudgeRule {
  /** Seconds that are left, rounded down; null when the trial is over and the rule takes no packets any more. */
  readonly left: number | null;
}

export interface RunningTable {
  readonly kind: 'table';
  /** Judges whenever no trial does. */
  readonly confirmed: JudgeRule;
  readonly trial: TrialRule | null;
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
export function readRunning(listing: string): Running {
  const own = objectsOfTable(listing);
  if (!own.some(({ type }) => type === 'table')) return { kind: 'absent' };
  const [dormant] = own.filter(({ type, body }) => type === 'table' && body['flags'] !== undefined);
  if (dormant !== undefined) return changed('the table has flags, which may switch it off');
  const hooked = own.filter(({ type, body }) => type === 'chain' && body['hook'] !== undefined);
  const [entry, second] = hooked;
  if (entry === undefined) return changed('no chain of it sees packets');
  if (second !== undefined || entry.body['name'] !== 'forward')
    return changed(`the chain ${textOf(second?.body['name'] ?? entry.body['name'])} sees packets`);
  const { hook, prio, policy } = entry.body;
  if (hook !== 'forward' || prio !== 0 || policy !== 'drop')
    return changed('the chain forward has another hook, priority or policy');
  const rules = own
    .filter(({ type, body }) => type === 'rule' && body['chain'] === 'forward')
    .map(({ body }) => readRule(body));
  const always = rules.filter((each) => each?.condition === 'always');
  const [confirmed] = always;
  if (confirmed == null || always.length > 1) return changed('the chain forward leads to no policy, or to several');
  const first = rules[0];
  const trial = first?.condition === 'trial' ? first.rule : null;
  const table: RunningTable = {
    kind: 'table',
    confirmed: confirmed.rule,
    trial: trial === null ? null : { ...trial, left: secondsLeft(own) },
    chains: namesOf(own, 'chain'),
    sets: (['set', 'map'] as const).flatMap((kind) => namesOf(own, kind).map((name) => ({ kind, name }))),
    counters: namesOf(own, 'counter'),
    stamps: new Set(own.flatMap(stampsOf)),
  };
  if (rules.length === (trial === null ? 1 : 2) && rules.at(-1) === confirmed) return table;
  return changed('the chain forward has other rules', { ...table, trial: null });
}

/** An object of a listing. */
export interface ListedObject {
  /** `table`, `chain`, `rule`, `set`, ... */
  readonly type: string;
  readonly body: JsonRecord;
}

/** The objects of our table in a listing. */
export function objectsOfTable(listing: string): readonly ListedObject[] {
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
function readRule(body: JsonRecord): ReadRule | null {
  const statements = listOf(body['expr']);
  const verdict = statements.at(-1);
  const target = isRecord(verdict) && isRecord(verdict['goto']) ? textOf(verdict['goto']['target']) : '';
  const { handle, comment } = body;
  if (!isJudge(target) || typeof handle !== 'number') return null;
  const policy = parsePolicyName(typeof comment === 'string' ? comment : null);
  const rule: JudgeRule = { judge: target, handle, policy };
  if (statements.length === 1) return { condition: 'always', rule };
  const isTrial = statements.length === 2 && JSON.stringify(statements[0]) === trialMatch;
  return isTrial ? { condition: 'trial', rule } : null;
}

const trialMatch: string = JSON.stringify({
  match: { op: '==', left: { meta: { key: 'nfproto' } }, right: `@${trialSet}` },
});

/** A trial of which one family has ended is as good as over: both end within the same moment. */
function secondsLeft(objects: readonly ListedObject[]): number | null {
  const set = objects.find(({ type, body }) => type === 'set' && body['name'] === trialSet);
  const elements = listOf(set?.body['elem']).flatMap((each) =>
    isRecord(each) && isRecord(each['elem']) ? [each['elem']] : [],
  );
  const families = new Set(elements.map((each) => each['val']));
  if (!families.has('ipv4') || !families.has('ipv6')) return null;
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
