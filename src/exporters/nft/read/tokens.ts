/** Cuts the text of a ruleset into words, strings, signs and line ends; comments are left out. */
import type { Place } from '../../proof/refusal.ts';

export interface Token {
  readonly kind: 'word' | 'string' | 'sign' | 'break' | 'end' | 'unknown';
  readonly text: string;
  readonly offset: number;
}

const pattern =
  /[ \t\r]+|#[^\n]*|(?<break>\n)|"(?<string>[^"\n]*)"|(?<word>[A-Za-z0-9_][A-Za-z0-9_.:/-]*|::[A-Za-z0-9_.:/-]*)|(?<sign>[!=<>]=|[{}();,.:=<>&|@/])/y;

/** Every token; the last one is the end, or the first that is none. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match === null) return [...tokens, { kind: 'unknown', text: text.slice(offset, offset + 20), offset }];
    const { word, sign, string, break: lineEnd } = match.groups ?? {};
    if (word !== undefined) tokens.push({ kind: 'word', text: word, offset });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, offset });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string, offset });
    else if (lineEnd !== undefined) tokens.push({ kind: 'break', text: 'the end of the line', offset });
    offset = pattern.lastIndex;
  }
  return [...tokens, { kind: 'end', text: 'the end of the file', offset }];
}

/** Starts of lines of a text, for {@link placeOf}. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** `line 12, column 3`, both from 1. */
export function placeOf(starts: readonly number[], offset: number): Place {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return `line ${low + 1}, column ${offset - (starts[low] ?? 0) + 1}`;
}
