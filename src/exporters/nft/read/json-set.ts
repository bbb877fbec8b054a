/** Sets and maps in a JSON listing, with their elements. */
import { isKeyType, typeOf, type ValueType } from './fields.ts';
import {
  fieldOf,
  fieldsOf,
  isObjectWith,
  itemsOf,
  itemsOrOne,
  type JsonNode,
  onlyField,
  refuse,
  stringOf,
} from './json-node.ts';
import { readJsonVerdict, readKey } from './json-rule.ts';
import { readJsonValue, readScalar } from './json-value.ts';
import { addressTypeOf, emptyTarget, targetOf } from './parse-set.ts';
import type { NftElement, NftMark, NftSet, NftTarget, NftVerdict, TargetType } from './ruleset.ts';

/** How the verdict of an element is read, and which fields a set may have beside those that every set has. */
export interface SetReading<V> {
  readonly readVerdict: (node: JsonNode) => V;
  readonly fields: readonly string[];
}

const strict: SetReading<NftVerdict> = { readVerdict: readJsonVerdict, fields: [] };

/** Reads what follows `"set":` or `"map":`. */
export function readJsonSet(node: JsonNode, kind: 'set' | 'map'): NftSet {
  return readJsonSetAs(node, kind, strict);
}

/** The same with verdicts of any type. */
export function readJsonSetAs<V>(
  node: JsonNode,
  kind: 'set' | 'map',
  reading: SetReading<V>,
): NftSet<V | NftMark | NftTarget | null> {
  const known = ['family', 'name', 'table', 'type', 'handle', 'flags', 'elem', 'stmt', ...reading.fields];
  const fields = fieldsOf(node, kind === 'map' ? [...known, 'map'] : known);
  const name = stringOf(fieldOf(fields, 'name', node));
  const key = readKeyTypes(fieldOf(fields, 'type', node));
  const set: NftSet<never> = {
    name,
    key,
    result: kind === 'map' ? readResultType(fieldOf(fields, 'map', node)) : null,
    ...readFlags(fields.get('flags')),
    counter: readCounters(fields.get('stmt')),
    elements: [],
    at: node.path,
  };
  const elements = fields.get('elem');
  if (elements === undefined) return set;
  return { ...set, elements: itemsOf(elements).map((each) => readJsonElement(each, set, reading.readVerdict)) };
}

/** Names of types, or fields that have them: `{"typeof": {"concat": [...]}}`, as nft lists some sets from 1.1 on. */
function readKeyTypes(node: JsonNode): readonly ValueType[] {
  if (!isObjectWith(node, 'typeof')) return itemsOrOne(node).map(readKeyType);
  return readKey(onlyField(node)[1]).map((field) => typeOf(field));
}

function readKeyType(node: JsonNode): ValueType {
  const name = stringOf(node);
  if (isKeyType(name)) return name;
  refuse(node, 'a type of keys');
  return 'mark';
}

/** Of an interval nft does not say in a listing that it is one. */
function readResultType(node: JsonNode): Exclude<NftSet['result'], null> {
  const name = Array.isArray(node.json) ? node.json.join(' . ') : node.json;
  switch (name) {
    case 'mark':
    case 'verdict':
      return name;
    case 'ipv4_addr':
      return 'networks4';
    case 'ipv6_addr':
      return 'networks6';
    case 'ipv4_addr . inet_service':
      return 'sockets4';
    case 'ipv6_addr . inet_service':
      return 'sockets6';
    default:
      refuse(node, 'mark, verdict, or an address with a port or without');
      return 'verdict';
  }
}

function readFlags(node: JsonNode | undefined): Pick<NftSet, 'interval' | 'timeout'> {
  const flags = node === undefined ? [] : itemsOrOne(node);
  for (const flag of flags)
    if (flag.json !== 'interval' && flag.json !== 'timeout') refuse(flag, 'no flag but interval and timeout');
  const has = (name: string): boolean => flags.some((flag) => flag.json === name);
  return { interval: has('interval'), timeout: has('timeout') };
}

/** `[{"counter": null}]`. */
function readCounters(node: JsonNode | undefined): boolean {
  if (node === undefined) return false;
  for (const each of itemsOf(node)) if (onlyField(each)[0] !== 'counter') refuse(each, 'no statement but a counter');
  return true;
}

/** Reads an element of a set: its key, and in a map what it leads to. */
export function readJsonElement<V>(
  node: JsonNode,
  set: NftSet<never>,
  readVerdict: (node: JsonNode) => V,
): NftElement<V | NftMark | NftTarget | null> {
  if (set.result === null) return { ...readElementKey(node, set), result: null, at: node.path };
  const [key, result, ...rest] = itemsOf(node);
  if (key === undefined || result === undefined || rest.length > 0) {
    refuse(node, 'a key and what it leads to');
    return { key: [], result: null, comment: null, at: node.path };
  }
  const leads = readResult(result, set.result, readVerdict);
  return { ...readElementKey(key, set), result: leads, at: node.path };
}

function readResult<V>(
  node: JsonNode,
  type: Exclude<NftSet['result'], null>,
  readVerdict: (node: JsonNode) => V,
): V | NftMark | NftTarget {
  if (type === 'verdict') return readVerdict(node);
  return type === 'mark' ? readMark(node) : readTarget(node, type);
}

function readTarget(node: JsonNode, type: TargetType): NftTarget {
  const [address = node, port] = isObjectWith(node, 'concat') ? itemsOf(onlyField(node)[1]) : [node];
  const isSocket = type.startsWith('sockets');
  if (isSocket !== (port !== undefined)) refuse(node, isSocket ? 'an address and a port' : 'an address or a network');
  const value = readJsonValue(address, addressTypeOf(type));
  const target = targetOf(type, value, port === undefined ? null : readJsonValue(port, 'inet_service'));
  if (target === null) refuse(node, 'one address and one port');
  return target ?? emptyTarget;
}

function readMark(node: JsonNode): NftMark {
  return { kind: 'mark', mark: Number(readScalar(node, 'mark')) };
}

function readElementKey(node: JsonNode, set: NftSet<never>): Pick<NftElement, 'key' | 'comment'> {
  if (isObjectWith(node, 'elem')) {
    const inner = onlyField(node)[1];
    const times = set.timeout ? ['timeout', 'expires'] : [];
    const fields = fieldsOf(inner, ['val', 'comment', 'counter', ...times]);
    const comment = fields.get('comment');
    const value = fieldOf(fields, 'val', inner);
    return { key: readParts(value, set), comment: comment === undefined ? null : stringOf(comment) };
  }
  return { key: readParts(node, set), comment: null };
}

function readParts(node: JsonNode, set: NftSet<never>): NftElement['key'] {
  const parts = set.key.length > 1 ? itemsOf(onlyField(node)[1]) : [node];
  if (parts.length !== set.key.length) refuse(node, `a key of ${set.key.length} parts`);
  return parts.map((part, index) => {
    const value = readJsonValue(part, set.key[index] ?? 'mark');
    if (value.kind === 'numbers' && value.from !== value.to && !set.interval)
      refuse(part, `a single value, as ${set.name} has no intervals`);
    return value;
  });
}
