/**
 * Reads the text of an nftables file that replaces one table as a whole. Written from nft(8) alone, so that it shares no
 * mistake with what writes such files, and only for what it can tell the effect of: anything else is refused.
 */

import type { Reading } from '../../proof/refusal.ts';
import { type Cursor, createCursor } from './cursor.ts';
import { parseRule } from './parse-rule.ts';
import { parseElements, parseSet } from './parse-set.ts';
import type { NftChain, NftElement, NftFamily, NftHook, NftRule, NftSet, NftTable } from './ruleset.ts';

interface Parts {
  comment: string | null;
  readonly counters: string[];
  readonly sets: NftSet[];
  readonly chains: NftChain[];
}

/** Longer texts are refused unread. */
const mostCharacters = 200_000_000;

/** Reads `add table x`, `delete table x`, `table x { ... }` and `add element x ...`, in this order. */
export function parseNftText(text: string, family: NftFamily = 'inet'): Reading<NftTable> {
  if (text.length > mostCharacters)
    return { value: null, refusal: { at: 'line 1, column 1', found: `${text.length} characters, which is too long` } };
  const cursor = createCursor(text);
  cursor.skipBreaks();
  cursor.expect('add');
  const name = parseTableName(cursor, family);
  endCommand(cursor);
  cursor.expect('delete');
  expectSame(cursor, name, parseTableName(cursor, family));
  endCommand(cursor);
  expectSame(cursor, name, parseTableName(cursor, family));
  const parts = parseTable(cursor, family);
  const elements = new Map<string, NftElement[]>();
  for (endCommand(cursor); !cursor.done(); endCommand(cursor)) {
    cursor.expect('add');
    cursor.expect('element');
    cursor.expect(family);
    expectSame(cursor, name, cursor.word('the name of the table'));
    addElements(cursor, parts, elements);
  }
  const refusal = cursor.refusal();
  if (refusal !== null) return { value: null, refusal };
  const sets = parts.sets.map((set) => ({ ...set, elements: [...set.elements, ...(elements.get(set.name) ?? [])] }));
  return {
    value: { family, name, comment: parts.comment, counters: parts.counters, sets, chains: parts.chains },
    refusal: null,
  };
}

/** Only one table, and only of the family that is meant. */
function parseTableName(cursor: Cursor, family: NftFamily): string {
  cursor.expect('table');
  cursor.expect(family);
  return cursor.word('the name of the table');
}

function expectSame(cursor: Cursor, name: string, found: string): void {
  if (found !== name) cursor.refuse(`no other table than ${name} before this`);
}

function endCommand(cursor: Cursor): void {
  const { kind, text } = cursor.peek();
  if (kind !== 'break' && kind !== 'end' && text !== ';') cursor.refuse('the end of the command');
  cursor.skipBreaks();
}

function parseTable(cursor: Cursor, family: NftFamily): Parts {
  const parts: Parts = { comment: null, counters: [], sets: [], chains: [] };
  cursor.expect('{');
  cursor.skipBreaks();
  while (!cursor.done() && cursor.peek().text !== '}') {
    if (parts.comment === null && cursor.take('comment')) parts.comment = cursor.string('a comment');
    else if (cursor.take('counter')) parts.counters.push(parseCounter(cursor));
    else if (cursor.take('set')) parts.sets.push(parseSet(cursor, 'set'));
    else if (cursor.take('map')) parts.sets.push(parseSet(cursor, 'map'));
    else if (cursor.take('chain')) parts.chains.push(parseChain(cursor, family));
    else cursor.refuse('`counter`, `set`, `map` or `chain`');
    endCommand(cursor);
  }
  cursor.expect('}');
  return parts;
}

function parseCounter(cursor: Cursor): string {
  const name = cursor.word('a name');
  cursor.expect('{');
  cursor.expect('}');
  return name;
}

function parseChain(cursor: Cursor, family: NftFamily): NftChain {
  const at = cursor.place();
  const name = cursor.word('a name');
  cursor.expect('{');
  cursor.skipBreaks();
  const entry = cursor.peek().text === 'type' ? parseHook(cursor, family) : { hook: null, policy: null };
  const rules: NftRule[] = [];
  cursor.skipBreaks();
  while (!cursor.done() && cursor.peek().text !== '}') {
    rules.push(parseRule(cursor));
    cursor.skipBreaks();
  }
  cursor.expect('}');
  return { name, ...entry, rules, at };
}

/** `type filter hook forward priority filter; policy drop;`; frames can be looked at before their bridge learns from them. */
function parseHook(cursor: Cursor, family: NftFamily): Pick<NftChain, 'hook' | 'policy'> {
  cursor.expect('type');
  if (family === 'inet' && cursor.take('nat')) return parseTranslatingHook(cursor);
  for (const word of ['filter', 'hook']) cursor.expect(word);
  const hook: NftHook = family === 'bridge' && cursor.take('prerouting') ? 'prerouting' : 'forward';
  if (hook === 'forward') cursor.expect('forward');
  cursor.expect('priority');
  if (family !== 'inet' || !cursor.take('0')) cursor.expect('filter');
  cursor.expect(';');
  cursor.expect('policy');
  if (cursor.take('accept')) return { hook, policy: 'accept' };
  cursor.expect('drop');
  return { hook, policy: 'drop' };
}

/** `type nat hook prerouting priority dstnat; policy accept;` and `type nat hook postrouting priority srcnat; policy accept;`. */
function parseTranslatingHook(cursor: Cursor): Pick<NftChain, 'hook' | 'policy'> {
  cursor.expect('hook');
  const early = cursor.take('prerouting');
  if (!early) cursor.expect('postrouting');
  const hook: NftHook = early ? 'dstnat' : 'srcnat';
  for (const word of ['priority', hook, ';', 'policy', 'accept']) cursor.expect(word);
  return { hook, policy: 'accept' };
}

function addElements(cursor: Cursor, { sets }: Parts, elements: Map<string, NftElement[]>): void {
  const name = cursor.peek().text;
  const set = sets.find((each) => each.name === name);
  if (set === undefined) {
    cursor.refuse('the name of a set or map of the table');
    return;
  }
  cursor.next();
  const known = elements.get(name) ?? [];
  elements.set(name, known);
  for (const element of parseElements(cursor, set)) known.push(element);
}
