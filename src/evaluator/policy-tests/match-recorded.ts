/** Finds the recorded conversations that words stand for: what the words leave out may be anything. */
import type { ConversationKey, ObjectRange } from '../../model/conversation.ts';
import type { Judge, Judgement } from '../judge.ts';
import { readConversation, type WrittenConversationContext } from '../written-conversation.ts';

/** Whether a judged conversation is one of those that were meant. */
export type Matches = (key: ConversationKey, judgement: Judgement) => boolean;

export type RecordedPattern =
  | { readonly kind: 'read'; readonly matches: Matches }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads a conversation in words as a pattern over recorded ones. */
export function readPattern(text: string, judge: Judge, context: WrittenConversationContext): RecordedPattern {
  if (/(^|\s)@/.test(text))
    return { kind: 'unreadable', reason: 'recorded conversations have their own times; leave out the `@`' };
  const written = readConversation(text, context);
  if (written.kind === 'unreadable') return written;
  const { keys } = written;
  const [meant] = judge.judgeAll(keys.slice(0, 1));
  const [first] = keys;
  if (first === undefined || meant === undefined) return { kind: 'read', matches: () => false };
  const namesPort = first.protocol === null || (text.split(/\s+->\s+\S+\s+/)[1] ?? '').split(/\s/)[0]?.includes(':');
  const matches: Matches = (key, judgement) =>
    isEnd('source', meant, judgement) &&
    isEnd('destination', meant, judgement) &&
    (first.protocol === null || judgement.protocols.includes(first.protocol)) &&
    (!namesPort || (key.transport === first.transport && key.port === first.port)) &&
    keys.some((each) => isOperation(each, key) && touches(each.object, key.object));
  return { kind: 'read', matches };
}

/** One asset whatever its address, or one address that no asset has. */
function isEnd(end: 'source' | 'destination', meant: Judgement, seen: Judgement): boolean {
  if (meant[end].id !== seen[end].id || meant.scope !== seen.scope) return false;
  return meant[end].attributes.asset !== null || meant.key[end] === seen.key[end];
}

function isOperation({ operation: meant }: ConversationKey, { operation: seen }: ConversationKey): boolean {
  if (meant === null) return true;
  return seen !== null && meant.code === seen.code && (meant.name === seen.name || meant.class === seen.class);
}

function touches(meant: ObjectRange | null, seen: ObjectRange | null): boolean {
  if (meant === null) return true;
  const { unit, table, first, count } = meant;
  if (unit !== null && unit !== seen?.unit) return false;
  if (first === null) return table === null || seen === null || table === seen.table;
  if (seen === null || seen.first === null || (table !== null && table !== seen.table)) return false;
  const end = first + (count ?? 1);
  return first < seen.first + (seen.count ?? 1) && seen.first < end;
}
