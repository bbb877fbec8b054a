/** A thread that works on what it is sent and sends back what it finds, so that whoever asks stays free. */
import { Worker } from 'node:worker_threads';

export interface Thread<Task> {
  readonly send: (task: Task) => void;
  readonly end: () => Promise<void>;
}

export interface ThreadEvents<Answer> {
  readonly answered: (answer: Answer) => void;
  /** It is gone, with what it knew. */
  readonly ended: (reason: string) => void;
}

/** What it prints goes to standard error, as standard output may belong to a protocol. */
export function openThread<Task, Answer>(file: URL, name: string, events: ThreadEvents<Answer>): Thread<Task> {
  const worker = new Worker(file, { name, execArgv: [], stdout: true });
  worker.stdout.pipe(process.stderr, { end: false });
  let failure: string | null = null;
  worker.on('message', (answer: Answer) => events.answered(answer));
  worker.on('error', (error) => {
    failure = error instanceof Error ? error.message : String(error);
  });
  worker.on('exit', (code) => events.ended(failure ?? `it ended with ${code}`));
  return {
    send: (task) => worker.postMessage(task),
    end: async () => {
      worker.removeAllListeners('exit');
      await worker.terminate();
    },
  };
}
