/** What makes a notice the same one after lines have moved. */
import { createHash } from 'node:crypto';
import type { Notice } from './notice.ts';

/** One fingerprint per notice, in 40 hexadecimal digits: of its rule, its file and its words; equal ones are counted. */
export function fingerprints(notices: readonly Notice[]): readonly string[] {
  const seen = new Map<string, number>();
  return notices.map(({ rule, message, at }) => {
    const said = JSON.stringify([rule.id, at?.file ?? null, message]);
    const count = (seen.get(said) ?? 0) + 1;
    seen.set(said, count);
    return createHash('sha256').update(`${said} ${count}`).digest('hex').slice(0, 40);
  });
}

/** Those of `notices` that are not among `known`, wherever they stand now. */
export function freshNotices(notices: readonly Notice[], known: readonly Notice[]): readonly Notice[] {
  const old = new Set(fingerprints(known));
  const prints = fingerprints(notices);
  return notices.filter((_, index) => !old.has(prints[index] ?? ''));
}
