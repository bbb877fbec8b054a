/** Rules in a JSON listing: the same statements as in text, each an object with one field. */
import { type BitField, bitFieldAt, shiftedValue } from './bit-fields.ts';
import { type FieldName, isFieldName, isOrdered, typeOf } from './fields.ts';
import {
  fieldOf,
  fieldsOf,
  isObjectWith,
  itemsOf,
  itemsOrOne,
  type JsonNode,
  numberOf,
  onlyField,
  refuse,
  stringOf,
} from './json-node.ts';
import { readJsonValue, readScalar } from './json-value.ts';
import { limitValue } from './parse-rule.ts';
import type { MarkValue, NftRule, NftStatement, NftValue, NftVerdict } from './ruleset.ts';
import { lastValue } from './value-words.ts';

/** Reads the statements of a rule. */
export function readJsonRule(node: JsonNode): NftRule {
  const fields = fieldsOf(node, ['family', 'table', 'chain', 'handle', 'expr', 'comment']);
  const comment = fields.get('comment');
  return {
    statements: itemsOf(fieldOf(fields, 'expr', node)).map(readJsonStatement),
    comment: comment === undefined ? null : stringOf(comment),
    at: node.path,
  };
}

/** `{"accept": null}`, `{"drop": null}` or `{"goto": {"target": "chain"}}`. */
export function readJsonVerdict(node: JsonNode): NftVerdict {
  const [kind, body] = onlyField(node);
  if (kind === 'accept' || kind === 'drop') return { kind };
  if (kind === 'goto') return { kind, target: stringOf(fieldOf(fieldsOf(body, ['target']), 'target', body)) };
  refuse(node, 'accept, drop or goto');
  return { kind: 'drop' };
}

/** Reads one statement. */
export function readJsonStatement(node: JsonNode): NftStatement {
  const [kind, body] = onlyField(node);
  switch (kind) {
    case 'accept':
    case 'drop':
    case 'goto':
      return { kind: 'verdict', verdict: readJsonVerdict(node) };
    case 'counter':
      return readCounter(body);
    case 'limit':
      return readLimit(body);
    case 'log':
      return readLog(body);
    case 'match':
      return readMatch(body);
    case 'vmap': {
      const fields = fieldsOf(body, ['key', 'data']);
      return { kind, key: readKey(fieldOf(fields, 'key', body)), map: readReference(fieldOf(fields, 'data', body)) };
    }
    case 'mangle':
      return readMangle(body);
    case 'dnat':
    case 'snat':
      return readTranslation(body, kind);
    default:
      refuse(node, 'a known statement');
      return { kind: 'counter', name: null };
  }
}

/** Which of the flags nft lists depends on its version; those that are known follow from what the map leads to. */
function readTranslation(node: JsonNode, side: 'dnat' | 'snat'): NftStatement {
  const fields = fieldsOf(node, ['family', 'addr', 'flags', 'type_flags']);
  const flags = ['flags', 'type_flags'].flatMap((name) => {
    const field = fields.get(name);
    return field === undefined ? [] : itemsOrOne(field).map(stringOf);
  });
  if (flags.some((flag) => !['netmap', 'prefix', 'concat', 'interval'].includes(flag)))
    refuse(node, 'a translation that nothing is left to chance in');
  const family = stringOf(fieldOf(fields, 'family', node)) === 'ip6' ? 6 : 4;
  const [kind, body] = onlyField(fieldOf(fields, 'addr', node));
  if (kind !== 'map') refuse(node, 'an address out of a map');
  const map = fieldsOf(body, ['key', 'data']);
  return {
    kind: 'translate',
    side,
    target: flags.includes('netmap') ? `networks${family}` : `sockets${family}`,
    key: readKey(fieldOf(map, 'key', body)),
    map: readReference(fieldOf(map, 'data', body)),
  };
}

function readCounter(node: JsonNode): NftStatement {
  if (typeof node.json === 'string') return { kind: 'counter', name: node.json };
  if (node.json !== null) fieldsOf(node, ['packets', 'bytes']);
  return { kind: 'counter', name: null };
}

function readLimit(node: JsonNode): NftStatement {
  const fields = fieldsOf(node, ['rate', 'burst', 'per']);
  const burst = fields.get('burst');
  return {
    kind: 'limit',
    rate: numberOf(fieldOf(fields, 'rate', node)),
    per: stringOf(fieldOf(fields, 'per', node)),
    burst: burst === undefined ? null : numberOf(burst),
  };
}

function readLog(node: JsonNode): NftStatement {
  const fields = fieldsOf(node, ['prefix', 'group', 'snaplen', 'queue-threshold']);
  const number = (name: string): number | null => {
    const field = fields.get(name);
    return field === undefined ? null : numberOf(field);
  };
  const prefix = fields.get('prefix');
  return {
    kind: 'log',
    prefix: prefix === undefined ? null : stringOf(prefix),
    group: number('group'),
    snaplen: number('snaplen'),
    threshold: number('queue-threshold'),
  };
}

function readMatch(node: JsonNode): NftStatement {
  const fields = fieldsOf(node, ['op', 'left', 'right']);
  const operator = fieldOf(fields, 'op', node);
  const left = fieldOf(fields, 'left', node);
  const right = fieldOf(fields, 'right', node);
  const op = stringOf(operator);
  const negated = op === '!=';
  const isEquality = negated || op === '==';
  if (typeof right.json === 'string' && right.json.startsWith('@')) {
    if (!isEquality) refuse(operator, '== or !=');
    return { kind: 'match-set', key: readKey(left), negated, set: readReference(right) };
  }
  const bits = readBits(left);
  if (bits !== null && isEquality) {
    const values = readValues(right, bits.field).map((value) => shiftedValue(value, bits));
    return { kind: 'match', field: bits.field, mask: bits.mask, negated, values };
  }
  const { field, mask } = readMasked(left);
  if (field === 'ct status' && (negated || mask !== null))
    refuse(operator, '`ct status` compared with a bit that is set');
  if (isEquality || (op === 'in' && (field === 'ct state' || field === 'ct status')))
    return { kind: 'match', field, mask, negated, values: readValues(right, field) };
  const value = readScalar(right, typeOf(field));
  const range = limitValue(op, value, lastValue(typeOf(field)));
  if (range === null || !isOrdered(typeOf(field)))
    refuse(operator, 'a comparison that can be true, of a time or a byte');
  return { kind: 'match', field, mask, negated: false, values: range === null ? [] : [range] };
}

/** `{"&": [field, flags]}` or a field. */
function readMasked(node: JsonNode): { readonly field: FieldName; readonly mask: bigint | null } {
  if (!isObjectWith(node, '&')) return { field: readField(node), mask: null };
  const [left = node, right = node, ...rest] = itemsOf(onlyField(node)[1]);
  const field = readField(left);
  const type = typeOf(field);
  if (rest.length === 0 && (type === 'ether_addr' || type === 'byte')) return { field, mask: readScalar(right, type) };
  if (field !== 'tcp flags' || rest.length > 0) refuse(node, 'a mask of TCP flags, of an address or of a byte');
  return { field, mask: readFlags(right) };
}

function readFlags(node: JsonNode): bigint {
  const list = isObjectWith(node, '|') ? onlyField(node)[1] : node;
  const flags = Array.isArray(list.json) ? itemsOf(list) : [list];
  return flags.reduce((mask, flag) => mask | readScalar(flag, 'tcp_flag'), 0n);
}

function readValues(node: JsonNode, field: FieldName): readonly NftValue[] {
  const type = typeOf(field);
  if (field === 'tcp flags') {
    const flags = readFlags(node);
    return [{ kind: 'numbers', from: flags, to: flags }];
  }
  const list = isObjectWith(node, 'set') ? onlyField(node)[1] : node;
  const items = Array.isArray(list.json) && (list !== node || type === 'ct_state') ? itemsOf(list) : [list];
  if (items.length === 0) refuse(node, 'a value');
  return items.map((item) => readJsonValue(item, type));
}

/** A field, or several in a row. */
export function readKey(node: JsonNode): readonly FieldName[] {
  return isObjectWith(node, 'concat') ? itemsOf(onlyField(node)[1]).map(readField) : [readField(node)];
}

/** `{"meta": {"key": "mark"}}`, `{"payload": {"protocol": "ip", "field": "saddr"}}`, or bytes by their place. */
function readField(node: JsonNode): FieldName {
  const [kind, body] = onlyField(node);
  const isPayload = kind === 'payload';
  if (isPayload && isObjectWith(body, 'base')) return readBytes(body);
  const fields = fieldsOf(body, isPayload ? ['protocol', 'field'] : ['key']);
  const name = isPayload
    ? `${stringOf(fieldOf(fields, 'protocol', body))} ${stringOf(fieldOf(fields, 'field', body))}`
    : `${kind} ${stringOf(fieldOf(fields, 'key', body))}`;
  if (isFieldName(name)) return name;
  refuse(node, 'a known field');
  return 'meta mark';
}

/** Bits of a byte that is known; null for everything else. */
function readBits(node: JsonNode): BitField | null {
  if (!isObjectWith(node, 'payload')) return null;
  const [, body] = onlyField(node);
  return isObjectWith(body, 'base') ? bitFieldAt(...placeOfBytes(body)) : null;
}

/** `{"base": "nh", "offset": 0, "len": 24}`. */
function placeOfBytes(node: JsonNode): readonly [base: string, offset: number, length: number] {
  const fields = fieldsOf(node, ['base', 'offset', 'len']);
  const field = (name: string): JsonNode => fieldOf(fields, name, node);
  return [stringOf(field('base')), numberOf(field('offset')), numberOf(field('len'))];
}

function readBytes(node: JsonNode): FieldName {
  const name = `@${placeOfBytes(node).join(',')}`;
  if (isFieldName(name)) return name;
  refuse(node, 'bytes at a known place');
  return '@nh,0,24';
}

function readReference(node: JsonNode): string {
  const text = typeof node.json === 'string' ? node.json : '';
  if (!text.startsWith('@')) refuse(node, 'the name of a set or map');
  return text.slice(1);
}

function readMangle(node: JsonNode): NftStatement {
  const fields = fieldsOf(node, ['key', 'value']);
  const key = fieldOf(fields, 'key', node);
  const target = readField(key);
  if (target !== 'meta mark' && target !== 'ct mark') {
    refuse(key, 'a mark');
    return { kind: 'counter', name: null };
  }
  return { kind: 'set-mark', target, value: readMarkValue(fieldOf(fields, 'value', node), target) };
}

function readMarkValue(node: JsonNode, target: 'meta mark' | 'ct mark'): MarkValue {
  if (isObjectWith(node, 'map')) {
    const body = onlyField(node)[1];
    const fields = fieldsOf(body, ['key', 'data']);
    return {
      kind: 'map',
      key: readKey(fieldOf(fields, 'key', body)),
      map: readReference(fieldOf(fields, 'data', body)),
    };
  }
  if (!isObjectWith(node, '|')) return { kind: 'mark', mark: Number(readScalar(node, 'mark')) };
  const [left = node, bits = node, ...rest] = itemsOf(onlyField(node)[1]);
  if (target !== 'meta mark' || readField(left) !== target || rest.length > 0) refuse(node, 'bits added to the mark');
  return { kind: 'with-bits', bits: Number(readScalar(bits, 'mark')) };
}
