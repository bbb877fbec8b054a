/** A few threads that run the Rego compiler, one request at a time each, with a bound on the time. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { PlatformError } from '../platform-error.ts';
import type { RegoRun } from './run-module.ts';
import type { RegoJob } from './worker.ts';

export interface WorkerPoolOptions {
  readonly threads: number;
  readonly timeoutMs: number;
}

/** Runs jobs in the order given, as many at a time as there are threads; a job may ask for less time than the pool's. */
export type WorkerPool = (job: RegoJob, timeoutMs?: number) => Promise<RegoRun>;

interface Waiting {
  readonly job: RegoJob;
  readonly timeoutMs: number;
  readonly resolve: (run: RegoRun) => void;
  readonly reject: (reason: PlatformError) => void;
}

/** Threads start when they are needed. An idle one keeps no process alive, and ends after a while. */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const idle = new Map<Worker, NodeJS.Timeout>();
  const queue: Waiting[] = [];
  let threads = 0;

  const work = (): void => {
    while (idle.size > 0 || threads < options.threads) {
      const next = queue.shift();
      if (next === undefined) return;
      runOn(wake() ?? start(), next);
    }
  };

  const wake = (): Worker | undefined => {
    for (const [worker, ending] of idle) {
      clearTimeout(ending);
      idle.delete(worker);
      return worker;
    }
    return undefined;
  };

  const start = (): Worker => {
    threads += 1;
    const worker = new Worker(workerFile, { name: 'rego-compiler', env: {}, execArgv: [], resourceLimits });
    worker.once('exit', () => {
      threads -= 1;
      idle.delete(worker);
      work();
    });
    return worker;
  };

  const runOn = (worker: Worker, { job, timeoutMs, resolve, reject }: Waiting): void => {
    const settle = (): void => {
      clearTimeout(timer);
      worker.removeAllListeners('message').removeAllListeners('error').off('exit', ended);
    };
    const fail = (code: string, message: string, cause?: unknown): void => {
      settle();
      // Whatever the thread still does is of no use; its exit makes room for the next.
      worker.on('error', () => undefined);
      void worker.terminate();
      reject(new PlatformError(code, message, { cause }));
    };
    const ended = (): void => fail('rego/crashed', 'the Rego compiler ended without an answer');
    const timer = setTimeout(
      () => fail('rego/timeout', `the Rego compiler was stopped after ${timeoutMs / 1000} s`),
      timeoutMs,
    );
    worker.once('message', (run: RegoRun) => {
      settle();
      rest(worker);
      resolve(run);
      work();
    });
    worker.once('error', (cause) => fail('rego/crashed', 'the Rego compiler crashed', cause));
    worker.once('exit', ended);
    worker.ref();
    worker.postMessage(job);
  };

  const rest = (worker: Worker): void => {
    worker.unref();
    const ending = setTimeout(() => {
      idle.delete(worker);
      void worker.terminate();
    }, idleMs);
    idle.set(worker, ending.unref());
  };

  return (job, timeoutMs = options.timeoutMs) =>
    new Promise((resolve, reject) => {
      queue.push({ job, timeoutMs: Math.min(timeoutMs, options.timeoutMs), resolve, reject });
      work();
    });
}

/** A body of ten thousand conditions needs more than the four that a thread has by default. */
const resourceLimits = { stackSizeMb: 64 };
const idleMs = 10_000;
const workerFile = new URL(`./worker${path.extname(import.meta.url)}`, import.meta.url);
