/** One side of a comparison: a plant's folder, or a revision of the repository that it is in. */
import path from 'node:path';
import { sourceLinesOf } from '../diagnostics/source-lines.ts';
import type { Span } from '../model/span.ts';
import { commitOf, readPlantAt } from '../platform/git-plant.ts';
import { findPlantRoot, isPlantRoot, type PlantFolder, readPlantFolder } from '../platform/plant-folder.ts';
import type { CliContext } from './context.ts';

export interface ComparedSide {
  /** As it was asked for. */
  readonly name: string;
  /** Short name of the commit; null for a folder. */
  readonly revision: string | null;
  readonly folder: PlantFolder;
  /** What is written in a place. */
  readonly textAt: (span: Span) => string;
}

/** `reference` null: the plant's folder as it is now. */
export async function loadSide(
  context: CliContext,
  reference: string | null,
  plant: string | undefined,
): Promise<ComparedSide> {
  const folder = reference === null ? null : path.resolve(context.cwd, reference);
  if (reference !== null && folder !== null && isPlantRoot(folder))
    return sideOf(reference, null, readPlantFolder(folder));
  const here = plant === undefined ? findPlantRoot(context.cwd) : path.resolve(context.cwd, plant);
  if (reference === null) return sideOf('the working tree', null, readPlantFolder(here));
  const revision = await commitOf(reference, here);
  return sideOf(reference, revision, await readPlantAt(reference, here));
}

function sideOf(name: string, revision: string | null, folder: PlantFolder): ComparedSide {
  const lines = sourceLinesOf([...folder.yaml, ...folder.rego]);
  return { name, revision, folder, textAt: (span) => textBetween(lines, span) };
}

/** Without the spaces that indentation makes. */
function textBetween(
  lines: ReturnType<typeof sourceLinesOf>,
  { file, line, column, endLine, endColumn }: Span,
): string {
  const texts = Array.from({ length: endLine - line + 1 }, (_, index) => lines(file, line + index) ?? '');
  const cut = texts.map((text, index) => {
    const end = index === texts.length - 1 ? text.slice(0, endColumn - 1) : text;
    return index === 0 ? end.slice(column - 1) : end;
  });
  return cut
    .map((text) => text.trim())
    .join('\n')
    .trim();
}
