/** Values in a JSON listing: numbers, words, `{"range": [a, b]}`, `{"prefix": {...}}`. */
import type { ValueType } from './fields.ts';
import { fieldOf, fieldsOf, isObjectWith, itemsOf, type JsonNode, numberOf, onlyField, refuse } from './json-node.ts';
import { isPlainName, networkOf } from './parse-value.ts';
import type { NftValue } from './ruleset.ts';
import { lastValue, parseMoment, parseScalar } from './value-words.ts';

const nowhere: NftValue = { kind: 'name', name: '' };

/** A value of a type. Words for days, hours and dates count as UTC. */
export function readJsonValue(node: JsonNode, type: ValueType): NftValue {
  if (type === 'ifname') {
    if (typeof node.json === 'string' && isPlainName(node.json)) return { kind: 'name', name: node.json };
    refuse(node, 'the name of an interface');
    return nowhere;
  }
  if (isObjectWith(node, 'range')) {
    const [first, last, ...rest] = itemsOf(onlyField(node)[1]).map((each) => readScalar(each, type));
    if (first !== undefined && last !== undefined && rest.length === 0 && first <= last)
      return { kind: 'numbers', from: first, to: last };
    refuse(node, 'a range that does not end before it begins');
    return nowhere;
  }
  if (isObjectWith(node, 'prefix')) return readPrefix(onlyField(node)[1], type);
  const value = readScalar(node, type);
  return { kind: 'numbers', from: value, to: value };
}

export function readScalar(node: JsonNode, type: ValueType): bigint {
  const { json } = node;
  if (typeof json === 'number' && Number.isSafeInteger(json) && json >= 0 && BigInt(json) <= lastValue(type))
    return BigInt(json);
  const value = typeof json === 'string' ? (parseScalar(type, json) ?? parseMoment(type, json)) : null;
  if (value !== null) return value;
  refuse(node, `a value of type ${type}`);
  return 0n;
}

function readPrefix(node: JsonNode, type: ValueType): NftValue {
  const fields = fieldsOf(node, ['addr', 'len']);
  const address = fieldOf(fields, 'addr', node).json;
  const length = numberOf(fieldOf(fields, 'len', node));
  const base = typeof address === 'number' ? String(address) : address;
  const network = typeof base === 'string' ? networkOf(type, base, String(length)) : null;
  if (network !== null) return network;
  refuse(node, `a network of type ${type}`);
  return nowhere;
}
