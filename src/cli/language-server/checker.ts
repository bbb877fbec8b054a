/** Has plants checked in a thread of their own, which is started again when it is lost. */
import path from 'node:path';
import { openThread, type Thread } from '../../platform/threads/open-thread.ts';
import type { CheckAnswer, CheckTask, LeaveTask } from './check-talk.ts';

export interface Checker {
  readonly check: (task: CheckTask) => void;
  /** Lets go of what is known about a plant. */
  readonly leave: (root: string) => void;
  readonly end: () => Promise<void>;
}

export function openChecker(answered: (answer: CheckAnswer) => void, lost: (reason: string) => void): Checker {
  let thread: Thread<CheckTask | LeaveTask> | null = null;
  const start = (): Thread<CheckTask | LeaveTask> =>
    openThread<CheckTask | LeaveTask, CheckAnswer>(threadFile, 'check', {
      answered,
      ended: (reason) => {
        thread = null;
        lost(reason);
      },
    });
  return {
    check: (task) => {
      thread ??= start();
      thread.send(task);
    },
    leave: (root) => thread?.send({ kind: 'leave', root }),
    end: async () => {
      await thread?.end();
    },
  };
}

const threadFile = new URL(`./check-thread${path.extname(import.meta.url)}`, import.meta.url);
