/** Files to trees: YAML syntax, bounds and schema, file by file. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { PlantValidator } from '../schema/plant-validator.ts';
import type { ParseLimits } from './parse-limits.ts';
import { type FileReading, type ReadFile, readFile } from './read-file.ts';
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
export function readDocuments(
  files: readonly SourceFile[],
  validate: PlantValidator,
  limits: ParseLimits,
  read: ReadFile = readFile,
): Documents {
  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return joinReadings(ordered.map((file) => read(file, validate, limits)));
}

/** The documents of readings; of two that declare the same, the first one counts. */
export function joinReadings(readings: readonly FileReading[]): Documents {
  const roots: Tree[] = [];
  const diagnostics: Diagnostic[] = [];
  const broken = new Map<string, ReadonlySet<Tree>[]>();
  const torn = new Set<string>();
  for (const reading of readings) {
    for (const finding of reading.diagnostics) diagnostics.push(finding);
    for (const { tree, sound, broken: faulty } of reading.documents) {
      if (faulty.size > 0) broken.set(reading.path, [...(broken.get(reading.path) ?? []), faulty]);
      if (!sound) torn.add(reading.path);
      roots.push(tree);
    }
  }
  return {
    roots,
    diagnostics,
    isBroken: (tree) => broken.get(tree.source.file)?.some((each) => each.has(tree)) ?? false,
    isTornFile: (file) => torn.has(file),
  };
}
