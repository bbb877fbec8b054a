/** One file to trees: its size, its YAML syntax, its bounds. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { ParseLimits } from './parse-limits.ts';
import { readYaml } from './read-yaml.ts';
import type { SourceFile } from './source-file.ts';
import { sourceTextOf, spanOf } from './source-text.ts';
import { treeOf } from './to-tree.ts';
import type { Tree } from './tree.ts';

/** The documents of one file, and what is wrong with its YAML. */
export interface FileTrees {
  /** Without those that are empty or break a bound; `sound` when the syntax has no fault. */
  readonly documents: readonly { readonly tree: Tree; readonly sound: boolean }[];
  readonly diagnostics: readonly Diagnostic[];
}

export function readTrees({ path, text }: SourceFile, limits: ParseLimits): FileTrees {
  if (text.length > limits.fileSize) {
    const at = spanOf({ source: sourceTextOf(path, ''), start: 0, end: 0 });
    const args = { bytes: text.length, limit: limits.fileSize };
    return { documents: [], diagnostics: [diagnose('file/too-large', at, args)] };
  }
  const source = sourceTextOf(path, text);
  const yaml = readYaml(source, limits);
  const converted = yaml.documents.map(({ contents, sound }) => ({ ...treeOf(contents, source, limits), sound }));
  return {
    documents: converted.flatMap(({ tree, sound }) => (tree === null || isNothing(tree) ? [] : [{ tree, sound }])),
    diagnostics: [...yaml.diagnostics, ...converted.flatMap((each) => each.diagnostics)],
  };
}

function isNothing(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null;
}
