/** The spelling that a finding proposes, as a change of the text it points at. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceLines } from '../diagnostics/source-lines.ts';
import type { Span } from '../model/span.ts';

export interface QuickFix {
  readonly at: Span;
  readonly text: string;
}

/** Null where a finding proposes nothing, or where it is not certain which part of the text is meant. */
export function quickFixOf({ at, args }: Diagnostic, lines: SourceLines): QuickFix | null {
  const facts = args as Readonly<Record<string, unknown>>;
  const { suggestion } = facts;
  if (at === null || at.line !== at.endLine || typeof suggestion !== 'string') return null;
  const written = lines(at.file, at.line)?.slice(at.column - 1, at.endColumn - 1) ?? '';
  const wrong = Object.values(facts)
    .filter((each): each is string => typeof each === 'string' && each !== '' && each !== suggestion)
    .filter((each) => written.split(each).length === 2)
    .sort((a, b) => b.length - a.length)[0];
  if (wrong === undefined) return null;
  const column = at.column + written.indexOf(wrong);
  return { at: { ...at, column, endColumn: column + wrong.length }, text: suggestion };
}
