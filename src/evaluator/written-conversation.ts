/**
 * Reads a conversation that a person wrote: `SRC -> DST PROTOCOL [OPERATION] [OBJECT] [@TIME]`, for example
 * `scada-1 -> plc-filler modbus write holding 100-109 unit 1 @2026-09-13T07:00`.
 */
import { localToEpoch } from '../algebra/zoned-time.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { type Catalogue, type Protocol, type Transport, transports } from '../model/catalogue.ts';
import type { ConversationKey, MissingField, ObjectRange, Operation } from '../model/conversation.ts';
import type { Plan } from '../model/plan.ts';
import type { TimeBuckets } from './time-buckets.ts';
import { readEnds, Unreadable } from './written-ends.ts';

export interface WrittenConversationContext {
  readonly plan: Plan;
  readonly catalogue: Catalogue;
  readonly buckets: TimeBuckets;
  /** Seconds since the epoch, for a conversation without a time. */
  readonly now: number;
  /** The scope in which addresses are meant, where the person has said so. */
  readonly scope?: string;
}

/** The keys that the words stand for: one per operation that they can mean; or what is wrong with them. */
export type WrittenConversation =
  | { readonly kind: 'read'; readonly keys: readonly ConversationKey[]; readonly time: number }
  | { readonly kind: 'unreadable'; readonly reason: string };

export function readConversation(text: string, context: WrittenConversationContext): WrittenConversation {
  try {
    return read(text, context);
  } catch (error) {
    if (error instanceof Unreadable) return { kind: 'unreadable', reason: error.message };
    throw error;
  }
}

function read(text: string, context: WrittenConversationContext): WrittenConversation {
  const match = /^\s*(\S+)\s*->\s*(\S+)\s+(\S+)\s*(.*)$/.exec(text);
  if (match === null)
    throw new Unreadable(
      'write it as `SOURCE -> DESTINATION PROTOCOL OPERATION`, for example `scada-1 -> plc-1 modbus read`, or name a frame or line of a recording, for example `flows/monday.pcap:12`',
    );
  const [, source = '', destination = '', service = '', rest = ''] = match;
  const { words, time } = splitTime(rest, context);
  const ends = readEnds(source, destination, context.plan, context.scope ?? null);
  const { protocol, transport, port } = readService(service, context.catalogue);
  const { operations, remaining } = readOperations(words, protocol);
  const object = readObject(remaining, protocol);
  const base = {
    ...ends,
    transport,
    port,
    protocol: protocol?.id ?? null,
    bucket: context.buckets.bucketOf(time * 1_000_000),
  };
  const keys = operations
    .filter(({ operation, table }) => object.table === null || operation === null || table === object.table)
    .map(({ operation, table }) => ({ ...base, operation, ...withTable(object, table, operation, protocol) }));
  if (keys.length === 0) throw new Unreadable(`no such operation of \`${service}\` works on \`${object.table ?? ''}\``);
  return { kind: 'read', keys, time };
}

function splitTime(rest: string, context: WrittenConversationContext): { words: string[]; time: number } {
  const words = rest.split(/\s+/).filter((word) => word !== '');
  const stamp = words.find((word) => word.startsWith('@'));
  if (stamp === undefined) return { words, time: context.now };
  const text = stamp.slice(1);
  const local = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}):(\d{2}))?$/.exec(text);
  const time =
    local === null
      ? Date.parse(text) / 1000
      : localToEpoch(
          { date: local[1] ?? '', minutes: Number(local[2] ?? 0) * 60 + Number(local[3] ?? 0) },
          context.plan.timezone,
        );
  if (!Number.isFinite(time))
    throw new Unreadable(
      `\`${stamp}\` is no time; write \`@2026-09-13T07:00\` for the plant's own clock, or add \`Z\``,
    );
  return { words: words.filter((word) => word !== stamp), time };
}

/** `modbus`, `modbus:5020`, `modbus:udp/502` or `tcp/9000`. */
function readService(
  word: string,
  catalogue: Catalogue,
): { protocol: Protocol | null; transport: Transport; port: number | null } {
  const bare = /^([a-z0-9]+)\/(\d+)$/.exec(word);
  if (bare !== null) return { protocol: null, transport: transportOf(bare[1] ?? ''), port: Number(bare[2]) };
  const [id = '', where] = word.split(':');
  const protocol = catalogue.protocols.get(id);
  if (protocol === undefined) {
    const near = suggest(id, [...catalogue.protocols.keys()]);
    throw new Unreadable(
      `\`${id}\` is no protocol of the catalogue${near === null ? '' : `; did you mean \`${near}\`?`}`,
    );
  }
  const [first] = protocol.services;
  if (first === undefined)
    throw new Unreadable(`\`${id}\` stands for several protocols; name one of ${protocol.members.join(', ')}`);
  const usual = {
    transport: first.transport,
    port: first.transport.startsWith('icmp') ? null : (first.ports[0]?.from ?? null),
  };
  if (where === undefined) return { protocol, ...usual };
  const slash = where.indexOf('/');
  const transport = slash < 0 ? usual.transport : transportOf(where.slice(0, slash));
  const port = Number(where.slice(slash + 1));
  if (!Number.isInteger(port)) throw new Unreadable(`\`${where}\` is no port`);
  return { protocol, transport, port };
}

function transportOf(word: string): Transport {
  const found = transports.find((each) => each === word);
  if (found === undefined) throw new Unreadable(`\`${word}\` is no transport; known are ${transports.join(', ')}`);
  return found;
}

interface Meant {
  readonly operation: Operation | null;
  readonly table: string | null;
}

/** The first word may name a class, an operation or `code:<code>`; without it nothing is said about the operation. */
function readOperations(
  words: readonly string[],
  protocol: Protocol | null,
): { operations: readonly Meant[]; remaining: readonly string[] } {
  const [word, ...remaining] = words;
  const entries = protocol?.operations ?? [];
  if (word === undefined || entries.length === 0)
    return { operations: [{ operation: null, table: null }], remaining: words };
  const exact = entries.filter((entry) => entry.name === word || `code:${entry.code}` === word);
  const ofClass = entries.filter((entry) => entry.class === word || entry.class.startsWith(`${word}.`));
  const found = exact.length > 0 ? exact : ofClass;
  if (found.length > 0) {
    const operations = found.map(({ class: operationClass, code, name, table }) => ({
      operation: { class: operationClass, code, name },
      table,
    }));
    return { operations, remaining };
  }
  if (word.startsWith('code:')) {
    return {
      operations: [{ operation: { class: 'unknown', code: word.slice(5), name: null }, table: null }],
      remaining,
    };
  }
  if (isObjectWord(word, protocol)) return { operations: [{ operation: null, table: null }], remaining: words };
  const near = suggest(word, [...entries.map((entry) => entry.class), ...entries.map((entry) => entry.name)]);
  throw new Unreadable(
    `\`${word}\` is no operation of \`${protocol?.id ?? ''}\`${near === null ? '' : `; did you mean \`${near}\`?`}`,
  );
}

function isObjectWord(word: string, protocol: Protocol | null): boolean {
  return word === 'unit' || /^\d+(-\d+)?$/.test(word) || (protocol?.object?.tables.includes(word) ?? false);
}

function readObject(words: readonly string[], protocol: Protocol | null): ObjectRange {
  const object: { -readonly [K in keyof ObjectRange]: ObjectRange[K] } = {
    unit: null,
    table: null,
    first: null,
    count: null,
  };
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const range = /^(\d+)(?:-(\d+))?$/.exec(word);
    if (word === 'unit') {
      object.unit = Number(words[++index] ?? Number.NaN);
      if (!Number.isInteger(object.unit)) throw new Unreadable('`unit` is followed by its number');
    } else if (range !== null) {
      object.first = Number(range[1]);
      object.count = Number(range[2] ?? range[1]) - object.first + 1;
      if (object.count < 1) throw new Unreadable(`the range \`${word}\` is empty`);
    } else if (protocol?.object?.tables.includes(word) === true) object.table = word;
    else throw new Unreadable(`\`${word}\` is neither \`unit N\`, a table nor a range of objects`);
  }
  return object;
}

/** What the words left out counts as not shown, so that the verdict quantifies over it. */
function withTable(
  written: ObjectRange,
  table: string | null,
  operation: Operation | null,
  protocol: Protocol | null,
): { object: ObjectRange | null; missing: readonly MissingField[] } {
  const missing: MissingField[] = [];
  if (operation === null && (protocol?.operations.length ?? 0) > 0) missing.push('operation');
  const addressing = protocol?.object ?? null;
  if (addressing === null || operation?.class === 'session') return { object: null, missing };
  const object = { ...written, table: written.table ?? table };
  const open = (addressing.unit !== null && object.unit === null) || (object.table !== null && object.first === null);
  if (open) missing.push('object');
  return { object, missing };
}
