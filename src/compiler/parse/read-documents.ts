/** Files to trees: YAML syntax, bounds and schema, file by file. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { PlantValidator } from '../schema/plant-validator.ts';
import { schemaErrorsOf } from '../schema/schema-errors.ts';
import type { ParseLimits } from './parse-limits.ts';
import { readTrees } from './read-trees.ts';
import type { SourceFile } from './source-file.ts';
import type { Tree } from './tree.ts';

/** The documents of all files. */
export interface Documents {
  readonly roots: readonly Tree[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the schema has found a fault in a value. */
  readonly isBroken: (tree: Tree) => boolean;
  /** Whether a file has faults of syntax. */
  readonly isTornFile: (file: string) => boolean;
}

/** Reads files in order of their paths. A file that cannot be read costs only itself. */
export function readDocuments(files: readonly SourceFile[], validate: PlantValidator, limits: ParseLimits): Documents {
  const roots: Tree[] = [];
  const diagnostics: Diagnostic[] = [];
  const broken = new Set<Tree>();
  const torn = new Set<string>();
  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const file of ordered) {
    const read = readTrees(file, limits);
    for (const finding of read.diagnostics) diagnostics.push(finding);
    for (const { tree, sound } of read.documents) {
      const answer = schemaErrorsOf(tree, validate, limits.findings);
      for (const each of answer.broken) broken.add(each);
      if (sound) for (const finding of answer.diagnostics) diagnostics.push(finding);
      else torn.add(file.path);
      roots.push(tree);
    }
  }
  return { roots, diagnostics, isBroken: (tree) => broken.has(tree), isTornFile: (file) => torn.has(file) };
}
