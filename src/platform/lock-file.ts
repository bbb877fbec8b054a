/**
 * A lock on a file that ends with whoever holds it, however that dies: `flock(1)` of util-linux or busybox holds it for as
 * long as this process keeps a pipe open. Node.js has no call for it, and lock files outlive their makers.
 */
import path from 'node:path';
import { execa } from 'execa';
import { PlatformError } from './platform-error.ts';

/**
 * Waits for the lock of an existing file and gives what returns it.
 * @param patience Milliseconds to wait for others; default 30,000.
 */
export async function lockFile(file: string, patience = 30_000): Promise<() => Promise<void>> {
  // `cat` answers only once `flock` has the lock and starts it.
  const holder = execa('flock', ['-x', path.resolve(file), 'cat'], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    env: { LC_ALL: 'C' },
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    holder.stdin.end();
    holder.kill();
  }, patience);
  holder.stdin.on('error', () => undefined);
  holder.stdin.write('.');
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
  const { code } = await holder;
  if (isLate) throw new PlatformError('file/locked', `${file} is being written by another process; try again`);
  const reason = code === 'ENOENT' ? '`flock` is not installed; it is part of util-linux' : '`flock` failed';
  throw new PlatformError('file/unlockable', `cannot lock ${file}: ${reason}`);
}
