/**
 * Reads `nft --json list ruleset`, asked for in UTC, into the same tree as the text of a file. Tables of others may be
 * there as long as no packet that is forwarded meets them.
 */

import { createRefusals, type Reading } from '../../proof/refusal.ts';
import {
  fieldOf,
  fieldsOf,
  itemsOf,
  type JsonFields,
  type JsonNode,
  onlyField,
  refuse,
  stringOf,
} from './json-node.ts';
import { readJsonRule } from './json-rule.ts';
import { readJsonSet } from './json-set.ts';
import type { NftChain, NftFamily, NftHook, NftRule, NftSet, NftTable } from './ruleset.ts';

/** Hooks of other tables that forwarded packets never reach. */
const harmlessHooks: readonly unknown[] = ['input', 'output', undefined];

/** What `priority filter` is (nft(8), standard priorities). */
const priorities: Readonly<Record<NftFamily, number>> = { inet: 0, bridge: -200 };

/** Reads a listing; `family` and `name` say which table is meant. */
export function parseNftJson(text: string, name: string, family: NftFamily = 'inet'): Reading<NftTable> {
  const refusals = createRefusals();
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    refusals.add('', 'text that is no JSON');
  }
  const table = readListing({ json, path: '', refusals }, family, name);
  const refusal = refusals.first();
  return refusal === null ? { value: table, refusal } : { value: null, refusal };
}

/** What a listing has of the table. */
interface Parts {
  tables: number;
  readonly counters: string[];
  readonly sets: NftSet[];
  readonly chains: NftChain[];
  readonly rules: Map<string, NftRule[]>;
}

function readListing(root: JsonNode, family: NftFamily, name: string): NftTable {
  const parts: Parts = { tables: 0, counters: [], sets: [], chains: [], rules: new Map() };
  for (const object of itemsOf(fieldOf(fieldsOf(root, ['nftables']), 'nftables', root))) {
    const [kind, body] = onlyField(object);
    if (kind === 'metainfo') checkVersion(body);
    else if (isOurs(kind, body, family, name)) addObject(parts, kind, body, object, family);
    else checkHarmless(kind, body, family);
  }
  const { tables, counters, sets, chains, rules } = parts;
  if (tables !== 1) refuse({ ...root, json: tables, path: 'nftables' }, `one table ${family} ${name}`);
  const known = new Set(chains.map((chain) => chain.name));
  for (const [chain, [rule]] of rules)
    if (!known.has(chain)) root.refusals.add(rule?.at ?? '', `a rule of chain ${chain}, which the table does not have`);
  return {
    family,
    name,
    comment: null,
    counters,
    sets,
    chains: chains.map((chain) => ({ ...chain, rules: rules.get(chain.name) ?? [] })),
  };
}

function addObject(parts: Parts, kind: string, body: JsonNode, object: JsonNode, family: NftFamily): void {
  if (kind === 'table') parts.tables += countTable(body);
  else if (kind === 'counter') parts.counters.push(readCounter(body));
  else if (kind === 'set' || kind === 'map') parts.sets.push(readJsonSet(body, kind));
  else if (kind === 'chain') parts.chains.push(readChain(body, family));
  else if (kind === 'rule') addRule(parts.rules, body);
  else refuse(object, 'a table, counter, set, map, chain or rule');
}

/** Flags such as `dormant` would switch the table off. */
function countTable(node: JsonNode): number {
  fieldsOf(node, ['family', 'name', 'handle', 'comment']);
  return 1;
}

function checkVersion(node: JsonNode): void {
  const fields = fieldsOf(node, ['version', 'release_name', 'json_schema_version']);
  const version = fieldOf(fields, 'json_schema_version', node);
  if (version.json !== 1) refuse(version, 'version 1 of the JSON schema');
}

function isOurs(kind: string, { json }: JsonNode, family: NftFamily, name: string): boolean {
  const body: Readonly<Record<string, unknown>> = typeof json === 'object' && json !== null ? { ...json } : {};
  return body['family'] === family && body[kind === 'table' ? 'name' : 'table'] === name;
}

/** Chains of others that see forwarded packets could drop them, mark them or change where they go. */
function checkHarmless(kind: string, node: JsonNode, family: NftFamily): void {
  const { json } = node;
  const body: Readonly<Record<string, unknown>> = typeof json === 'object' && json !== null ? { ...json } : {};
  if (kind === 'chain' && !isHarmless(body['family'], body['hook'], family))
    refuse(node, 'no other table with a hook that forwarded packets pass');
  if (!['table', 'chain', 'rule', 'set', 'map', 'element', 'counter', 'quota', 'limit'].includes(kind))
    refuse(node, 'tables, chains, rules, sets, maps, counters, quotas and limits of others');
}

/** What a bridge forwards is no packet of the Internet protocol to anybody but a driver. */
function isHarmless(family: unknown, hook: unknown, ours: NftFamily): boolean {
  return (
    harmlessHooks.includes(hook) ||
    (ours === 'bridge' && family !== 'bridge' && hook !== 'ingress' && hook !== 'egress')
  );
}

function readCounter(node: JsonNode): string {
  const fields = fieldsOf(node, ['family', 'name', 'table', 'handle', 'packets', 'bytes']);
  return stringOf(fieldOf(fields, 'name', node));
}

function readChain(node: JsonNode, family: NftFamily): NftChain {
  const fields = fieldsOf(node, ['family', 'table', 'name', 'handle', 'type', 'hook', 'prio', 'policy']);
  const name = stringOf(fieldOf(fields, 'name', node));
  if (!['type', 'hook', 'prio', 'policy'].some((each) => fields.has(each)))
    return { name, hook: null, policy: null, rules: [], at: node.path };
  const hook = fieldOf(fields, 'hook', node);
  const type = fieldOf(fields, 'type', node);
  if (family === 'inet' && type.json === 'nat') return readTranslatingChain(node, fields, name);
  const early = family === 'bridge' && hook.json === 'prerouting';
  if (hook.json !== 'forward' && !early) refuse(hook, 'the hook forward');
  if (type.json !== 'filter') refuse(type, 'the type filter');
  const priority = fieldOf(fields, 'prio', node);
  if (priority.json !== priorities[family]) refuse(priority, `priority ${priorities[family]}`);
  const policy = fieldOf(fields, 'policy', node);
  if (policy.json !== 'drop' && policy.json !== 'accept') refuse(policy, 'the policy accept or drop');
  return {
    name,
    hook: early ? 'prerouting' : 'forward',
    policy: policy.json === 'accept' ? 'accept' : 'drop',
    rules: [],
    at: node.path,
  };
}

/** nft(8), standard priorities. */
const translating: readonly (readonly [string, number, NftHook])[] = [
  ['prerouting', -100, 'dstnat'],
  ['postrouting', 100, 'srcnat'],
];

function readTranslatingChain(node: JsonNode, fields: JsonFields, name: string): NftChain {
  const [hook, priority, policy] = ['hook', 'prio', 'policy'].map((each) => fieldOf(fields, each, node).json);
  const found = translating.find(([at, number]) => at === hook && number === priority);
  if (found === undefined || policy !== 'accept')
    refuse(node, 'hook prerouting at priority -100 or postrouting at 100, with the policy accept');
  return { name, hook: found?.[2] ?? 'dstnat', policy: 'accept', rules: [], at: node.path };
}

function addRule(rules: Map<string, NftRule[]>, node: JsonNode): void {
  const { json } = node;
  const chain: unknown = typeof json === 'object' && json !== null && 'chain' in json ? json.chain : null;
  const name = typeof chain === 'string' ? chain : '';
  const known = rules.get(name);
  if (known === undefined) rules.set(name, [readJsonRule(node)]);
  else known.push(readJsonRule(node));
}
