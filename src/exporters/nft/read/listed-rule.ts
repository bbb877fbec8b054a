/**
 * A rule of a listing step by step, whoever wrote it. What the reader of exports would refuse is sorted by what it can do
 * at most: be a condition that holds or not, or decide about the packet in any way (libnftables-json(5)).
 */
import { createRefusals } from '../../proof/refusal.ts';
import { type FieldName, typeOf } from './fields.ts';
import { isObjectWith, itemsOf, type JsonNode, onlyField, refuse } from './json-node.ts';
import { readJsonStatement, readKey } from './json-rule.ts';
import { readJsonElement, readJsonSetAs } from './json-set.ts';
import type { ListedRule, ListedSet } from './listing.ts';
import type { NftElement, NftMark, NftSet, NftStatement, NftTarget, NftVerdict } from './ruleset.ts';

/** Also those verdicts that come back. */
export type ListedVerdict =
  | NftVerdict
  | { readonly kind: 'jump'; readonly target: string }
  | { readonly kind: 'return' | 'continue' };

/** A set whose elements may lead to any verdict. */
export type AnySet = NftSet<AnyResult>;

type AnyResult = ListedVerdict | NftMark | null;

export type RuleStep =
  | { readonly kind: 'statement'; readonly statement: NftStatement }
  | { readonly kind: 'verdict'; readonly verdict: ListedVerdict }
  /** A look into a set that is written in the rule itself. */
  | { readonly kind: 'own-set'; readonly set: AnySet; readonly key: readonly FieldName[]; readonly negated: boolean }
  /** Holds or does not; nobody here can say for which packets. */
  | { readonly kind: 'condition' }
  /** May accept, drop, or change the packet so that any verdict may follow. */
  | { readonly kind: 'anything' };

/** Statements that let the packet go on to the next one, and change nothing that a verdict here depends on. */
const passing = ['counter', 'log', 'notrack', 'dup', 'flow', 'last', 'secmark', 'reset'];
const conditions = ['match', 'limit', 'quota', 'meter', 'ct count', 'set'];
const objects = ['ct helper', 'ct timeout', 'ct expectation', 'quota', 'counter', 'synproxy'];

/** Reads the statements of a rule. */
export function stepsOf({ statements }: ListedRule): readonly RuleStep[] {
  return statements.map((node, index) => {
    const [name] = onlyField(fresh(node));
    const rest = statements.slice(index + 1).map((each) => onlyField(fresh(each))[0]);
    // A rate limit in front of a mere log decides about the log alone.
    if (name === 'limit' && rest.some((each) => each !== 'log' && each !== 'counter')) return { kind: 'condition' };
    return stepOf(name, node);
  });
}

/** Reads a set or map of a listing, null when something of it is not understood, or when it leads to addresses. */
export function readListedSet({ node, kind }: ListedSet): AnySet | null {
  const own = fresh(node);
  const fields = ['comment', 'size', 'timeout', 'gc-interval', 'policy', 'auto-merge'];
  const set = readJsonSetAs(own, kind, { readVerdict, fields });
  return own.refusals.first() === null && set.elements.every(leadsToNoAddress) ? asAnySet(set) : null;
}

function leadsToNoAddress<R>(element: NftElement<R | NftTarget>): element is NftElement<R> {
  const result: unknown = element.result;
  return typeof result !== 'object' || result === null || !('kind' in result) || result.kind !== 'target';
}

function asAnySet(set: NftSet<AnyResult | NftTarget>): AnySet {
  return { ...set, elements: set.elements.filter(leadsToNoAddress<AnyResult>) };
}

function stepOf(name: string, node: JsonNode): RuleStep {
  const verdict = attempt(node, readVerdict);
  if (verdict !== null) return { kind: 'verdict', verdict };
  if (name === 'reject') return { kind: 'verdict', verdict: { kind: 'drop' } };
  if (name === 'xt') return compatStep(xtOf(node));
  const plain = attempt(byName(node), readJsonStatement);
  if (plain?.kind === 'translate') return { kind: 'anything' };
  if (plain !== null) return { kind: 'statement', statement: plain };
  const own = attempt(byName(node), readOwnSet);
  if (own !== null) return own;
  if (passing.includes(name) || isHarmlessChange(name, node))
    return { kind: 'statement', statement: { kind: 'counter', name: null } };
  if (conditions.includes(name)) return { kind: 'condition' };
  return { kind: 'anything' };
}

/** A match or target of iptables, which nft lists by its name alone. */
export interface XtExtension {
  readonly type: string;
  readonly name: string;
}

/** Reads `{"xt": {"type": "target", "name": "MASQUERADE"}}`. */
export function xtOf(node: JsonNode): XtExtension {
  const fields = childrenOf(onlyField(fresh(node))[1]);
  const text = (name: string): string => String(fields.get(name)?.json ?? '');
  return { type: text('type'), name: text('name') };
}

function compatStep({ type, name }: XtExtension): RuleStep {
  if (name === 'REJECT' || name === 'DROP') return { kind: 'verdict', verdict: { kind: 'drop' } };
  if (passingXt.includes(name)) return { kind: 'statement', statement: { kind: 'counter', name: null } };
  return { kind: type === 'match' ? 'condition' : 'anything' };
}

/** iptables-extensions(8): those that neither stop a packet nor change what is looked at here. */
const passingXt = ['comment', 'LOG', 'NFLOG', 'MARK', 'CLASSIFY', 'DSCP', 'TCPMSS', 'TRACE', 'CHECKSUM', 'TEE'];

/** Reads with refusals of its own, null when there is one. */
function attempt<T>(node: JsonNode, read: (node: JsonNode) => T): T | null {
  const own = fresh(node);
  const value = read(own);
  return own.refusals.first() === null ? value : null;
}

function fresh(node: JsonNode): JsonNode {
  return { ...node, refusals: createRefusals() };
}

function readVerdict(node: JsonNode): ListedVerdict {
  const [kind, body] = onlyField(node);
  if (kind === 'accept' || kind === 'drop' || kind === 'return' || kind === 'continue') return { kind };
  const target: unknown = typeof body.json === 'object' && body.json !== null ? { ...body.json } : null;
  const name = typeof target === 'object' && target !== null && 'target' in target ? target.target : null;
  if ((kind === 'goto' || kind === 'jump') && typeof name === 'string') return { kind, target: name };
  refuse(node, 'a verdict');
  return { kind: 'drop' };
}

/** `{"match": {"left": {"concat": [...]}, "right": {"set": [...]}}}` and `{"vmap": {"key": ..., "data": {"set": [...]}}}`. */
function readOwnSet(node: JsonNode): RuleStep {
  const [name, body] = onlyField(node);
  const fields = childrenOf(body);
  const [key, elements] =
    name === 'vmap' ? [fields.get('key'), fields.get('data')] : [fields.get('left'), fields.get('right')];
  const op = fields.get('op')?.json;
  const isLookUp = name === 'vmap' || (name === 'match' && (op === '==' || op === '!='));
  if (key === undefined || elements === undefined || !isLookUp || !isObjectWith(elements, 'set')) {
    refuse(node, 'a set in a rule');
    return { kind: 'condition' };
  }
  const own = readKey(key);
  const shell: NftSet<never> = {
    name: `${node.path}`,
    key: own.map((field) => typeOf(field)),
    result: name === 'vmap' ? 'verdict' : null,
    interval: true,
    timeout: false,
    counter: false,
    elements: [],
    at: node.path,
  };
  const items = itemsOf(onlyField(elements)[1]).map((each) => readJsonElement(each, shell, readVerdict));
  return {
    kind: 'own-set',
    set: { ...shell, elements: items.filter(leadsToNoAddress<AnyResult>) },
    key: own,
    negated: op === '!=',
  };
}

/** Marks and addresses are looked at by rules; the priority of a packet, labels and the like are not. */
function isHarmlessChange(name: string, node: JsonNode): boolean {
  if (objects.includes(name)) return name !== 'synproxy' && name !== 'quota';
  if (name !== 'mangle') return false;
  const key = childrenOf(onlyField(fresh(node))[1]).get('key');
  if (key === undefined || !(isObjectWith(key, 'meta') || isObjectWith(key, 'ct'))) return false;
  return childrenOf(onlyField(key)[1]).get('key')?.json !== 'mark';
}

/** An interface by its number is printed by its name, which it has while the rule is listed. */
function byName(node: JsonNode): JsonNode {
  const rename = (json: unknown): unknown => {
    if (Array.isArray(json)) return json.map(rename);
    if (typeof json !== 'object' || json === null) return json;
    return Object.fromEntries(
      Object.entries(json).map(([name, value]) => [
        name,
        name === 'key' && (value === 'iif' || value === 'oif') ? `${value}name` : rename(value),
      ]),
    );
  };
  return /"key":"[io]if"/.test(JSON.stringify(node.json)) ? { ...node, json: rename(node.json) } : node;
}

function childrenOf({ json, path, refusals }: JsonNode): ReadonlyMap<string, JsonNode> {
  const entries = typeof json === 'object' && json !== null && !Array.isArray(json) ? Object.entries(json) : [];
  return new Map(entries.map(([name, value]) => [name, { json: value, path: `${path}.${name}`, refusals }]));
}
