/** One source line with a caret below it, measured in terminal cells: tabs, wide and unprintable characters count. */
import type { Span } from '../model/span.ts';
import type { Palette } from './palette.ts';
import { escapeText } from './words.ts';

const tabWidth = 4;
/** Cells of source shown on one line. */
const widest = 100;
/** Cells kept on each side of the caret when a line is cut. */
const context = 30;

/** East Asian wide and full-width forms and emoji take two cells. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const combining = /\p{M}/u;

interface Cell {
  readonly text: string;
  readonly width: number;
  /** Whether the character lies in the span. */
  readonly marked: boolean;
}

/** The two lines of an excerpt: the source with its line number, and the caret. */
export function excerptOf(line: string, at: Span, palette: Palette): readonly string[] {
  const cells = cutAround(cellsOf(line, at));
  const number = String(at.line).padStart(6);
  const source = cells.map((cell) => cell.text).join('');
  const before = cells.findIndex((cell) => cell.marked);
  const lead = widthOf(before < 0 ? cells : cells.slice(0, before));
  const carets = Math.max(1, widthOf(cells.filter((cell) => cell.marked)));
  return [
    `${palette.gutter(`${number} |`)} ${source}`.trimEnd(),
    `${palette.gutter(`${' '.repeat(6)} |`)} ${' '.repeat(lead)}${palette.caret('^'.repeat(carets))}`,
  ];
}

function cellsOf(line: string, at: Span): readonly Cell[] {
  const start = at.column - 1;
  const end = at.endLine > at.line ? line.length : at.endColumn - 1;
  // A line can be megabytes long; only what can be shown is measured.
  const from = Math.max(0, start - 2 * widest);
  const to = Math.min(line.length, start + 3 * widest);
  const cells: Cell[] = [];
  let column = from;
  let position = 0;
  for (const character of line.slice(from, to)) {
    const text = character === '\t' ? ' '.repeat(tabWidth - (position % tabWidth)) : escapeText(character);
    const width = combining.test(character) ? 0 : wide.test(character) ? 2 : text.length;
    cells.push({ text, width, marked: column >= start && column < end });
    column += character.length;
    position += width;
  }
  return end >= line.length ? trimMarkedEnd(cells) : cells;
}

/** A span that runs to the end of its line does not underline the blanks there. */
function trimMarkedEnd(cells: readonly Cell[]): readonly Cell[] {
  let length = cells.length;
  while (length > 1 && cells[length - 1]?.text.trim() === '' && cells[length - 2]?.marked === true) length--;
  return cells.slice(0, length);
}

function cutAround(cells: readonly Cell[]): readonly Cell[] {
  if (widthOf(cells) <= widest) return cells;
  const first = Math.max(
    0,
    cells.findIndex((cell) => cell.marked),
  );
  const start = Math.max(0, first - context);
  const shown: Cell[] = start > 0 ? [{ text: '…', width: 1, marked: false }] : [];
  let width = start > 0 ? 1 : 0;
  for (const cell of cells.slice(start)) {
    if (width + cell.width >= widest) return [...shown, { text: '…', width: 1, marked: cell.marked }];
    shown.push(cell);
    width += cell.width;
  }
  return shown;
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}
