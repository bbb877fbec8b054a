/** Keys of a memo: a digest of everything that an answer depends on, so that an answer under a key is never stale. */
import { createHash } from 'node:crypto';
import type { Memo } from './port.ts';

/** Raised when the form of an answer changes; the memo itself knows the code that made the answers. */
const format = 1;

/** `content` is plain JSON; two with the same text mean the same. */
export function memoKey(question: string, content: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([format, question, content]))
    .digest('hex');
}

/** How an answer is kept. */
export interface MemoForm<Answer> {
  readonly write: (answer: Answer) => string;
  /** May throw on a text that it did not write. */
  readonly read: (text: string) => Answer;
  /** Whether the answer would be the same another time, on another machine. */
  readonly keeps: (answer: Answer) => boolean;
}

/** The answer under a key, else one that is worked out and kept. */
export async function recall<Answer>(
  memo: Memo,
  key: string,
  form: MemoForm<Answer>,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const known = memo.get(key);
  if (known !== undefined) {
    try {
      return form.read(known);
    } catch {
      // Whatever stands there is no answer of ours; it is replaced.
    }
  }
  const answer = await work();
  if (form.keeps(answer)) memo.put(key, form.write(answer));
  return answer;
}
