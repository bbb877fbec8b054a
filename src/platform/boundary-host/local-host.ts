/** This host as the one that a boundary's packets go through. */
import { constants } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { lockFile } from '../lock-file.ts';
import { makeFolders } from '../make-folders.ts';
import { reasonOf } from '../plant-folder.ts';
import { PlatformError } from '../platform-error.ts';
import { searchPath } from '../search-path.ts';
import { type BoundaryHost, type HostRun, lockPatience, outputLimit, runLimit } from './boundary-host.ts';

export function openLocalHost(): BoundaryHost {
  return {
    name: 'this host',
    run,
    read: async (file) => {
      try {
        return await readFile(file);
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw new PlatformError('file/unreadable', `cannot read ${file}: ${reasonOf(cause)}`, { cause });
      }
    },
    makeFolder: (folder) => orUnwritable(`make ${folder}`, async () => makeFolders(folder, 0o750)),
    write: (file, text) => orUnwritable(`write ${file}`, () => replaceDurably(file, text)),
    append: (file, text) => orUnwritable(`append to ${file}`, () => appendDurably(file, text)),
    move: (from, to) =>
      orUnwritable(`rename ${from} to ${to}`, async () => {
        await rename(from, to);
        await syncFolder(path.dirname(to));
      }),
    remove: (file) => orUnwritable(`remove ${file}`, () => rm(file, { force: true })),
    lock: (file) => lockFile(file, lockPatience),
  };
}

async function run([program = '', ...words]: readonly string[], input?: string): Promise<HostRun> {
  const result = await execa(program, words, {
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    reject: false,
    stripFinalNewline: false,
    timeout: runLimit,
    maxBuffer: outputLimit,
    forceKillAfterDelay: 1_000,
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: searchPath() },
  });
  if (result.timedOut) throw new PlatformError('host/timeout', `\`${program}\` was stopped because it took too long`);
  if (result.isMaxBuffer)
    throw new PlatformError('host/output', `\`${program}\` was stopped because it wrote too much`);
  const { exitCode, code, signal } = result;
  if (exitCode !== undefined) return { exitCode, stdout: result.stdout ?? '', stderr: result.stderr ?? '' };
  if (code === 'ENOENT') throw new PlatformError('host/no-program', `\`${program}\` is not installed on this host`);
  throw new PlatformError(
    'host/no-program',
    `\`${program}\` could not be run: ${code ?? signal ?? 'it did not start'}`,
  );
}

async function orUnwritable(what: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    throw new PlatformError('file/unwritable', `cannot ${what}: ${reasonOf(cause)}`, { cause });
  }
}

/** Beside the file first, so that a disk that is full or a power that fails leaves the file as it was. */
async function replaceDurably(file: string, text: string): Promise<void> {
  const temporary = `${file}.partial`;
  try {
    const handle = await open(temporary, 'w', 0o640);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
  await syncFolder(path.dirname(file));
}

async function appendDurably(file: string, text: string): Promise<void> {
  // A link in the file's place could make root write into a file of somebody else's choice.
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  const handle = await open(file, flags, 0o640);
  try {
    await handle.appendFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(path.dirname(file));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
