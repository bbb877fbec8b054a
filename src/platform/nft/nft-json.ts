/**
 * The JSON of `nft --json list` as types (libnftables-json(5)). What is not known here is kept as it came, so that
 * a newer `nft` loses nothing.
 */
import { PlatformError } from '../platform-error.ts';
import { type NftElement, parseNftElement } from './nft-element.ts';
import { isRecord, type JsonRecord, readNumber, readRecords, readString, readWords } from './read-json.ts';

interface NftMetainfo {
  readonly kind: 'metainfo';
  readonly version: string;
}

/** What every named object has. */
interface NftNamed {
  readonly family: string;
  readonly name: string;
  readonly handle: number | null;
}

interface NftTable extends NftNamed {
  readonly kind: 'table';
  /** Not listed by nft 1.0.6. */
  readonly comment: string | null;
}

interface NftChain extends NftNamed {
  readonly kind: 'chain';
  readonly table: string;
  /** Null for a chain that is only jumped to. */
  readonly base: {
    readonly type: string;
    readonly hook: string;
    readonly priority: number;
    readonly policy: string;
  } | null;
}

interface NftRule {
  readonly kind: 'rule';
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly handle: number | null;
  readonly comment: string | null;
  /** Statements as they came. */
  readonly statements: readonly JsonRecord[];
}

/** A set, or a map when `value` is not null. */
export interface NftSet extends NftNamed {
  readonly kind: 'set' | 'map';
  readonly table: string;
  /** Types of the parts of a key. */
  readonly key: readonly string[];
  /** Type of what a map's keys lead to. */
  readonly value: string | null;
  readonly flags: readonly string[];
  readonly elements: readonly NftElement[];
}

interface NftCounter extends NftNamed {
  readonly kind: 'counter';
  readonly table: string;
  readonly packets: number;
  readonly bytes: number;
}

/** Something that this reader does not know. */
interface NftUnknown {
  readonly kind: 'unknown';
  readonly type: string;
  readonly json: unknown;
}

export type NftObject = NftMetainfo | NftTable | NftChain | NftRule | NftSet | NftCounter | NftUnknown;

/** Reads the output of `nft --json list`. Throws a `PlatformError` when it is not that. */
export function parseNftJson(text: string): readonly NftObject[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new PlatformError('nft/json', '`nft --json` wrote something that is no JSON', { cause });
  }
  const list = isRecord(json) ? json['nftables'] : undefined;
  if (!Array.isArray(list)) throw new PlatformError('nft/json', '`nft --json` wrote JSON without `nftables`');
  return list.map(parseObject);
}

/** The set or map of a name. */
export function findNftSet(objects: readonly NftObject[], name: string): NftSet | null {
  for (const object of objects)
    if ((object.kind === 'set' || object.kind === 'map') && object.name === name) return object;
  return null;
}

function parseObject(item: unknown): NftObject {
  const [type = '?', body] = isRecord(item) ? (Object.entries(item)[0] ?? []) : [];
  if (!isRecord(body)) return { kind: 'unknown', type, json: item };
  switch (type) {
    case 'metainfo':
      return { kind: 'metainfo', version: readString(body, 'version') ?? '' };
    case 'table':
      return { kind: 'table', ...named(body), comment: readString(body, 'comment') };
    case 'chain':
      return { kind: 'chain', ...named(body), table: readString(body, 'table') ?? '', base: readBase(body) };
    case 'rule':
      return readRule(body);
    case 'set':
    case 'map':
      return readSet(type, body);
    case 'counter':
      return {
        kind: 'counter',
        ...named(body),
        table: readString(body, 'table') ?? '',
        packets: readNumber(body, 'packets') ?? 0,
        bytes: readNumber(body, 'bytes') ?? 0,
      };
    default:
      return { kind: 'unknown', type, json: body };
  }
}

function named(body: JsonRecord): NftNamed {
  return {
    family: readString(body, 'family') ?? '',
    name: readString(body, 'name') ?? '',
    handle: readNumber(body, 'handle'),
  };
}

function readBase(body: JsonRecord): NftChain['base'] {
  const hook = readString(body, 'hook');
  if (hook === null) return null;
  return {
    type: readString(body, 'type') ?? '',
    hook,
    priority: readNumber(body, 'prio') ?? 0,
    policy: readString(body, 'policy') ?? 'accept',
  };
}

function readRule(body: JsonRecord): NftRule {
  return {
    kind: 'rule',
    family: readString(body, 'family') ?? '',
    table: readString(body, 'table') ?? '',
    chain: readString(body, 'chain') ?? '',
    handle: readNumber(body, 'handle'),
    comment: readString(body, 'comment'),
    statements: readRecords(body['expr']),
  };
}

function readSet(kind: 'set' | 'map', body: JsonRecord): NftSet {
  const elements = body['elem'];
  return {
    kind,
    ...named(body),
    table: readString(body, 'table') ?? '',
    key: readWords(body['type']),
    value: readString(body, 'map'),
    flags: readWords(body['flags']),
    elements: Array.isArray(elements) ? elements.map((element) => parseNftElement(element, kind === 'map')) : [],
  };
}
