/** A host where somebody else does something in the middle of a command. */
import type { BoundaryHost, HostRun } from '../../src/platform/boundary-host/boundary-host.ts';

/** Does something once, right after the first program that a test asks for has ended. */
export function hostWhere(
  host: BoundaryHost,
  isMoment: (words: readonly string[], input: string, count: number) => boolean,
  happen: () => Promise<unknown>,
): BoundaryHost {
  let count = 0;
  let isDone = false;
  return {
    ...host,
    run: async (words, input) => {
      const ran = await host.run(words, input);
      count += 1;
      if (isDone || !isMoment(words, input ?? '', count)) return ran;
      isDone = true;
      await happen();
      return ran;
    },
  };
}

/** Answers some programs in the host's place. */
export function hostThatAnswers(
  host: BoundaryHost,
  answer: (words: readonly string[], input: string) => HostRun | null,
): BoundaryHost {
  return { ...host, run: async (words, input) => answer(words, input ?? '') ?? host.run(words, input) };
}
