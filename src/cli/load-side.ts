/** One side of a comparison: a plant's folder, or a revision of the repository that it is in. */
import path from 'node:path';
import type { CheckedPlant } from '../compiler/compile.ts';
import { sourceLinesOf } from '../diagnostics/source-lines.ts';
import type { Span } from '../model/span.ts';
import { commitOf, readPlantAt } from '../platform/git-plant.ts';
import { findPlantRoot, isPlantRoot, type PlantFolder, readPlantFolder } from '../platform/plant-folder.ts';
import type { CliContext } from './context.ts';
import { checkFolder, type LoadedPlant } from './load-plant.ts';

export interface ComparedSide extends LoadedPlant<CheckedPlant> {
  /** As it was asked for. */
  readonly name: string;
  /** Null for a folder. */
  readonly revision: string | null;
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
  if (folder !== null && isPlantRoot(folder)) return sideOf(context, reference ?? '', null, readPlantFolder(folder));
  const here = plant === undefined ? findPlantRoot(context.cwd) : path.resolve(context.cwd, plant);
  if (reference === null) return sideOf(context, 'the working tree', null, readPlantFolder(here));
  const revision = await commitOf(reference, here);
  return sideOf(context, reference, revision, await readPlantAt(reference, here));
}

async function sideOf(
  context: CliContext,
  name: string,
  revision: string | null,
  folder: PlantFolder,
): Promise<ComparedSide> {
  const lines = sourceLinesOf([...folder.yaml, ...folder.rego]);
  return { ...(await checkFolder(context, folder)), name, revision, textAt: (span) => textBetween(lines, span) };
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
