/** Values in the text of a ruleset: one number, an interval, a network, or the name of an interface. */
import type { Cursor } from './cursor.ts';
import type { ValueType } from './fields.ts';
import type { NftValue } from './ruleset.ts';
import { lastValue, parseScalar } from './value-words.ts';

const prefixTypes: readonly ValueType[] = ['ipv4_addr', 'ipv6_addr', 'mark', 'inet_service'];
const nowhere: NftValue = { kind: 'name', name: '' };

/** A value of a type; words that depend on the loader's time zone are refused. */
export function parseValue(cursor: Cursor, type: ValueType): NftValue {
  if (type === 'ifname') return parseName(cursor);
  const { kind, text } = cursor.peek();
  const value = kind === 'word' ? readValue(type, text) : null;
  if (value === null) {
    cursor.refuse(`a value of type ${type}`);
    return nowhere;
  }
  cursor.next();
  return value;
}

/** What a word means as a value, null when it is none of the type. */
function readValue(type: ValueType, text: string): NftValue | null {
  const single = parseScalar(type, text);
  if (single !== null) return { kind: 'numbers', from: single, to: single };
  const slash = text.indexOf('/');
  if (slash >= 0) return networkOf(type, text.slice(0, slash), text.slice(slash + 1));
  const dash = text.indexOf('-');
  const from = parseScalar(type, text.slice(0, dash));
  const to = parseScalar(type, text.slice(dash + 1));
  return dash < 0 || from === null || to === null || from > to ? null : { kind: 'numbers', from, to };
}

/** A network of IP addresses, or marks or ports by their upper bits; bits below the prefix are refused. */
export function networkOf(type: ValueType, address: string, length: string): NftValue | null {
  const base = parseScalar(type, address);
  if (base === null || !prefixTypes.includes(type) || !/^\d{1,3}$/.test(length)) return null;
  const bits = lastValue(type).toString(2).length;
  if (Number(length) > bits) return null;
  const size = 1n << BigInt(bits - Number(length));
  return base % size === 0n ? { kind: 'numbers', from: base, to: base + size - 1n } : null;
}

/** Names that end in a star stand for many interfaces, which nothing here counts on. */
export function isPlainName(name: string): boolean {
  return /^[^*"\s]{1,15}$/.test(name);
}

function parseName(cursor: Cursor): NftValue {
  const { kind, text } = cursor.peek();
  if ((kind === 'string' || kind === 'word') && isPlainName(text)) return { kind: 'name', name: cursor.next().text };
  cursor.refuse('the name of an interface');
  return nowhere;
}
