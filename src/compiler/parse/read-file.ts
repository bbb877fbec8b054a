/** One file to its documents: YAML syntax, bounds and schema. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { PlantValidator } from '../schema/plant-validator.ts';
import { schemaErrorsOf } from '../schema/schema-errors.ts';
import type { ParseLimits } from './parse-limits.ts';
import { readTrees } from './read-trees.ts';
import type { SourceFile } from './source-file.ts';
import type { Tree } from './tree.ts';

/** What one file holds, and what is wrong with it as a file. */
export interface FileReading {
  readonly path: string;
  /** Without those that are empty or break a bound. */
  readonly documents: readonly ReadDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface ReadDocument {
  readonly tree: Tree;
  /** Whether its syntax has no fault, so that its shape is what was meant. */
  readonly sound: boolean;
  /** Values in which the schema has found a fault, up to the root. */
  readonly broken: ReadonlySet<Tree>;
}

/** Reads one file; a function of its arguments alone, so that what it gives can be kept. */
export type ReadFile = (file: SourceFile, validate: PlantValidator, limits: ParseLimits) => FileReading;

export const readFile: ReadFile = (file, validate, limits) => {
  const { path } = file;
  const trees = readTrees(file, limits);
  const found = [...trees.diagnostics];
  const documents = trees.documents.map(({ tree, sound }): ReadDocument => {
    const answer = schemaErrorsOf(tree, validate, limits.findings);
    if (sound) for (const finding of answer.diagnostics) found.push(finding);
    return { tree, sound, broken: answer.broken };
  });
  return { path, documents, diagnostics: found };
};

/** Gives what was read before where a file has the same text, so that a change costs what it touches. */
export function rememberFiles(): ReadFile {
  const known = new Map<string, { readonly text: string; readonly reading: FileReading }>();
  return (file, validate, limits) => {
    const before = known.get(file.path);
    if (before?.text === file.text) return before.reading;
    const reading = readFile(file, validate, limits);
    known.set(file.path, { text: file.text, reading });
    return reading;
  };
}
