/** One rule in the text of a ruleset: statements from left to right up to the end of the line. */

import { type BitField, bitFieldAt, shiftedValue } from './bit-fields.ts';
import type { Cursor } from './cursor.ts';
import { type FieldName, isFieldName, isOrdered, typeOf } from './fields.ts';
import { parseValue } from './parse-value.ts';
import type { MarkValue, NftRule, NftStatement, NftValue, NftVerdict, TargetType } from './ruleset.ts';
import { lastValue } from './value-words.ts';

/** Reads a rule that begins at the next token. */
export function parseRule(cursor: Cursor): NftRule {
  const at = cursor.place();
  const statements: NftStatement[] = [];
  let comment: string | null = null;
  while (!endsRule(cursor)) {
    if (comment !== null) cursor.refuse('the end of the rule behind its comment');
    else if (cursor.take('comment')) comment = cursor.string('a comment');
    else statements.push(parseStatement(cursor));
  }
  if (statements.length === 0) cursor.refuse('a statement');
  return { statements, comment, at };
}

/** A verdict; only those whose effect is known. */
export function parseVerdict(cursor: Cursor): NftVerdict {
  if (cursor.take('accept')) return { kind: 'accept' };
  if (cursor.take('drop')) return { kind: 'drop' };
  if (cursor.take('goto')) return { kind: 'goto', target: cursor.word('the name of a chain') };
  cursor.refuse('`accept`, `drop` or `goto`');
  return { kind: 'drop' };
}

function endsRule(cursor: Cursor): boolean {
  const { kind, text } = cursor.peek();
  return kind === 'break' || kind === 'end' || (kind === 'sign' && (text === ';' || text === '}'));
}

function parseStatement(cursor: Cursor): NftStatement {
  const { text } = cursor.peek();
  switch (text) {
    case 'accept':
    case 'drop':
    case 'goto':
      return { kind: 'verdict', verdict: parseVerdict(cursor) };
    case 'counter':
      cursor.next();
      return { kind: 'counter', name: cursor.take('name') ? parseObjectName(cursor) : null };
    case 'limit':
      cursor.next();
      return parseLimit(cursor);
    case 'log':
      cursor.next();
      return parseLog(cursor);
    case 'dnat':
    case 'snat':
      cursor.next();
      return parseTranslation(cursor, text);
    default:
      return parseFieldStatement(cursor);
  }
}

function parseObjectName(cursor: Cursor): string {
  return cursor.peek().kind === 'string' ? cursor.next().text : cursor.word('a name');
}

function parseLimit(cursor: Cursor): NftStatement {
  cursor.expect('rate');
  const rate = /^(\d{1,9})\/(second|minute|hour|day)$/.exec(cursor.peek().text);
  if (rate === null) cursor.refuse('a rate such as `50/second`');
  else cursor.next();
  let burst: number | null = null;
  if (cursor.take('burst')) {
    burst = cursor.number('a number of packets');
    cursor.expect('packets');
  }
  return { kind: 'limit', rate: Number(rate?.[1] ?? 0), per: rate?.[2] ?? 'second', burst };
}

function parseLog(cursor: Cursor): NftStatement {
  let prefix: string | null = null;
  let group: number | null = null;
  let snaplen: number | null = null;
  let threshold: number | null = null;
  for (;;) {
    if (prefix === null && cursor.take('prefix')) prefix = cursor.string('a prefix');
    else if (group === null && cursor.take('group')) group = cursor.number('a group');
    else if (snaplen === null && cursor.take('snaplen')) snaplen = cursor.number('a length');
    else if (threshold === null && cursor.take('queue-threshold')) threshold = cursor.number('a number of packets');
    else return { kind: 'log', prefix, group, snaplen, threshold };
  }
}

/** `dnat ip prefix to iifname . ip daddr map @networks`, or without `prefix` to an address and a port. */
function parseTranslation(cursor: Cursor, side: 'dnat' | 'snat'): NftStatement {
  const family = cursor.take('ip6') ? 6 : 4;
  if (family === 4) cursor.expect('ip');
  const target: TargetType = cursor.take('prefix') ? `networks${family}` : `sockets${family}`;
  cursor.expect('to');
  const key = [parseField(cursor)];
  while (cursor.take('.')) key.push(parseField(cursor));
  cursor.expect('map');
  return { kind: 'translate', side, target, key, map: parseReference(cursor) };
}

function parseFieldStatement(cursor: Cursor): NftStatement {
  const first = parsePlace(cursor);
  if (typeof first !== 'string') return parseBits(cursor, first);
  const key = [first];
  if (cursor.take('set')) return parseSetMark(cursor, key[0] ?? 'meta mark');
  while (cursor.take('.')) key.push(parseField(cursor));
  if (cursor.take('vmap')) return { kind: 'vmap', key, map: parseReference(cursor) };
  const [field = 'meta mark'] = key;
  const mask = parseMask(cursor, field);
  const operator = parseOperator(cursor);
  if (operator === '==' || operator === '!=') {
    const negated = operator === '!=';
    if (cursor.peek().text === '@' && mask === null)
      return { kind: 'match-set', key, negated, set: parseReference(cursor) };
    if (field === 'ct status' && negated) cursor.refuse('`ct status` to be compared with a bit that is set');
    if (key.length === 1) return { kind: 'match', field, mask, negated, values: parseValues(cursor, field) };
  }
  if (key.length > 1 || mask !== null || !isOrdered(typeOf(field))) cursor.refuse('a set, as `@name`');
  return { kind: 'match', field, mask, negated: false, values: [parseLimitValue(cursor, field, operator)] };
}

/** Behind `&`: a list of flags in parentheses, an address, or a byte. */
function parseMask(cursor: Cursor, field: FieldName): bigint | null {
  const type = typeOf(field);
  const isNumber = type === 'ether_addr' || type === 'byte';
  if ((!isNumber && field !== 'tcp flags') || !cursor.take('&')) return null;
  if (!isNumber) return parseFlags(cursor);
  const value = parseValue(cursor, type);
  if (value.kind === 'numbers' && value.from === value.to) return value.from;
  cursor.refuse(type === 'byte' ? 'one number' : 'one address');
  return null;
}

/** Bits of a byte, compared with a number. */
function parseBits(cursor: Cursor, bits: BitField): NftStatement {
  const operator = parseOperator(cursor);
  if (operator !== '==' && operator !== '!=') cursor.refuse('== or !=');
  const values = parseValues(cursor, bits.field).map((value) => shiftedValue(value, bits));
  return { kind: 'match', field: bits.field, mask: bits.mask, negated: operator === '!=', values };
}

/** Two words for a field; `iifname` and `oifname` do without the first. */
export function parseField(cursor: Cursor): FieldName {
  const place = parsePlace(cursor);
  if (typeof place === 'string') return place;
  cursor.refuse('a whole byte');
  return place.field;
}

function parsePlace(cursor: Cursor): FieldName | BitField {
  if (cursor.take('@')) return parseBytes(cursor);
  const first = cursor.word('a field or a statement');
  if (first === 'iifname' || first === 'oifname') return `meta ${first}`;
  const second = cursor.peek().text;
  const name = `${first} ${second}`;
  if (isFieldName(name)) {
    cursor.next();
    return name;
  }
  cursor.refuse(`a known field or statement instead of \`${first}\` followed by what is known of it`);
  return 'meta mark';
}

/** `@nh,0,24`: a header, an offset and a length in bits. */
function parseBytes(cursor: Cursor): FieldName | BitField {
  const base = cursor.word('a header');
  cursor.expect(',');
  const offset = cursor.number('an offset');
  cursor.expect(',');
  const length = cursor.peek().text;
  const name = `@${base},${offset},${length}`;
  const place = isFieldName(name) ? name : bitFieldAt(base, Number(offset), Number(length));
  if (place === null) cursor.refuse('a length that is known here');
  cursor.next();
  return place ?? '@nh,0,24';
}

function parseReference(cursor: Cursor): string {
  cursor.expect('@');
  return cursor.word('the name of a set or map');
}

type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=';
const operators: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];

function parseOperator(cursor: Cursor): Operator {
  const { kind, text } = cursor.peek();
  if (kind !== 'sign' || !operators.includes(text)) return '==';
  return cursor.next().text as Operator;
}

function parseValues(cursor: Cursor, field: FieldName): readonly NftValue[] {
  const type = typeOf(field);
  if (!cursor.take('{')) {
    const values = [parseValue(cursor, type)];
    while (type === 'ct_state' && cursor.take(',')) values.push(parseValue(cursor, type));
    return values;
  }
  const values: NftValue[] = [];
  do {
    cursor.skipBreaks();
    values.push(parseValue(cursor, type));
    cursor.skipBreaks();
  } while (cursor.take(','));
  cursor.expect('}');
  return values;
}

/** Comparisons of order become intervals. */
function parseLimitValue(cursor: Cursor, field: FieldName, operator: Operator): NftValue {
  const type = typeOf(field);
  const value = parseValue(cursor, type);
  if (value.kind === 'name' || value.from !== value.to) {
    cursor.refuse('one number');
    return value;
  }
  return limitValue(operator, value.from, lastValue(type)) ?? refuseEmpty(cursor, value);
}

function refuseEmpty(cursor: Cursor, value: NftValue): NftValue {
  cursor.refuse('a comparison that can be true');
  return value;
}

/** The values that compare so, null when there are none. */
export function limitValue(operator: string, limit: bigint, last: bigint): NftValue | null {
  const range = { '<': [0n, limit - 1n], '<=': [0n, limit], '>': [limit + 1n, last], '>=': [limit, last] }[operator];
  const [from = 1n, to = 0n] = range ?? [];
  return from <= to ? { kind: 'numbers', from, to } : null;
}

function parseFlags(cursor: Cursor): bigint {
  let mask = 0n;
  cursor.expect('(');
  do {
    const flag = parseValue(cursor, 'tcp_flag');
    if (flag.kind === 'numbers') mask |= flag.from;
  } while (cursor.take('|'));
  cursor.expect(')');
  return mask;
}

function parseSetMark(cursor: Cursor, target: FieldName): NftStatement {
  if (target !== 'meta mark' && target !== 'ct mark') {
    cursor.refuse('a mark to set');
    return { kind: 'set-mark', target: 'meta mark', value: { kind: 'mark', mark: 0 } };
  }
  return { kind: 'set-mark', target, value: parseMarkValue(cursor, target) };
}

function parseMarkValue(cursor: Cursor, target: 'meta mark' | 'ct mark'): MarkValue {
  const { text } = cursor.peek();
  if (/^(0x)?\d/.test(text)) return { kind: 'mark', mark: parseMark(cursor) };
  const key = [parseField(cursor)];
  if (target === 'meta mark' && key[0] === 'meta mark' && cursor.take('|'))
    return { kind: 'with-bits', bits: parseMark(cursor) };
  while (cursor.take('.')) key.push(parseField(cursor));
  cursor.expect('map');
  return { kind: 'map', key, map: parseReference(cursor) };
}

/** A single mark. */
export function parseMark(cursor: Cursor): number {
  const value = parseValue(cursor, 'mark');
  if (value.kind === 'numbers' && value.from === value.to) return Number(value.from);
  cursor.refuse('one mark');
  return 0;
}
