/** Files to documents with the format of each, found by what is in them unless it is told. */
import { type Checked, type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { joinWords } from '../../diagnostics/words.ts';
import type { ParseLimits } from '../parse/parse-limits.ts';
import { readTrees } from '../parse/read-trees.ts';
import type { SourceFile } from '../parse/source-file.ts';
import { sourceTextOf, spanOf } from '../parse/source-text.ts';
import { entriesOf, entryAt, type Tree } from '../parse/tree.ts';
import type { ForeignFormat } from './formats/format.ts';
import { foreignFormats } from './formats/registry.ts';

export interface SourceDocument {
  readonly tree: Tree;
  readonly format: ForeignFormat;
}

/** One document per file; null when there is a file that cannot be read as one. */
export function readSources(
  files: readonly SourceFile[],
  format: ForeignFormat | null,
  limits: ParseLimits,
): Checked<readonly SourceDocument[] | null> {
  const documents: SourceDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const read = readTrees(file, limits);
    diagnostics.push(...read.diagnostics);
    const [first, second] = read.documents;
    if (second !== undefined) diagnostics.push(diagnose('import/several-documents', spanOf(second.tree), {}));
    if (read.diagnostics.length > 0 || second !== undefined) continue;
    const recognised = recognise(first?.tree ?? null, format);
    if (typeof recognised !== 'string' && first !== undefined) {
      documents.push({ tree: first.tree, format: recognised });
      continue;
    }
    const at = spanOf(first?.tree ?? { source: sourceTextOf(file.path, file.text), start: 0, end: 0 });
    const allowed = foreignFormats.map(({ name }) => name);
    diagnostics.push(diagnose('import/unknown-format', startOf(at), { found: String(recognised), allowed }));
  }
  return { value: diagnostics.length > 0 ? null : documents, diagnostics };
}

/** The format of a document, or what is there instead. */
function recognise(tree: Tree | null, told: ForeignFormat | null): ForeignFormat | string {
  if (tree === null) return 'there is nothing in it';
  if (tree.kind === 'list') return 'it is a list, and no mapping';
  if (tree.kind === 'scalar') return 'it is a single value, and no mapping';
  if (entryAt(tree, 'plant') !== null) return 'it names a plant as files of Zonewright do, and those need no import';
  const foreign = `its keys are ${joinWords(entriesOf(tree).map(({ key }) => key))}`;
  if (told !== null) return told.signs(tree) > 0 ? told : `it shows no sign of ${told.title}, ${foreign}`;
  const signs = foreignFormats.map((format) => ({ format, count: format.signs(tree) }));
  const most = Math.max(...signs.map(({ count }) => count));
  const [likeliest, other] = signs.filter(({ count }) => count === most);
  if (likeliest === undefined || most === 0) return foreign;
  return other === undefined ? likeliest.format : `it may be ${likeliest.format.title} or ${other.format.title}`;
}

/** A whole document is no place to look at; its first line is. */
function startOf(at: ReturnType<typeof spanOf>): ReturnType<typeof spanOf> {
  return { ...at, endLine: at.line, endColumn: at.column + 1 };
}
