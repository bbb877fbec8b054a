/** Reads a file that grows, and goes on with its successor when it is rotated, as `tail -F` does. */
import type { Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { pause } from './pause.ts';
import { reasonOf } from './plant-folder.ts';
import { PlatformError } from './platform-error.ts';

/** When to look again, and when to stop. */
export interface FollowOptions {
  /** Milliseconds between two looks at a file that has not grown. */
  readonly everyMillis: number;
  readonly signal: AbortSignal;
}

/** Bytes as they come; an empty chunk says that nothing has come since the last look. */
type GrowingBytes = AsyncIterable<Uint8Array>;

const chunkBytes = 256 * 1024;

/** How far a file was read. */
interface Progress {
  readonly opened: Stats;
  at: number;
  isReplaced: boolean;
}

/**
 * The contents of the file one after the other: a new one begins when the name stands for another file, or the file
 * has become shorter. One that is left before its end is not read again. Ends when the signal says so.
 */
export async function* followFile(
  absolute: string,
  name: string,
  options: FollowOptions,
): AsyncGenerator<GrowingBytes> {
  const { signal, everyMillis } = options;
  for (let first = true; !signal.aborted; first = false) {
    const file = await openWhenThere(absolute, name, first);
    if (file === null) {
      await pause(everyMillis, signal);
      continue;
    }
    const progress: Progress = { opened: await file.stat(), at: 0, isReplaced: false };
    yield readUntilReplaced(file, absolute, progress, options);
    while (!progress.isReplaced && !signal.aborted) {
      await pause(everyMillis, signal);
      await lookForAnother(absolute, progress);
    }
  }
}

/** Between the rename and the new file there is none for a moment; at the beginning that is an error. */
async function openWhenThere(absolute: string, name: string, isRequired: boolean): Promise<FileHandle | null> {
  try {
    return await open(absolute);
  } catch (cause) {
    if (!isRequired && (cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new PlatformError('file/unreadable', `cannot read ${name}: ${reasonOf(cause)}`, { cause });
  }
}

async function* readUntilReplaced(
  file: FileHandle,
  absolute: string,
  progress: Progress,
  { signal, everyMillis }: FollowOptions,
): AsyncGenerator<Uint8Array> {
  try {
    while (!signal.aborted) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(chunkBytes), 0, chunkBytes, progress.at);
      progress.at += bytesRead;
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
      else if (progress.isReplaced) return;
      else {
        // What was written between the last read and the rotation is read before the old file is left.
        await lookForAnother(absolute, progress);
        if (progress.isReplaced) continue;
        yield new Uint8Array(0);
        await pause(everyMillis, signal);
      }
    }
  } finally {
    await file.close();
  }
}

async function lookForAnother(absolute: string, progress: Progress): Promise<void> {
  const { opened, at } = progress;
  const current = await stat(absolute).catch(() => null);
  progress.isReplaced =
    current === null || current.ino !== opened.ino || current.dev !== opened.dev || current.size < at;
}
