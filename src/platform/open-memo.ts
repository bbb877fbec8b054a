/** The memo that the environment asks for, tied to the code that makes the answers. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Memo } from '../compiler/rego/port.ts';
import { openMemoFolder } from './memo-folder.ts';
import { packageRoot } from './package-root.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Null when it is switched off, when there is no place for it, or when the place is inside of `plant`. */
export function openMemo(environment: Environment, plant: string): Memo | null {
  const folder = memoPath(environment);
  if (folder === null || isInside(folder, plant)) return null;
  const maker = makerOf(environment);
  return maker === null ? null : openMemoFolder(folder, { maker });
}

/** `ZONEWRIGHT_CACHE` as `off` or a path, else the user's cache folder; a relative path means nothing. */
export function memoPath(environment: Environment): string | null {
  const wanted = environment['ZONEWRIGHT_CACHE'] ?? '';
  if (wanted === 'off') return null;
  if (wanted !== '') return path.isAbsolute(wanted) ? path.normalize(wanted) : null;
  const cache = environment['XDG_CACHE_HOME'] ?? '';
  if (path.isAbsolute(cache)) return path.join(cache, 'zonewright', 'answers');
  const home = environment['HOME'] ?? '';
  return path.isAbsolute(home) ? path.join(home, '.cache', 'zonewright', 'answers') : null;
}

function isInside(folder: string, plant: string): boolean {
  const relative = path.relative(realPath(plant), realPath(folder));
  return relative === '' || !(relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative));
}

/** Of a path whose last parts need not exist. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(realPath(parent), path.basename(file));
  }
}

/** A digest of our own code and of the Rego compiler; null for an OPA binary that cannot be told from another. */
function makerOf(environment: Environment): string | null {
  const hash = createHash('sha256');
  try {
    const source = path.join(import.meta.dirname, '..');
    for (const stage of ['algebra', 'compiler', 'model']) {
      const folder = path.join(source, stage);
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
        if (/\.[jt]s$/.test(name)) hash.update(`\n${name}\n`).update(readFileSync(path.join(folder, name)));
    }
    const binary = environment['ZONEWRIGHT_OPA'] ?? '';
    if (binary === '')
      return hash.update(readFileSync(path.join(packageRoot(), 'build', 'rego-compiler.wasm.br'))).digest('hex');
    if (!path.isAbsolute(binary)) return null;
    const { size, mtimeMs, ino } = statSync(binary);
    return hash.update(JSON.stringify([binary, size, mtimeMs, ino])).digest('hex');
  } catch {
    return null;
  }
}
