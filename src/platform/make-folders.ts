/** Folders above a file. */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/**
 * One level at a time: where the kernel says that a folder is not there although the one above it is, as under `/proc`,
 * Node.js 24 tries both again without an end. `mode` is that of every folder that is made.
 */
export function makeFolders(folder: string, mode: number = 0o777): void {
  if (existsSync(folder)) return;
  makeFolders(path.dirname(folder), mode);
  mkdirSync(folder, { mode });
}
