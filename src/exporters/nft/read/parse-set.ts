/** Sets and maps in the text of a ruleset: `map name { type ... : verdict; flags interval; }` and elements. */
import type { Cursor } from './cursor.ts';
import { isKeyType, typeOf, type ValueType } from './fields.ts';
import { parseField, parseMark, parseVerdict } from './parse-rule.ts';
import { parseValue } from './parse-value.ts';
import type { NftElement, NftResult, NftSet, NftTarget, NftValue, TargetType } from './ruleset.ts';

/** Reads a declaration behind the word `set` or `map`. */
export function parseSet(cursor: Cursor, kind: 'set' | 'map'): NftSet {
  const at = cursor.place();
  const name = cursor.word('a name');
  let set: NftSet = { name, key: [], result: null, interval: false, timeout: false, counter: false, elements: [], at };
  cursor.expect('{');
  cursor.skipBreaks();
  while (!cursor.done() && cursor.peek().text !== '}') {
    set = parseProperty(cursor, kind, set);
    cursor.skipBreaks();
  }
  cursor.expect('}');
  if (set.key.length === 0) cursor.refuse(`the type of ${kind} ${name} in its braces`);
  return set;
}

function parseProperty(cursor: Cursor, kind: 'set' | 'map', set: NftSet): NftSet {
  if (set.key.length === 0) {
    return { ...set, ...parseTypes(cursor, kind) };
  }
  if (!set.interval && !set.timeout && cursor.take('flags')) return { ...set, ...parseFlags(cursor) };
  if (!set.counter && cursor.take('counter')) return { ...set, counter: true };
  if (set.elements.length === 0 && cursor.take('elements')) {
    cursor.expect('=');
    return { ...set, elements: parseElements(cursor, set) };
  }
  cursor.refuse('`flags`, `counter` or `elements`, each at most once');
  return set;
}

/** `interval`, `timeout`, or both with a comma between them. */
function parseFlags(cursor: Cursor): Pick<NftSet, 'interval' | 'timeout'> {
  const interval = cursor.take('interval');
  if (!interval || cursor.take(',')) {
    cursor.expect('timeout');
    return { interval, timeout: true };
  }
  return { interval, timeout: false };
}

/** `type mark . ether_type`, or `typeof meta mark . ether type`, which names fields that have the types. */
function parseTypes(cursor: Cursor, kind: 'set' | 'map'): Pick<NftSet, 'key' | 'result'> {
  const key: ValueType[] = [];
  const byFields = cursor.take('typeof');
  if (!byFields) cursor.expect('type');
  do key.push(byFields ? parseFieldType(cursor) : parseType(cursor));
  while (cursor.take('.'));
  if (kind === 'set') return { key, result: null };
  cursor.expect(':');
  if (cursor.take('verdict')) return { key, result: 'verdict' };
  if (cursor.take('mark')) return { key, result: 'mark' };
  return { key, result: parseTargetType(cursor) };
}

/** `interval ipv4_addr`, or `ipv4_addr . inet_service`. */
function parseTargetType(cursor: Cursor): TargetType {
  const networks = cursor.take('interval');
  const family = cursor.take('ipv6_addr') ? 6 : 4;
  if (family === 4) cursor.expect('ipv4_addr');
  if (networks) return `networks${family}`;
  cursor.expect('.');
  cursor.expect('inet_service');
  return `sockets${family}`;
}

function parseType(cursor: Cursor): ValueType {
  const type = cursor.peek().text;
  // The words for it would not say how many bytes.
  if (!isKeyType(type) || type === 'integer') cursor.refuse('a type of keys');
  cursor.next();
  return isKeyType(type) ? type : 'mark';
}

function parseFieldType(cursor: Cursor): ValueType {
  const type = typeOf(parseField(cursor));
  if (!isKeyType(type)) cursor.refuse('the end of a key whose type can be one');
  return type;
}

/** Reads `{ element, ... }` for a set. */
export function parseElements(cursor: Cursor, set: NftSet): readonly NftElement[] {
  const elements: NftElement[] = [];
  cursor.expect('{');
  cursor.skipBreaks();
  while (!cursor.done() && cursor.peek().text !== '}') {
    elements.push(parseElement(cursor, set));
    cursor.skipBreaks();
    if (!cursor.take(',') && cursor.peek().text !== '}') cursor.refuse('`,` or `}`');
    cursor.skipBreaks();
  }
  cursor.expect('}');
  return elements;
}

function parseElement(cursor: Cursor, set: NftSet): NftElement {
  const at = cursor.place();
  const key = set.key.map((type, index) => {
    if (index > 0) cursor.expect('.');
    const value = parseValue(cursor, type);
    if (value.kind === 'numbers' && value.from !== value.to && !set.interval)
      cursor.refuse(`a single value before this, as ${set.name} has no intervals`);
    return value;
  });
  skipTimeout(cursor, set);
  const comment = cursor.take('comment') ? cursor.string('a comment') : null;
  return { key, result: parseResult(cursor, set), comment, at };
}

/** `timeout 2h expires 1h59m58s`: how long an element that is there now has been given, and has left. */
function skipTimeout(cursor: Cursor, set: NftSet): void {
  for (const word of ['timeout', 'expires']) {
    if (!set.timeout || !cursor.take(word)) continue;
    if (!/^(?:\d{1,9}(?:d|h|ms|m|s))+$/.test(cursor.peek().text)) cursor.refuse('a span of time');
    cursor.next();
  }
}

function parseResult(cursor: Cursor, set: NftSet): NftResult {
  if (set.result === null) return null;
  cursor.expect(':');
  if (set.result === 'verdict') return parseVerdict(cursor);
  return set.result === 'mark' ? { kind: 'mark', mark: parseMark(cursor) } : parseTarget(cursor, set.result);
}

function parseTarget(cursor: Cursor, type: TargetType): NftTarget {
  const address = parseValue(cursor, addressTypeOf(type));
  const isSocket = type.startsWith('sockets');
  if (isSocket) cursor.expect('.');
  const port = isSocket ? parseValue(cursor, 'inet_service') : null;
  const target = targetOf(type, address, port);
  if (target === null) cursor.refuse('one port behind one address before this');
  return target ?? emptyTarget;
}

/** Read where there is no target. */
export const emptyTarget: NftTarget = { kind: 'target', family: 4, from: 0n, to: 0n, port: null };

/** The type of addresses that a map leads to. */
export function addressTypeOf(type: TargetType): 'ipv4_addr' | 'ipv6_addr' {
  return type.endsWith('4') ? 'ipv4_addr' : 'ipv6_addr';
}

/** A network, or one address with its port; null for anything else. */
export function targetOf(type: TargetType, address: NftValue, port: NftValue | null): NftTarget | null {
  if (address.kind !== 'numbers') return null;
  const { from, to } = address;
  const family = type.endsWith('4') ? 4 : 6;
  if (port === null) return { kind: 'target', family, from, to, port: null };
  if (port.kind !== 'numbers' || port.from !== port.to || from !== to) return null;
  return { kind: 'target', family, from, to, port: Number(port.from) };
}
