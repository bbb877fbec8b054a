/** Files to trees: YAML syntax, bounds and schema, file by file. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { PlantValidator } from '../schema/plant-validator.ts';
import { schemaErrorsOf } from '../schema/schema-errors.ts';
import type { ParseLimits } from './parse-limits.ts';
import { readYaml } from './read-yaml.ts';
import type { SourceFile } from './source-file.ts';
import { type SourceText, sourceTextOf, spanOf } from './source-text.ts';
import { treeOf } from './to-tree.ts';
import type { Tree } from './tree.ts';

/** The documents of all files. */
export interface Documents {
  readonly roots: readonly Tree[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the schema has found a fault in a value. */
  readonly isBroken: (tree: Tree) => boolean;
  /** Whether the file of a value has faults of syntax. */
  readonly isTorn: (tree: Tree) => boolean;
}

/** Reads files in order of their paths. A file that cannot be read costs only itself. */
export function readDocuments(files: readonly SourceFile[], validate: PlantValidator, limits: ParseLimits): Documents {
  const roots: Tree[] = [];
  const diagnostics: Diagnostic[] = [];
  const broken = new Set<Tree>();
  const torn = new Set<SourceText>();
  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const file of ordered) {
    const source = sourceTextOf(file.path, file.text.length > limits.fileSize ? '' : file.text);
    if (file.text.length > limits.fileSize) {
      const args = { bytes: file.text.length, limit: limits.fileSize };
      diagnostics.push(diagnose('file/too-large', spanOf({ source, start: 0, end: 0 }), args));
      continue;
    }
    const yaml = readYaml(source, limits);
    for (const finding of yaml.diagnostics) diagnostics.push(finding);
    for (const { contents, sound } of yaml.documents) {
      if (!sound) torn.add(source);
      const converted = contents === null ? null : treeOf(contents, source, limits);
      for (const finding of converted?.diagnostics ?? []) diagnostics.push(finding);
      const tree = converted?.tree ?? null;
      if (tree === null || isNothing(tree)) continue;
      const answer = schemaErrorsOf(tree, validate);
      for (const each of answer.broken) broken.add(each);
      // Where the syntax is wrong, the shape is not what was meant; what the schema says of it would mislead.
      if (sound) for (const finding of answer.diagnostics) diagnostics.push(finding);
      roots.push(tree);
    }
  }
  return { roots, diagnostics, isBroken: (tree) => broken.has(tree), isTorn: (tree) => torn.has(tree.source) };
}

function isNothing(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null;
}
