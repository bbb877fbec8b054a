/** Offsets of a text as lines and columns. */
import type { Span } from '../../model/span.ts';

/** A text whose lines are known. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
}

/** Something that was written at a place. */
export interface Located {
  readonly source: SourceText;
  readonly start: number;
  /** Offset just behind the last character. */
  readonly end: number;
}

/** Finds the lines of a text; a byte order mark is no part of it, as editors do not count it. */
export function sourceTextOf(file: string, text: string): SourceText {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const lineStarts = [0];
  for (const match of body.matchAll(/\r\n|\n|\r/g)) lineStarts.push(match.index + match[0].length);
  return { file, text: body, lineStarts };
}

/** Where it stands, as lines and columns. */
export function spanOf(located: Located): Span {
  const { source, start, end } = located;
  const line = lineAt(source.lineStarts, start);
  const endLine = lineAt(source.lineStarts, end);
  return {
    file: source.file,
    line,
    column: start - (source.lineStarts[line - 1] ?? 0) + 1,
    endLine,
    endColumn: end - (source.lineStarts[endLine - 1] ?? 0) + 1,
  };
}

/** 1-based line of an offset, by binary search. */
function lineAt(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}
