/** Text to YAML documents, with bounds on size, nesting and faults that hold while the text is read. */
import { Composer, type Document, Lexer, type ParsedNode, Parser } from 'yaml';
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { ParseLimits } from './parse-limits.ts';
import { type Located, type SourceText, spanOf } from './source-text.ts';

/** The documents of one file, and what is wrong with its syntax. */
export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One document; `sound` when its syntax has no fault, so that its shape is what was meant. */
interface YamlDocument {
  readonly contents: ParsedNode | null;
  readonly sound: boolean;
}

/** Messages of the YAML reader repeat the text that they speak of, whatever its length. */
const longestMessage = 400;

type CstToken = Parser['stack'][number];

/** Stops the YAML reader, which cannot be asked to stop, when a file has too many faults to list. */
class TooManyFaults extends Error {}

/** Reads every document of a text. */
export function readYaml(source: SourceText, limits: ParseLimits): YamlFile {
  const tokens = tokensOf(source, limits);
  if ('code' in tokens) return { documents: [], diagnostics: [tokens] };
  const documents: YamlDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  try {
    for (const document of compose(tokens, source, limits)) {
      for (const finding of syntaxFindings(document, source)) diagnostics.push(finding);
      documents.push({ contents: document.contents, sound: document.errors.length === 0 });
    }
  } catch (error) {
    const at = spanOf({ source, start: 0, end: 0 });
    if (error instanceof TooManyFaults) diagnostics.push(tooMany('faults of syntax in one file', limits.findings, at));
    else
      diagnostics.push(diagnose('yaml/syntax', at, { message: error instanceof Error ? error.message : 'unreadable' }));
  }
  return { documents, diagnostics };
}

/** The concrete syntax, or the finding that says which bound it breaks. */
function tokensOf(source: SourceText, limits: ParseLimits): readonly CstToken[] | Diagnostic {
  const parser = new Parser();
  const tokens: CstToken[] = [];
  const here = () => spanOf({ source, start: parser.offset, end: parser.offset });
  let lexemes = 0;
  let nodes = 0;
  let faults = 0;
  for (const lexeme of new Lexer().lex(source.text)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === 'error') faults++;
    }
    if (startsNode(lexeme)) nodes++;
    // A document holds its open collections on the stack, so the height of the stack is the nesting.
    if (parser.stack.length > limits.depth + 1) return tooMany('levels of nesting', limits.depth, here());
    if (nodes > limits.writtenNodes) return tooMany('values in one file', limits.writtenNodes, here());
    if (++lexemes > limits.lexemes) return tooMany('words and signs in one file', limits.lexemes, here());
    if (faults > limits.findings) return tooMany('faults of syntax in one file', limits.findings, here());
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** Every value costs at least one of these. */
function startsNode(lexeme: string): boolean {
  switch (lexeme) {
    case '-':
    case '?':
    case ':':
    case ',':
    case '[':
    case '{':
      return true;
    default:
      return false;
  }
}

function compose(
  tokens: readonly CstToken[],
  source: SourceText,
  limits: ParseLimits,
): Generator<Document.Parsed, void> {
  // Scalars stay text here, and keys are compared by the reader of trees, in linear time.
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, resolveKnownTags: false });
  const report: (...fault: readonly unknown[]) => void = composer['onError'];
  let faults = 0;
  composer['onError'] = (...fault: readonly unknown[]) => {
    if (++faults > limits.findings) throw new TooManyFaults();
    report(...fault);
  };
  return composer.compose(tokens, true, source.text.length);
}

function* syntaxFindings(document: Document.Parsed, source: SourceText): Generator<Diagnostic> {
  for (const { pos, message } of document.errors)
    yield diagnose('yaml/syntax', spanOf(within(source, pos)), { message: message.slice(0, longestMessage) });
  for (const { pos, message, code } of document.warnings) {
    const at = within(source, pos);
    const tag = source.text.slice(at.start, Math.min(at.end, at.start + 200));
    if (code === 'TAG_RESOLVE_FAILED') yield diagnose('yaml/tag', spanOf(at), { tag });
    else yield diagnose('yaml/syntax', spanOf(at), { message: message.slice(0, longestMessage) });
  }
}

/** A position of the YAML reader, which may lie behind the end of the text. */
function within(source: SourceText, [from, to]: readonly [number, number]): Located {
  const start = Math.max(0, Math.min(from, source.text.length));
  return { source, start, end: Math.max(start, Math.min(to, source.text.length)) };
}

function tooMany(what: string, limit: number, at: Diagnostic['at']): Diagnostic {
  return diagnose('limit/exceeded', at, { what, limit });
}
