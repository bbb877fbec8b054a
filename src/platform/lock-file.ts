/**
 * A lock on a file that ends with whoever holds it, however that dies: `flock(1)` of util-linux or busybox holds it for as
 * long as this process keeps a pipe open. Node.js has no call for it, and lock files outlive their makers.
 */
import path from 'node:path';
import { execa } from 'execa';
import { PlatformError } from './platform-error.ts';
import { searchPath } from './search-path.ts';

/**
 * Waits for the lock of a file, made if need be, and gives what returns it.
 * @param patience Milliseconds to wait for others; default 30,000.
 */
export function lockFile(file: string, patience = 30_000): Promise<() => Promise<void>> {
  return holdLock('flock', ['-x', path.resolve(file), 'cat'], { file, patience });
}

/** Waits for a lock that a command takes before it runs `cat`, here or on another host. */
export async function holdLock(
  command: string,
  args: readonly string[],
  { file, patience }: { readonly file: string; readonly patience: number },
): Promise<() => Promise<void>> {
  // `cat` answers only once `flock` has the lock and starts it.
  const holder = execa(command, args, {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    env: { LC_ALL: 'C', PATH: searchPath() },
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    holder.stdin.end();
    holder.kill();
  }, patience);
  holder.stdin.on('error', () => undefined);
  holder.stdin.write('.');
  let complaint = '';
  holder.stderr.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(-longestComplaint);
  });
  const isHeld = await new Promise<boolean>((resolve) => {
    holder.stdout.once('data', () => resolve(true));
    void holder.then(() => resolve(false));
  });
  clearTimeout(timer);
  if (isHeld) {
    return async () => {
      holder.stdin.end();
      await holder;
    };
  }
  const { code, exitCode } = await holder;
  if (isLate) throw new PlatformError('file/locked', `${file} is held by another process; try again`);
  const isMissing = code === 'ENOENT' || exitCode === missing;
  const reason = isMissing
    ? '`flock` is not installed; it is part of util-linux'
    : (complaint.trim().split('\n').at(-1) ?? '`flock` failed');
  throw new PlatformError('file/unlockable', `cannot lock ${file}: ${reason}`);
}

/** What a shell answers when there is no such program. */
const missing = 127;
const longestComplaint = 1_000;
