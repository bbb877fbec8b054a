/**
 * A memo in the user's cache folder: one file per answer, each with a checksum, the ones that were not used for longest
 * dropped when they become too many. Whatever goes wrong with it is as if nothing had been kept.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Memo } from '../compiler/rego/port.ts';

export interface MemoFolderOptions {
  /** Says which code makes the answers; those of other code are never found. */
  readonly maker: string;
  readonly limitBytes?: number;
}

/** The memo in a folder of the user's own; null when the folder cannot be had or others can write to it. */
export function openMemoFolder(folder: string, options: MemoFolderOptions): Memo | null {
  if (!isOwnFolder(folder)) return null;
  const { maker, limitBytes = 256 * 1024 * 1024 } = options;
  const fileOf = (key: string): string => path.join(folder, `${digest(`${maker}\n${key}`)}${ending}`);
  return {
    get: (key) => readEntry(fileOf(key)),
    put: (key, text) => {
      if (text.length > limitBytes / 4) return;
      try {
        writeEntry(fileOf(key), text);
        dropOldest(folder, limitBytes);
      } catch {
        // A full disk or a folder that went away: the next run works it out again.
      }
    },
  };
}

const ending = '.memo';

/** An answer decides what is allowed, so nobody else may be able to place one. */
function isOwnFolder(folder: string): boolean {
  try {
    makeFolder(folder);
    const found = lstatSync(folder);
    if (!found.isDirectory()) return false;
    return process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o022) === 0);
  } catch {
    return false;
  }
}

/** With its parents. Node.js's own way to do that never ends below `/proc`. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder, { mode: 0o700 });
}

function readEntry(file: string): string | undefined {
  try {
    const bytes = readFileSync(file);
    const end = bytes.indexOf(0x0a);
    const text = bytes.subarray(end + 1);
    if (end !== checksumLength || digest(text) !== bytes.toString('latin1', 0, end)) return undefined;
    const now = new Date();
    utimesSync(file, now, now);
    return text.toString('utf8');
  } catch {
    return undefined;
  }
}

function writeEntry(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.partial`;
  try {
    writeFileSync(temporary, `${digest(text)}\n${text}`, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Also files that a run left half written. */
function dropOldest(folder: string, limitBytes: number): void {
  const entries = readdirSync(folder)
    .filter((name) => name.endsWith(ending) || name.endsWith('.partial'))
    .flatMap((name) => {
      const file = path.join(folder, name);
      const found = statSync(file, { throwIfNoEntry: false });
      return found === undefined ? [] : [{ file, size: found.size, used: found.mtimeMs }];
    })
    .sort((a, b) => b.used - a.used);
  let bytes = 0;
  for (const { file, size } of entries) {
    bytes += size;
    if (bytes > limitBytes) rmSync(file, { force: true });
  }
}

const checksumLength = 64;

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
