/**
 * Words of messages: input in backticks, cut to a length and escaped, so that hostile text in a plant's files
 * can neither flood a report nor paint a terminal.
 */

const longestQuote = 64;

/** Control, format (bidirectional and zero-width) and separator characters, lone surrogates, and private use. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/** Replaces everything that does not show as itself by `\xNN` or `\u{N}`. */
export function escapeText(text: string): string {
  return text.replace(unprintable, escapeCharacter);
}

/** Input as it stands in a message: in backticks, escaped, at most 64 characters. */
export function quote(text: string | number): string {
  return `\`${cutText(String(text), longestQuote)}\``;
}

/** Text from another tool in a message: on one line, escaped, cut, without its final period. */
export function foreignText(text: string): string {
  return cutText(text.replace(/\s+/g, ' ').trim(), 400).replace(/[.\s]+$/, '');
}

/** Fields of a plant's file to be written as they are, in backticks, which may be longer than a quote. */
export function codeWords(text: string): string {
  return `\`${foreignText(text)}\``;
}

/** `a`, `a or b`, `a, b or c`. */
export function joinAlternatives(items: readonly string[]): string {
  const last = items.at(-1) ?? 'nothing';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} or ${last}`;
}

/** `a`, `a and b`, `a, b and c`; after `limit` items `and N more`. */
export function joinWords(items: readonly string[], limit: number = 8): string {
  const shown = items.length > limit ? [...items.slice(0, limit), `${items.length - limit} more`] : items;
  const last = shown.at(-1) ?? 'nothing';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

/** A noun with its indefinite article. */
export function withArticle(noun: string): string {
  return `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** As `1 zone` and `2 zones`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** A fix that names the likeliest spelling, or what else to do. */
export function didYouMean(suggestion: string | null, otherwise: string): string {
  return suggestion === null ? otherwise : `did you mean ${quote(suggestion)}?`;
}

function cutText(text: string, length: number): string {
  // The input is cut before it is escaped, so that the work does not grow with it.
  const characters = [...text.slice(0, length * 2 + 2)];
  const cut = characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : characters.join('');
  return escapeText(cut).replaceAll('`', '\\x60');
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\t') return '\\t';
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
