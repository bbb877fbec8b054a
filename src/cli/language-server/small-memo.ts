/** A memo in memory, for a process that checks the same plants for hours and writes no file. */
import type { Memo } from '../../compiler/rego/port.ts';

/** Code units that are kept. */
const limit = 64 * 1024 * 1024;

/** What was not used for longest goes first. */
export function smallMemo(): Memo {
  const answers = new Map<string, string>();
  let size = 0;
  const drop = (key: string): void => {
    size -= answers.get(key)?.length ?? 0;
    answers.delete(key);
  };
  return {
    get: (key) => {
      const text = answers.get(key);
      if (text === undefined) return undefined;
      answers.delete(key);
      answers.set(key, text);
      return text;
    },
    put: (key, text) => {
      drop(key);
      if (text.length > limit / 4) return;
      answers.set(key, text);
      size += text.length;
      for (const oldest of answers.keys()) {
        if (size <= limit) return;
        drop(oldest);
      }
    },
  };
}
