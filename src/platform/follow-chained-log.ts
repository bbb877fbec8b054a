/** Reads a chained log again whenever it has grown. */
import { readFileSync, type Stats, statSync } from 'node:fs';
import { type Chain, checkChain } from '../model/chained-log.ts';
import { sha256 } from './chained-log.ts';
import { reasonOf } from './plant-folder.ts';
import { PlatformError } from './platform-error.ts';

/**
 * Gives what the log says, the same value as long as the file is the same. Looks at the file at most every so many
 * milliseconds; one that does not exist is empty.
 */
export function followChainedLog(file: string, everyMillis: number): () => Chain {
  let chain = checkChain(new Uint8Array(), sha256);
  let last: Stats | undefined;
  let due = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now < due) return chain;
    due = now + everyMillis;
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.ino === last?.ino && found?.size === last?.size && found?.mtimeMs === last?.mtimeMs) return chain;
    chain = checkChain(found === undefined ? new Uint8Array() : read(file), sha256);
    last = found;
    return chain;
  };
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new PlatformError('file/unreadable', `cannot read ${file}: ${reasonOf(cause)}`, { cause });
  }
}
