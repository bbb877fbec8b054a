/** A plant with what an editor has open in place of what is on the disk. Nothing is written. */
import { existsSync, lstatSync } from 'node:fs';
import path from 'node:path';
import {
  isPlantYaml,
  isPolicyRego,
  isRuleRego,
  listPlantFiles,
  type PlantFolder,
  type PlantText,
  readPlantText,
} from './plant-folder.ts';
import { PlatformError } from './platform-error.ts';

/** Texts by path from the plant's folder, with `/`. */
export type OpenTexts = ReadonlyMap<string, string>;

/** Also the files of policy tests. */
export interface OpenPlantFolder extends PlantFolder {
  readonly tests: readonly PlantText[];
}

const folders = ['conduits', 'policies', 'tests', 'zones'];

/** Whether a path from a plant's folder is a file of policy tests. */
function isTestYaml(name: string): boolean {
  return name.startsWith('tests/') && /\.ya?ml$/.test(name);
}

/** Whether a path from the plant's folder is looked at by the plant's language server. */
export function isPlantFile(name: string): boolean {
  return isPlantYaml(name) || isTestYaml(name) || isPolicyRego(name) || isRuleRego(name);
}

/** Reads a plant; a new file that was never saved counts as the others do, links do not. */
export function readOpenPlantFolder(root: string, open: OpenTexts): OpenPlantFolder {
  const onDisk = existsSync(path.join(root, 'plant.yaml')) ? ['plant.yaml'] : [];
  for (const folder of folders) onDisk.push(...listPlantFiles(root, folder, isPlantFile));
  const opened = [...open.keys()].filter((name) => isPlantFile(name) && !isLink(path.join(root, name)));
  const names = [...new Set([...onDisk, ...opened])].sort();
  if (!names.includes('plant.yaml')) throw new PlatformError('plant/not-found', `${root} has no plant.yaml any more`);
  const texts = names.flatMap((name) => textOf(root, name, open));
  const those = (wanted: (name: string) => boolean) => texts.filter((each) => wanted(each.path));
  return {
    root,
    yaml: those(isPlantYaml),
    rego: those(isPolicyRego),
    rules: those(isRuleRego),
    tests: those(isTestYaml),
  };
}

/** A file that went away since it was listed is not there. */
function textOf(root: string, name: string, open: OpenTexts): readonly PlantText[] {
  const text = open.get(name);
  if (text !== undefined) return [{ path: name, text }];
  return existsSync(path.join(root, name)) ? [readPlantText(root, name)] : [];
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
