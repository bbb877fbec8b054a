/** Text inside Markdown (CommonMark 0.31): nothing that a plant's files say can end a span, a cell or a comment, or become HTML. */
import { escapeText } from '../diagnostics/words.ts';

/** In a code span, whose fence is longer than any run of backticks in it. */
export function code(text: string): string {
  const clean = escapeText(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${clean}${space}${fence}`;
}

/** Lines as a block of code, whose fence is longer than any run of backticks in them. */
export function fenced(lines: readonly string[], language: string): readonly string[] {
  const clean = lines.map(escapeText);
  const longest = Math.max(2, ...clean.flatMap((line) => [...line.matchAll(/`+/g)].map((run) => run[0].length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...clean, fence];
}

/** Plain words; every sign that Markdown or HTML could read is written as itself. */
export function words(text: string): string {
  return escapeText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]()#+!|~@-]/g, (sign) => `\\${sign}`);
}
