/** Parts of a JSON listing with their paths; what is not as expected is refused once and read as empty. */
import type { Refusals } from '../../proof/refusal.ts';

export interface JsonNode {
  readonly json: unknown;
  /** `nftables[7].rule.expr[0]`. */
  readonly path: string;
  readonly refusals: Refusals;
}

export type JsonFields = ReadonlyMap<string, JsonNode>;

export function refuse({ json, path, refusals }: JsonNode, expected: string): void {
  refusals.add(path, `expected ${expected}, found ${JSON.stringify(json)?.slice(0, 120) ?? 'nothing'}`);
}

/** The fields of an object, all of which are known. */
export function fieldsOf(node: JsonNode, known: readonly string[]): JsonFields {
  const { json, path, refusals } = node;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    refuse(node, 'an object');
    return new Map();
  }
  const entries = Object.entries(json);
  const strange = entries.find(([name]) => !known.includes(name));
  if (strange !== undefined) refuse({ ...node, json: strange[0] }, `one of ${known.join(', ')}`);
  return new Map(entries.map(([name, value]) => [name, { json: value, path: below(path, name), refusals }]));
}

/** The only field of an object: `{"match": ...}`. */
export function onlyField(node: JsonNode): readonly [string, JsonNode] {
  const { json, path, refusals } = node;
  const entries = typeof json === 'object' && json !== null && !Array.isArray(json) ? Object.entries(json) : [];
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) {
    refuse(node, 'an object with one field');
    return ['', node];
  }
  return [entry[0], { json: entry[1], path: below(path, entry[0]), refusals }];
}

export function isObjectWith(node: JsonNode, name: string): boolean {
  return typeof node.json === 'object' && node.json !== null && Object.hasOwn(node.json, name);
}

/** The items of a list. */
export function itemsOf(node: JsonNode): readonly JsonNode[] {
  const { json, path, refusals } = node;
  if (Array.isArray(json))
    return json.map((item: unknown, index) => ({ json: item, path: `${path}[${index}]`, refusals }));
  refuse(node, 'a list');
  return [];
}

/** A list, or a single item that stands for a list of one. */
export function itemsOrOne(node: JsonNode): readonly JsonNode[] {
  return Array.isArray(node.json) ? itemsOf(node) : [node];
}

/** A field that must be there. */
export function fieldOf(fields: JsonFields, name: string, parent: JsonNode): JsonNode {
  const found = fields.get(name);
  if (found !== undefined) return found;
  refuse(parent, `a field ${name}`);
  return { json: null, path: below(parent.path, name), refusals: parent.refusals };
}

export function stringOf(node: JsonNode): string {
  if (typeof node.json === 'string') return node.json;
  refuse(node, 'a text');
  return '';
}

export function numberOf(node: JsonNode): number {
  if (Number.isSafeInteger(node.json) && (node.json as number) >= 0) return node.json as number;
  refuse(node, 'a whole number');
  return 0;
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
