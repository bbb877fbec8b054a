/** Opens captures and logs for reading in pieces; folders and globs are expanded, `-` is standard input. */
import { createReadStream, globSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { reasonOf } from './plant-folder.ts';
import { PlatformError } from './platform-error.ts';

export interface FlowFile {
  /** As the user wrote it, relative to the working folder; `-` for standard input. */
  readonly name: string;
  /** Where it lies; null for standard input. */
  readonly path: string | null;
  /** Null when it is not known beforehand. */
  readonly bytes: number | null;
  readonly open: () => AsyncIterable<Uint8Array>;
  /** The first bytes, up to 8 KiB; none of standard input, which cannot be read twice. */
  readonly head: () => Promise<Uint8Array>;
}

/** The files that the arguments stand for, sorted and without repetition. */
export function listFlowFiles(args: readonly string[], folder: string): readonly FlowFile[] {
  const files = new Map<string, FlowFile>();
  for (const arg of args) for (const file of expand(arg, folder)) files.set(file.name, file);
  return [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether the word names a file that is there. */
export function isFlowFile(word: string, folder: string): boolean {
  return statSync(path.resolve(folder, word), { throwIfNoEntry: false })?.isFile() === true;
}

function expand(arg: string, folder: string): readonly FlowFile[] {
  if (arg === '-')
    return [{ name: '-', path: null, bytes: null, open: () => process.stdin, head: async () => new Uint8Array() }];
  const absolute = path.resolve(folder, arg);
  const status = statSync(absolute, { throwIfNoEntry: false });
  if (status?.isDirectory()) {
    const inside = globSync('**/*', { cwd: absolute, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => path.join(entry.parentPath, entry.name));
    if (inside.length === 0) throw new PlatformError('flows/empty', `${arg} holds no files`);
    return inside.map((file) => flowFile(file, folder));
  }
  if (status !== undefined) return [flowFile(absolute, folder)];
  const matches = globSync(arg, { cwd: folder }).map((match) => path.resolve(folder, match));
  const found = matches.filter((match) => statSync(match).isFile());
  if (found.length === 0) throw new PlatformError('file/unreadable', `cannot read ${arg}: there is no such file`);
  return found.map((file) => flowFile(file, folder));
}

function flowFile(absolute: string, folder: string): FlowFile {
  const relative = path.relative(folder, absolute).split(path.sep).join('/');
  const name = relative.startsWith('../../..') ? absolute : relative;
  return {
    name,
    path: absolute,
    bytes: statSync(absolute).size,
    open: () => read(absolute, name),
    head: () => readHead(absolute, name),
  };
}

async function* read(absolute: string, name: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(absolute, { highWaterMark: 1024 * 1024 })) yield chunk as Uint8Array;
  } catch (cause) {
    throw new PlatformError('file/unreadable', `cannot read ${name}: ${reasonOf(cause)}`, { cause });
  }
}

async function readHead(absolute: string, name: string): Promise<Uint8Array> {
  try {
    const file = await open(absolute);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(8192), 0, 8192, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new PlatformError('file/unreadable', `cannot read ${name}: ${reasonOf(cause)}`, { cause });
  }
}
