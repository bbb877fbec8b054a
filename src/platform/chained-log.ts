/**
 * A chained log (`src/model/chained-log.ts`) in a file. Records are only ever appended, so that the file may carry the
 * append-only attribute (`chattr +a`), and are on the disk before the call returns.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { type Chain, checkChain, nextRecord } from '../model/chained-log.ts';
import { lockFile } from './lock-file.ts';
import { reasonOf } from './plant-folder.ts';
import { PlatformError } from './platform-error.ts';

/** A log that nobody else writes to at the moment. */
export interface HeldLog {
  /** What the log says now. */
  chain(): Chain;
  /**
   * Appends a record and waits until it is on the disk. A last line that was torn is ended first. Also a broken log is
   * appended to: whether to refuse that is for the caller to say.
   */
  append(body: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Reads a log; one that does not exist is empty. */
export async function readChainedLog(file: string): Promise<Chain> {
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return checkChain(new Uint8Array(), sha256);
    throw new PlatformError('file/unreadable', `cannot read ${file}: ${reasonOf(cause)}`, { cause });
  }
  try {
    return await readChain(handle, file);
  } finally {
    await handle.close();
  }
}

/**
 * Holds the log, made if need be, for as long as `use` runs; other processes wait for their turn. Whatever `use` decides by
 * the log thus still holds when it appends.
 */
export async function withChainedLog<T>(file: string, use: (log: HeldLog) => Promise<T>): Promise<T> {
  const handle = await openForAppending(file);
  try {
    const unlock = await lockFile(file);
    try {
      let chain = await readChain(handle, file);
      const append = async (body: Readonly<Record<string, unknown>>): Promise<void> => {
        await appendDurably(handle, file, nextRecord(chain, body));
        chain = await readChain(handle, file);
      };
      return await use({ chain: () => chain, append });
    } finally {
      await unlock();
    }
  } finally {
    await handle.close();
  }
}

/** A log of a million records is larger than that, which no boundary fills in its life. */
const largestLog = 256 * 1024 * 1024;

async function openForAppending(file: string): Promise<FileHandle> {
  // A link in the log's place could make root write into a file of somebody else's choice.
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  try {
    const handle = await open(file, flags, 0o644);
    await syncFolder(path.dirname(file));
    return handle;
  } catch (cause) {
    const isLink = (cause as NodeJS.ErrnoException).code === 'ELOOP';
    const reason = isLink ? 'it is a link; name the file itself' : reasonOf(cause);
    throw new PlatformError('file/unwritable', `cannot write ${file}: ${reason}`, { cause });
  }
}

/** The name of a new file is safe only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readChain(handle: FileHandle, file: string): Promise<Chain> {
  const found = await handle.stat();
  if (!found.isFile()) throw new PlatformError('file/unreadable', `cannot read ${file}: it is no regular file`);
  if (found.size > largestLog)
    throw new PlatformError('file/unreadable', `cannot read ${file}: it is larger than ${largestLog} bytes`);
  const bytes = new Uint8Array(found.size);
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, at);
    if (bytesRead === 0) throw new PlatformError('file/unreadable', `cannot read ${file}: it became shorter`);
    at += bytesRead;
  }
  return checkChain(bytes, sha256);
}

async function appendDurably(handle: FileHandle, file: string, text: string): Promise<void> {
  try {
    await handle.appendFile(text, 'utf8');
    await handle.sync();
  } catch (cause) {
    throw new PlatformError('file/unwritable', `cannot append to ${file}: ${reasonOf(cause)}`, { cause });
  }
}

/** The digest that chains are made with. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
