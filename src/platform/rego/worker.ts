/** The thread that runs the Rego compiler, so that a compile that never ends blocks nobody and can be stopped. */
import { parentPort } from 'node:worker_threads';
import { runModule } from './run-module.ts';

/** A request for this thread; the answer is a `RegoRun`. */
export interface RegoJob {
  readonly module: WebAssembly.Module;
  readonly request: string;
}

parentPort?.on('message', ({ module, request }: RegoJob) => {
  const run = runModule(module, request);
  parentPort?.postMessage(run, run.kind === 'answered' ? [run.output.buffer] : []);
});
