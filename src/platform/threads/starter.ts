/** The other end of a thread: how it hears from whoever started it. */
import { parentPort } from 'node:worker_threads';

/** Tasks are heard while nothing else runs in this thread; the answer is the way to send something back. */
export function hearStarter<Task, Answer>(heard: (task: Task) => void): (answer: Answer) => void {
  parentPort?.on('message', heard);
  return (answer) => parentPort?.postMessage(answer);
}

/** Lets what has been sent meanwhile be heard. */
export async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
