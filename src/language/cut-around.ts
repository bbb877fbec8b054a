/** The part of a YAML text that a place in it depends on: the keys that lead to it and what stands beside it. */

import { closersOf } from '../compiler/parse/yaml-signs.ts';

/** A shorter text with the same offset in it. */
export interface Cut {
  readonly text: string;
  readonly offset: number;
}

/** Texts up to this length are read as they are, in code units. */
const small = 16 * 1024;
/** Lines beside the one that is kept whole; of longer lists nobody asks for what is there already. */
const mostBeside = 200;

/** Cuts by indentation, which block YAML is bound to. */
export function cutAround(text: string, offset: number): Cut {
  if (text.length <= small) return { text, offset };
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const at = lineFrom(text, from);
  const head = leadingTo(text, from, indentOf(at)).join('');
  const tail = following(text, from + at.length, indentOf(at) ?? 0).join('');
  return { text: `${head}${at}${tail}`, offset: head.length + (offset - from) };
}

/**
 * Walks from the line of the place outwards: what is near is kept as it is, and of the rest each line that is indented less
 * than all so far, since it leads there, and the keys beside it.
 */
function leadingTo(text: string, from: number, ownIndent: number | null): readonly string[] {
  let indent = ownIndent ?? Number.POSITIVE_INFINITY;
  const kept: string[] = [];
  let size = 0;
  let beside = 0;
  for (let end = from; end > 0 && (indent > 0 || ownIndent === 0); ) {
    const start = text.lastIndexOf('\n', end - 2) + 1;
    const line = text.slice(start, end);
    const own = indentOf(line);
    end = start;
    if (size <= small) {
      kept.push(line);
      size += line.length;
      if (own !== null && own < indent) indent = own;
      if (size > small) dropTornEnd(kept, indent);
    } else if (own !== null && own < indent) {
      indent = own;
      beside = 0;
      kept.push(line);
    } else if (own === indent && beside++ < mostBeside) kept.push(shortened(line));
  }
  return kept.reverse();
}

/** What is kept as it is begins with a line that something begins with. */
function dropTornEnd(kept: string[], indent: number): void {
  while (kept.length > 0 && (indentOf(kept.at(-1) ?? '') ?? Number.POSITIVE_INFINITY) > indent) kept.pop();
}

/** Lines behind the place that belong to the same mapping, as far as they are near. */
function following(text: string, from: number, indent: number): readonly string[] {
  const lines: string[] = [];
  for (let start = from, size = 0; start < text.length && size < small; ) {
    const line = lineFrom(text, start);
    const own = indentOf(line);
    if (own !== null && own < indent) break;
    lines.push(line);
    start += line.length;
    size += line.length;
  }
  return lines;
}

function lineFrom(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  return text.slice(start, end < 0 ? text.length : end + 1);
}

/** Blanks before the first sign; null for an empty line, a comment, and what closes a bracket. */
function indentOf(line: string): number | null {
  const match = /^( *)(?![\s#\]}]|$)/.exec(line);
  return match === null ? null : (match[1] ?? '').length;
}

/** A line of which nothing goes on in the next one, or else its key alone. */
function shortened(line: string): string {
  if (line.length <= longestBeside && closersOf(line) === '' && line.split(/["']/).length % 2 === 1) return line;
  const match = /^ *[^\s#:,[\]{}]+:(?=\s|$)/.exec(line);
  return match === null ? '' : `${match[0]}\n`;
}

const longestBeside = 200;
