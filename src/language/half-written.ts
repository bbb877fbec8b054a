/**
 * The place of a cursor in YAML that is being written. A word of our own is put where the cursor is, once as a value and
 * once as a key, and whatever then reads best says what could be meant. Only the part of the text around the cursor is read,
 * so that the answer does not wait for the rest of a large file.
 */
import { defaultParseLimits, type ParseLimits } from '../compiler/parse/parse-limits.ts';
import { readTrees } from '../compiler/parse/read-trees.ts';
import type { MapTree } from '../compiler/parse/tree.ts';
import { closersOf } from '../compiler/parse/yaml-signs.ts';
import { cutAround } from './cut-around.ts';
import { type Trail, trailAt } from './trail.ts';

/** One thing that may be written at a cursor. */
export interface Gap {
  readonly wants: 'key' | 'value';
  /** Keys that lead to the value, or to the mapping that the key would be in. */
  readonly path: readonly string[];
  /** Mappings on the way, the outermost first. */
  readonly maps: readonly MapTree[];
  /** The mapping that the key would be in: what is there already is not asked for again. */
  readonly beside: MapTree | null;
  /** Whether the cursor is between brackets. */
  readonly isFlow: boolean;
  /** What stands before the cursor in the same value; null where the word is all of it. */
  readonly before: string | null;
}

/** The word at a cursor, and what may stand in its place. */
export interface HalfWritten {
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** From the word's start to the cursor. */
  readonly typed: string;
  /** Whether a value has to be put apart from the colon before it. */
  readonly needsSpace: boolean;
  /** Whether a colon follows the word. */
  readonly hasColon: boolean;
  readonly gaps: readonly Gap[];
}

export const marker = 'zOnEwRiGhTcUrSoR';

/** Finds out what may be written at an offset. */
export function readHalfWritten(text: string, offset: number): HalfWritten {
  const { start, end } = wordAt(text, offset);
  const rest = text.slice(end);
  const word = {
    start,
    end,
    typed: text.slice(start, offset),
    needsSpace: text[start - 1] === ':',
    hasColon: /^[ \t]*:(?=\s|$)/.test(rest),
  };
  const cut = cutAround(text, start);
  if (isComment(text, start)) return { ...word, gaps: [] };
  const before = `${cut.text.slice(0, cut.offset)}${word.needsSpace ? ' ' : ''}`;
  const after = cut.text.slice(cut.offset + (end - start));
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const value = gapOf(before, marker, after);
  const key = /^[ \t]*(- +)*$/.test(line) ? gapOf(before, `${marker}${word.hasColon ? '' : ':'}`, after) : null;
  // Read as a value, a word between the keys of a block is a key too, but the keys behind it are not seen.
  // And where the text of the line above would go on, nobody meant that.
  const isKey = key?.wants === 'key' && (value?.wants === 'key' || value?.before !== null);
  const meant = isKey ? [key] : [value, key];
  return { ...word, gaps: meant.filter((gap) => gap !== null) };
}

/** Reads the text with our word in it, as it goes on, or else as if the line were the last and everything closed behind it. */
function gapOf(before: string, word: string, after: string): Gap | null {
  const lineEnd = /\r\n|\n|\r|$/.exec(after)?.index ?? after.length;
  const restOfLine = after.slice(0, lineEnd);
  const closers = closersOf(`${before}${word}${restOfLine}`);
  const whole = read(`${before}${word}${after}`, before.length);
  if (whole.sound && whole.gap !== null) return whole.gap;
  const closed = read(`${before}${word}${restOfLine}${closers}`, before.length);
  const found = [closed.gap, whole.gap].filter((gap) => gap !== null);
  // What reads as a word of its own is likelier than one that runs into what an open bracket has swallowed.
  return found.find((gap) => gap.before === null) ?? found[0] ?? null;
}

/** Nothing here follows an alias, so what they would expand to has no bound. */
const limits: ParseLimits = { ...defaultParseLimits, nodes: Number.POSITIVE_INFINITY };

function read(text: string, offset: number): { readonly gap: Gap | null; readonly sound: boolean } {
  const { documents } = readTrees({ path: '', text }, limits);
  const trail = trailAt(
    documents.map(({ tree }) => tree),
    offset,
  );
  const gap = trail === null ? null : gapAt(trail);
  return { gap, sound: documents.every(({ sound }) => sound) };
}

function gapAt({ path, maps, found }: Trail): Gap | null {
  if (found.on === 'value') {
    const place = found.tree.text.indexOf(marker);
    if (place < 0) return null;
    const before = found.tree.text === marker ? null : found.tree.text.slice(0, place);
    return { wants: 'value', path, maps, beside: null, isFlow: false, before };
  }
  if (found.on !== 'key' || found.entry.key !== marker) return null;
  const beside = maps.at(-1) ?? null;
  const outside = { path: path.slice(0, -1), maps: maps.slice(0, -1) };
  return { wants: 'key', ...outside, beside, isFlow: isFlow(beside), before: null };
}

function isFlow(map: MapTree | null): boolean {
  return map !== null && map.source.text[map.start] === '{';
}

/** The word around an offset: up to blanks, brackets, commas, quotes, or a colon that ends a key. */
function wordAt(text: string, offset: number): { readonly start: number; readonly end: number } {
  let start = offset;
  while (start > 0 && isPartOfWord(text, start - 1)) start--;
  let end = offset;
  while (end < text.length && isPartOfWord(text, end)) end++;
  return { start, end };
}

function isPartOfWord(text: string, at: number): boolean {
  const sign = text[at] ?? ' ';
  if (/[\s,[\]{}"'#&*|]/.test(sign)) return false;
  return sign !== ':' || !/[\s,[\]{}]/.test(text[at + 1] ?? '\n');
}

function isComment(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /(^|\s)#/.test(line.replaceAll(/"[^"]*"|'[^']*'/g, ''));
}
