/** Elements of sets and maps in `nft`'s JSON. */
import { isRecord, type JsonRecord, readNumber, readString } from './read-json.ts';

/** A value inside a key or a verdict's place. */
export type NftValue =
  | { readonly kind: 'scalar'; readonly value: string | number | boolean }
  | { readonly kind: 'range'; readonly from: string | number; readonly to: string | number }
  | { readonly kind: 'prefix'; readonly address: string; readonly length: number }
  | { readonly kind: 'concat'; readonly parts: readonly NftValue[] }
  | { readonly kind: 'verdict'; readonly verdict: string; readonly target: string | null }
  | { readonly kind: 'unknown'; readonly json: unknown };

export interface NftElement {
  readonly key: NftValue;
  /** Null in a set. */
  readonly value: NftValue | null;
  readonly comment: string | null;
  /** Packets counted, null when the element has no counter. */
  readonly packets: number | null;
}

const verdicts = ['accept', 'drop', 'continue', 'return', 'jump', 'goto'];

/** Reads one element; of a map it is a pair of key and value. */
export function parseNftElement(json: unknown, isMap: boolean): NftElement {
  const [keyJson, valueJson] = isMap && Array.isArray(json) ? json : [json, undefined];
  const wrapped = isRecord(keyJson) && isRecord(keyJson['elem']) ? keyJson['elem'] : null;
  const counter = wrapped === null ? undefined : wrapped['counter'];
  return {
    key: parseNftValue(wrapped === null ? keyJson : wrapped['val']),
    value: valueJson === undefined ? null : parseNftValue(valueJson),
    comment: wrapped === null ? null : readString(wrapped, 'comment'),
    packets: isRecord(counter) ? readNumber(counter, 'packets') : null,
  };
}

/** Reads a value; one of an unknown shape is kept as it is. */
function parseNftValue(json: unknown): NftValue {
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean')
    return { kind: 'scalar', value: json };
  if (!isRecord(json)) return { kind: 'unknown', json };
  return parseConcat(json) ?? parseRange(json) ?? parsePrefix(json) ?? parseVerdict(json) ?? { kind: 'unknown', json };
}

function parseConcat(json: JsonRecord): NftValue | null {
  const parts = json['concat'];
  return Array.isArray(parts) ? { kind: 'concat', parts: parts.map(parseNftValue) } : null;
}

function parseRange(json: JsonRecord): NftValue | null {
  const ends = json['range'];
  if (!Array.isArray(ends) || ends.length !== 2) return null;
  const [from, to] = ends as readonly unknown[];
  return isScalar(from) && isScalar(to) ? { kind: 'range', from, to } : null;
}

function parsePrefix(json: JsonRecord): NftValue | null {
  const prefix = json['prefix'];
  if (!isRecord(prefix)) return null;
  const address = readString(prefix, 'addr');
  const length = readNumber(prefix, 'len');
  return address === null || length === null ? null : { kind: 'prefix', address, length };
}

function parseVerdict(json: JsonRecord): NftValue | null {
  const verdict = Object.keys(json)[0];
  if (verdict === undefined || !verdicts.includes(verdict)) return null;
  const body = json[verdict];
  return { kind: 'verdict', verdict, target: isRecord(body) ? readString(body, 'target') : null };
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
