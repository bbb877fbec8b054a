/** Numbers the threads of requests and answers in the connections of a log. */

/** Threads come from a file, so that what is remembered of them must be bounded. */
const mostThreads = 100_000;

export interface Threads {
  /** The number of a thread by its name. */
  number(name: string): number;
  /** Something was asked in the thread. */
  ask(thread: number): void;
  /** Whether something was asked in it before, as far as that is remembered. */
  wasAsked(thread: number): boolean;
}

/** No threads. */
export function createThreads(): Threads {
  const numbers = new Map<string, number>();
  const asked = new Set<number>();
  let last = 0;
  return {
    number(name) {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      if (numbers.size >= mostThreads) numbers.clear();
      last++;
      numbers.set(name, last);
      return last;
    },
    ask(thread) {
      if (asked.size >= mostThreads) asked.clear();
      asked.add(thread);
    },
    wasAsked: (thread) => asked.has(thread),
  };
}
