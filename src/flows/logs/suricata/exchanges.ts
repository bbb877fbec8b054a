/**
 * Joins requests and answers that Suricata logs as two events, in whatever order: it gives up waiting for the other
 * half, and logs what was never answered only when the flow ends.
 */
import { createRecentMap } from '../../recent-map.ts';

/** Keys of halves that are remembered at once, of each sort; the oldest give way. */
const mostKeys = 20_000;
/** Halves under one key: numbers of requests are used again, often for requests that were never answered. */
const mostPerKey = 64;

/** What is remembered of one half. */
export interface Exchanges<Answer> {
  /** A request was counted in these slots; answers an answer that came before it. */
  asked(key: string, slots: readonly number[]): Answer | null;
  /** An answer came: the slots of its request, or null when that is not known; then the answer waits. */
  answered(key: string, answer: Answer): readonly number[] | null;
  /** Hands over the answers whose requests have not come. */
  settle(): void;
}

/** No exchanges; `alone` takes answers without requests. */
export function createExchanges<Answer>(alone: (answer: Answer) => void): Exchanges<Answer> {
  const requests = createStacks<readonly number[]>(mostKeys, () => undefined);
  const answers = createStacks<Answer>(mostKeys, alone);
  return {
    asked(key, slots) {
      const answer = answers.take(key);
      if (answer === null) requests.add(key, slots);
      return answer;
    },
    answered(key, answer) {
      const slots = requests.take(key);
      if (slots === null) answers.add(key, answer);
      return slots;
    },
    settle: answers.settle,
  };
}

interface Stacks<T> {
  add(key: string, value: T): void;
  /** The youngest under a key, as older ones with its number were given up by their client; null when there is none. */
  take(key: string): T | null;
  settle(): void;
}

/** Values by key; when there are too many keys those set longest ago are given up. */
function createStacks<T>(limit: number, giveUp: (value: T) => void): Stacks<T> {
  const stacks = createRecentMap<string, T[]>(limit, (stack) => stack.forEach((value) => void giveUp(value)));
  return {
    add(key, value) {
      const stack = stacks.get(key) ?? [];
      stack.push(value);
      stacks.set(key, stack);
      if (stack.length > mostPerKey) for (const oldest of stack.splice(0, 1)) giveUp(oldest);
    },
    take(key) {
      const stack = stacks.get(key);
      const value = stack?.pop();
      if (stack?.length === 0) stacks.delete(key);
      return value ?? null;
    },
    settle: () => void stacks.close(),
  };
}
