/** Signs of YAML that a tree does not show: anchors, aliases, and brackets that are still open. */
import { Lexer } from 'yaml';
import type { Located, SourceText } from './source-text.ts';

/** `&name` or `*name`, located from its sign on. */
export interface NameSign extends Located {
  readonly kind: 'anchor' | 'alias';
  readonly name: string;
}

/** The anchors and aliases of a text, in order. */
export function nameSignsOf(source: SourceText): readonly NameSign[] {
  const signs: NameSign[] = [];
  for (const { lexeme, start } of lexemesOf(source.text)) {
    const kind = lexeme.startsWith('&') ? 'anchor' : lexeme.startsWith('*') ? 'alias' : null;
    if (kind === null || lexeme.length < 2) continue;
    signs.push({ source, start, end: start + lexeme.length, kind, name: lexeme.slice(1) });
  }
  return signs;
}

/** What closes the brackets that a text leaves open, the innermost first. */
export function closersOf(text: string): string {
  let closers = '';
  for (const { lexeme } of lexemesOf(text)) {
    if (lexeme === '[') closers = `]${closers}`;
    else if (lexeme === '{') closers = `}${closers}`;
    else if (lexeme === ']' || lexeme === '}') closers = closers.slice(1);
  }
  return closers;
}

/** Scalars are no lexemes here: what stands in them means nothing to YAML. */
function* lexemesOf(text: string): Generator<{ readonly lexeme: string; readonly start: number }> {
  let start = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (isControl(lexeme)) {
      isScalar = lexeme === scalarFollows;
      continue;
    }
    if (!isScalar) yield { lexeme, start };
    isScalar = false;
    start += lexeme.length;
  }
}

/** The lexer says with control characters what follows; they stand in no text. */
const scalarFollows = '\u001f';

function isControl(lexeme: string): boolean {
  return lexeme === scalarFollows || lexeme === '\u0002' || lexeme === '\u0018';
}
