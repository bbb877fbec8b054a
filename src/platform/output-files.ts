/** Writes results: whole files, replaced in one step, so that a reader never sees half of one. */
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolders } from './make-folders.ts';
import { reasonOf } from './plant-folder.ts';
import { PlatformError } from './platform-error.ts';

/** Writes beside the target first and renames then; missing folders are made. */
export function writeOutput(file: string, content: string | Uint8Array): void {
  const temporary = `${file}.${process.pid}.partial`;
  try {
    makeFolders(path.dirname(file));
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch (cause) {
    if (existsSync(temporary)) rmSync(temporary, { force: true });
    throw new PlatformError('file/unwritable', `cannot write ${file}: ${reasonOf(cause)}`, { cause });
  }
}

/** Writes a file that must not exist yet. */
export function writeNewFile(file: string, content: string): void {
  if (existsSync(file)) throw new PlatformError('file/exists', `${file} exists already; nothing was overwritten`);
  writeOutput(file, content);
}
