/** Text in boxes: no font is measured, so widths are those of wide letters and nothing runs over an edge. */
import { escapeText } from '../../diagnostics/words.ts';

/** Of a usual sans serif font, as parts of its size. */
const letterWidth = 0.56;
const wideLetterWidth = 1.05;

/** Width of a text in pixels. */
function textWidth(text: string, size: number): number {
  return [...text].reduce((sum, letter) => sum + (isWide(letter) ? wideLetterWidth : letterWidth), 0) * size;
}

/** Escaped for a reader, and cut with an ellipsis where it is too long. */
export function fitText(text: string, width: number, size: number): string {
  // Nothing that is longer than this fits, and the work shall not grow with a hostile text.
  const letters = [...escapeText(text.slice(0, width))];
  const full = letters.join('');
  if (text.length <= width && textWidth(full, size) <= width) return full;
  const room = width - textWidth('…', size);
  let used = 0;
  const end = letters.findIndex((letter) => {
    used += textWidth(letter, size);
    return used > room;
  });
  return `${letters.slice(0, end === -1 ? letters.length : end).join('')}…`;
}

/** Lines of at most this width, broken at spaces; what is more than `most` lines is cut. */
export function wrapText(
  text: string,
  { width, size, most }: { readonly width: number; readonly size: number; readonly most: number },
): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of escapeText(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || lines.length === most - 1 || textWidth(longer, size) <= width) {
      line = longer;
      continue;
    }
    lines.push(fitText(line, width, size));
    line = word;
  }
  return [...lines, fitText(line, width, size)];
}

/** Letters of other scripts, emoji and capitals with much ink. */
function isWide(letter: string): boolean {
  return (letter.codePointAt(0) ?? 0) > 0x2e7f || 'MW@%'.includes(letter);
}
