/**
 * What `nft --json list ruleset` prints, all tables of it, taken apart into tables, chains, rules and sets whose contents
 * are still as they came. For whoever must say something of rules that nobody here wrote; reading a rule comes later.
 */
import { createRefusals, type Place, type Reading } from '../../proof/refusal.ts';
import { fieldOf, fieldsOf, itemsOf, type JsonNode, onlyField, refuse } from './json-node.ts';

export interface Listing {
  /** Of nft, as `1.0.6`. */
  readonly version: string;
  readonly tables: readonly ListedTable[];
}

export interface ListedTable {
  readonly family: string;
  readonly name: string;
  /** Whether it has flags such as `dormant`; nft 1.0.6 does not say which. */
  readonly flagged: boolean;
  /** Null where there is none, and always with nft 1.0.6. */
  readonly comment: string | null;
  readonly chains: readonly ListedChain[];
  readonly sets: readonly ListedSet[];
  /** Names of flow tables, which take live connections past all rules. */
  readonly flowtables: readonly string[];
}

export interface ListedChain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  /** Null for a chain that is only jumped to. */
  readonly hook: ListedHook | null;
  readonly rules: readonly ListedRule[];
  readonly at: Place;
}

export interface ListedHook {
  /** `filter`, `nat` or `route`. */
  readonly type: string;
  readonly name: string;
  readonly priority: number;
  readonly policy: 'accept' | 'drop';
}

export interface ListedRule {
  /** The number that `nft --handle` shows, 0 where there is none. */
  readonly handle: number;
  readonly statements: readonly JsonNode[];
  readonly comment: string | null;
  readonly at: Place;
}

export interface ListedSet {
  readonly name: string;
  readonly kind: 'set' | 'map';
  readonly node: JsonNode;
}

/** Takes a listing apart; refuses what is no listing. */
export function parseListing(text: string): Reading<Listing> {
  const refusals = createRefusals();
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    refusals.add('', 'text that is no JSON');
  }
  const root: JsonNode = { json, path: '', refusals };
  const listing = collect(itemsOf(fieldOf(fieldsOf(root, ['nftables']), 'nftables', root)));
  const refusal = refusals.first();
  return refusal === null ? { value: listing, refusal } : { value: null, refusal };
}

type Draft<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

function collect(objects: readonly JsonNode[]): Listing {
  const tables = new Map<string, Draft<ListedTable>>();
  const chains = new Map<string, Draft<ListedChain>>();
  let version = '';
  for (const object of objects) {
    const [kind, node] = onlyField(object);
    const body = recordOf(node);
    const family = textOf(body['family']);
    if (kind === 'metainfo') version = textOf(body['version']);
    else if (kind === 'table') {
      const name = textOf(body['name']);
      const comment = typeof body['comment'] === 'string' ? body['comment'] : null;
      const flagged = body['flags'] !== undefined;
      tables.set(`${family} ${name}`, { family, name, flagged, comment, chains: [], sets: [], flowtables: [] });
    } else {
      const table = tables.get(`${family} ${textOf(body['table'])}`);
      if (table === undefined) refuse(object, 'an object of a table that is listed before it');
      else addObject(table, chains, kind, node);
    }
  }
  return { version, tables: [...tables.values()] };
}

function addObject(
  table: Draft<ListedTable>,
  chains: Map<string, Draft<ListedChain>>,
  kind: string,
  node: JsonNode,
): void {
  const body = recordOf(node);
  const { family } = table;
  const name = textOf(body['name']);
  const key = (chain: string): string => `${family} ${table.name} ${chain}`;
  if (kind === 'chain') {
    const chain = { family, table: table.name, name, hook: hookOf(body), rules: [], at: node.path };
    chains.set(key(name), chain);
    table.chains.push(chain);
  } else if (kind === 'rule') {
    const chain = chains.get(key(textOf(body['chain'])));
    if (chain === undefined) refuse(node, 'a rule of a chain that is listed before it');
    const { path, refusals } = node;
    const statements = itemsOf({ json: body['expr'], path: `${path}.expr`, refusals });
    const comment = typeof body['comment'] === 'string' ? body['comment'] : null;
    chain?.rules.push({ handle: integerOf(body['handle']), statements, comment, at: path });
  } else if (kind === 'set' || kind === 'map') table.sets.push({ name, kind, node });
  else if (kind === 'flowtable') table.flowtables.push(name);
}

function hookOf(body: Readonly<Record<string, unknown>>): ListedHook | null {
  if (typeof body['hook'] !== 'string') return null;
  return {
    type: textOf(body['type']),
    name: body['hook'],
    priority: integerOf(body['prio']),
    policy: body['policy'] === 'drop' ? 'drop' : 'accept',
  };
}

function recordOf({ json }: JsonNode): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? { ...json } : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function integerOf(value: unknown): number {
  return Number.isSafeInteger(value) ? (value as number) : 0;
}
