/** Ids: what they may look like, and which words they may not be. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Reader } from './reader.ts';
import { selectorWords } from './selector-words.ts';
import { spanOf } from './source-text.ts';
import type { Entry } from './tree.ts';

/** Characters of the longest id. */
export const longestId = 63;

/** What an id looks like. */
export const idForm: RegExp = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Reports an id that cannot stand in paths, in Rego or in firewall configurations. */
export function checkId(kind: string, entry: Entry, reader: Reader): void {
  const args = { kind, id: entry.key };
  if (!idForm.test(entry.key)) reader.report(diagnose('id/invalid', spanOf(entry.keyAt), args));
  else if ((kind === 'zone' || kind === 'asset') && selectorWords.has(entry.key))
    reader.report(diagnose('id/reserved', spanOf(entry.keyAt), args));
}
