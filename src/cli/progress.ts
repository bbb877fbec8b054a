/** Progress of long work: one line on a terminal's standard error, redrawn; silence in a pipe. */
import type { CliContext } from './context.ts';

export interface Progress {
  /** `done` of `total` bytes; null when the total is not known. */
  readonly update: (what: string, done: number, total: number | null) => void;
  /** Wipes the line. */
  readonly clear: () => void;
}

const redrawMillis = 100;

export function createProgress(context: CliContext): Progress {
  const stream = context.process.stderr;
  if (stream.isTTY !== true) return { update: () => {}, clear: () => {} };
  let last = 0;
  let drawn = false;
  return {
    update: (what, done, total) => {
      const now = performance.now();
      if (now - last < redrawMillis) return;
      last = now;
      drawn = true;
      const size = `${(done / 1e6).toFixed(1)} MB`;
      const share =
        total === null || total === 0
          ? size
          : `${Math.min(100, Math.floor((100 * done) / total))} % of ${(total / 1e6).toFixed(1)} MB`;
      const line = `${what}: ${share}`.slice(0, (stream.columns ?? 80) - 1);
      stream.write(`\r\u001b[2K${line}`);
    },
    clear: () => {
      if (drawn) stream.write('\r\u001b[2K');
      drawn = false;
    },
  };
}
