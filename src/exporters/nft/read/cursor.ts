/**
 * Walks over the tokens of a ruleset. The first token that does not do is remembered with its place, and from then on
 * there is only the end, so that every loop over tokens ends soon.
 */
import { createRefusals, type Place, type Refusal } from '../../proof/refusal.ts';
import { lineStarts, placeOf, type Token, tokenize } from './tokens.ts';

export interface Cursor {
  readonly peek: () => Token;
  readonly next: () => Token;
  readonly place: () => Place;
  /** Whether the next token is this word or sign; it is taken when it is. */
  readonly take: (text: string) => boolean;
  /** Takes this word or sign, or refuses what is there. */
  readonly expect: (text: string) => void;
  /** Takes a word, or refuses what is there. */
  readonly word: (what: string) => string;
  /** Takes a whole number of at most nine digits, or refuses what is there. */
  readonly number: (what: string) => number;
  readonly string: (what: string) => string;
  /** Takes line ends, and semicolons with them. */
  readonly skipBreaks: () => void;
  /** Refuses the next token. */
  readonly refuse: (expected: string) => void;
  readonly refusal: () => Refusal | null;
  readonly done: () => boolean;
}

export function createCursor(text: string): Cursor {
  const tokens = tokenize(text);
  const starts = lineStarts(text);
  const refusals = createRefusals();
  const end: Token = { kind: 'end', text: 'the end of the file', offset: text.length };
  let index = 0;
  const peek = (): Token => (refusals.first() === null ? (tokens[index] ?? end) : end);
  const place = (): Place => placeOf(starts, peek().offset);
  const refuse = (expected: string): void => refusals.add(place(), `expected ${expected}, found ${describe(peek())}`);
  const next = (): Token => {
    const token = peek();
    index += 1;
    return token;
  };
  const isNext = (text: string): boolean => (peek().kind === 'word' || peek().kind === 'sign') && peek().text === text;
  const take = (text: string): boolean => {
    const found = isNext(text);
    if (found) index += 1;
    return found;
  };
  const ofKind = (kind: Token['kind'], pattern: RegExp, what: string): string => {
    const token = peek();
    if (token.kind === kind && pattern.test(token.text)) return next().text;
    refuse(what);
    return '';
  };
  return {
    peek,
    next,
    place,
    take,
    refuse,
    expect: (text) => {
      if (!take(text)) refuse(`\`${text}\``);
    },
    word: (what) => ofKind('word', /^/, what),
    number: (what) => Number(ofKind('word', /^\d{1,9}$/, what)),
    string: (what) => ofKind('string', /^/, what),
    skipBreaks: () => {
      while (peek().kind === 'break' || isNext(';')) index += 1;
    },
    refusal: refusals.first,
    done: () => peek().kind === 'end',
  };
}

function describe({ kind, text }: Token): string {
  return kind === 'break' || kind === 'end' ? text : `\`${text}\``;
}
