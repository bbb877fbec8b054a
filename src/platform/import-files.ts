/** Files of other tools, and the folder that a plant is imported into. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type PlantText, reasonOf } from './plant-folder.ts';
import { PlatformError } from './platform-error.ts';

/** A file above this is not read at all; the compiler has a smaller limit with a finding of its own. */
const largestFile = 256 * 1024 * 1024;

/** Reads files by the names that they were given, which messages repeat. */
export function readForeignFiles(names: readonly string[], cwd: string): readonly PlantText[] {
  const again = names.find((name, index) => names.findIndex((each) => samePath(each, name, cwd)) < index);
  if (again !== undefined) throw new PlatformError('usage', `${again} is named twice; name each file once`);
  return names.map((name) => readForeignFile(name, cwd));
}

function readForeignFile(name: string, cwd: string): PlantText {
  const file = path.resolve(cwd, name);
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) throw new Error('it is a folder; name the file in it that describes the plant');
    if (!stat.isFile()) throw new Error('it is no file');
    if (stat.size > largestFile) throw new Error(`larger than ${largestFile} bytes`);
    return { path: name, text: readFileSync(file, 'utf8') };
  } catch (cause) {
    throw new PlatformError('file/unreadable', `cannot read ${name}: ${reasonOf(cause)}`, { cause });
  }
}

function samePath(a: string, b: string, cwd: string): boolean {
  return path.resolve(cwd, a) === path.resolve(cwd, b);
}

/** A folder that a plant may be written into is not there yet, or holds nothing but a repository without files. */
export function refuseOccupied(folder: string, name: string): void {
  if (!existsSync(folder)) return;
  const found = namesIn(folder, name).find((each) => each !== '.git');
  if (found === undefined) return;
  throw new PlatformError(
    'file/exists',
    `${name} is not empty (it holds ${found}), and nothing in it is overwritten; name a new folder with --out`,
  );
}

function namesIn(folder: string, name: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    throw new PlatformError('file/exists', `${name} is no folder: ${reasonOf(cause)}`, { cause });
  }
}
