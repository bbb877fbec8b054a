/** Finds a plant and reads its files. Nothing in them is executed, and links out of the folder are not followed. */
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PlatformError } from './platform-error.ts';

export interface PlantFolder {
  /** Absolute path. */
  readonly root: string;
  /** YAML files: `plant.yaml` and everything under `zones` and `conduits`. */
  readonly yaml: readonly PlantText[];
  /** Rego files under `policies` that grant something: without tests, and without rules. */
  readonly rego: readonly PlantText[];
  /** Rego files under `policies/rules`, without tests: what the plant asks of itself. */
  readonly rules: readonly PlantText[];
}

export interface PlantText {
  /** Relative to the plant, with `/`. */
  readonly path: string;
  readonly text: string;
}

const yamlFolders = ['zones', 'conduits'];
/** A file above this is not read at all; the compiler has a smaller limit with a finding of its own. */
const largestFile = 256 * 1024 * 1024;

/** Whether a path from the plant's folder is one of its YAML files. */
export function isPlantYaml(name: string): boolean {
  return (
    name === 'plant.yaml' || (yamlFolders.some((folder) => name.startsWith(`${folder}/`)) && /\.ya?ml$/.test(name))
  );
}

/** Whether a path from the plant's folder is Rego that decides; tests of it, and rules about the plant, are not. */
export function isPolicyRego(name: string): boolean {
  return name.startsWith('policies/') && isSource(name) && !isRuleRego(name);
}

/** Whether a path from the plant's folder is a rule about the plant; tests of it are not. */
export function isRuleRego(name: string): boolean {
  return name.startsWith('policies/rules/') && isSource(name);
}

function isSource(name: string): boolean {
  return name.endsWith('.rego') && !name.endsWith('_test.rego');
}

/** Whether a folder is a plant's. */
export function isPlantRoot(folder: string): boolean {
  return existsSync(path.join(folder, 'plant.yaml'));
}

/** The folder at or above `from` that has a `plant.yaml`. */
export function findPlantRoot(from: string): string {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    if (isPlantRoot(folder)) return folder;
    if (path.dirname(folder) === folder) {
      throw new PlatformError(
        'plant/not-found',
        `no plant.yaml in ${from} or above; name the plant's folder with --plant, or make one with \`zonewright init\``,
      );
    }
  }
}

/** The plant in a folder that must itself hold `plant.yaml`. */
export function readPlantFolder(root: string): PlantFolder {
  if (!isPlantRoot(root)) {
    throw new PlatformError('plant/not-found', `${root} has no plant.yaml`);
  }
  const yaml = ['plant.yaml', ...yamlFolders.flatMap((folder) => listPlantFiles(root, folder, isPlantYaml))];
  const rego = listPlantFiles(root, 'policies', isPolicyRego);
  const rules = listPlantFiles(root, 'policies', isRuleRego);
  const readAll = (names: readonly string[]) => names.map((name) => readPlantText(root, name));
  return { root, yaml: readAll(yaml), rego: readAll(rego), rules: readAll(rules) };
}

/** Paths from the plant's folder, with `/`, sorted. */
export function listPlantFiles(root: string, folder: string, wanted: (name: string) => boolean): string[] {
  const absolute = path.join(root, folder);
  if (!existsSync(absolute) || !lstatSync(absolute).isDirectory()) return [];
  return readdirSync(absolute, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return listPlantFiles(root, name, wanted);
      return entry.isFile() && wanted(name) ? [name] : [];
    });
}

export function readPlantText(root: string, name: string): PlantText {
  try {
    const file = path.join(root, name);
    if (statSync(file).size > largestFile) throw new Error(`larger than ${largestFile} bytes`);
    return { path: name, text: readFileSync(file, 'utf8') };
  } catch (cause) {
    throw new PlatformError('file/unreadable', `cannot read ${name}: ${reasonOf(cause)}`, { cause });
  }
}

/** What the system says, without the path that it repeats. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as NodeJS.ErrnoException;
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of its path is no folder',
    ENOSPC: 'the disk is full',
    EROFS: 'the disk is read-only',
  };
  return (code === undefined ? undefined : known[code]) ?? cause.message;
}
