/** Progress of long work: one line on a terminal's standard error, redrawn; silence in a pipe. */
import type { CliContext } from './context.ts';

export interface Progress {
  /** `done` of `total` bytes; null when the total is not known. */
  readonly update: (what: string, done: number, total: number | null) => void;
  /** `done` of about `total` things that have no size. */
  readonly count: (what: string, done: number, total: number) => void;
  /** Wipes the line. */
  readonly clear: () => void;
}

const redrawMillis = 100;

export function createProgress(context: CliContext): Progress {
  const stream = context.process.stderr;
  if (stream.isTTY !== true) return { update: () => {}, count: () => {}, clear: () => {} };
  let last = 0;
  let drawn = false;
  const draw = (line: () => string): void => {
    const now = performance.now();
    if (now - last < redrawMillis) return;
    last = now;
    drawn = true;
    stream.write(`\r\u001b[2K${line().slice(0, (stream.columns ?? 80) - 1)}`);
  };
  return {
    update: (what, done, total) => draw(() => `${what}: ${share(done, total)}`),
    count: (what, done, total) =>
      draw(() => `${what}: ${Math.min(99, Math.floor((100 * done) / total))} % of ${total.toLocaleString('en-US')}`),
    clear: () => {
      if (drawn) stream.write('\r\u001b[2K');
      drawn = false;
    },
  };
}

function share(done: number, total: number | null): string {
  if (total === null || total === 0) return `${(done / 1e6).toFixed(1)} MB`;
  return `${Math.min(100, Math.floor((100 * done) / total))} % of ${(total / 1e6).toFixed(1)} MB`;
}
