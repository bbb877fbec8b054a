/** Files that cannot be read, and bounds that keep a hostile file from holding up the compiler. */
import { type CatalogueEntries, noReferences } from '../catalogue-entry.ts';
import { foreignText } from '../words.ts';

export interface FileDiagnostics {
  readonly 'file/unreadable': { readonly message: string };
  readonly 'file/too-large': { readonly bytes: number; readonly limit: number };
  readonly 'limit/exceeded': { readonly what: string; readonly limit: number };
}

export const fileEntries: CatalogueEntries<FileDiagnostics> = {
  'file/unreadable': {
    severity: 'high',
    what: ({ message }) => `this file cannot be read: ${foreignText(message)}`,
    why: 'what the file declares is missing from the plant, so its traffic would be judged by the rest alone',
    fix: () => 'make the file readable, or take it out of the plant',
    references: noReferences,
  },
  'file/too-large': {
    severity: 'high',
    what: ({ bytes, limit }) => `this file has ${bytes} bytes, more than the ${limit} that are read`,
    why: 'a file of this size is no policy that a person reviews, and reading it could hold up every check',
    fix: () => 'split the file: the same keys in several files are merged',
    references: noReferences,
  },
  'limit/exceeded': {
    severity: 'high',
    what: ({ what, limit }) => `more than ${limit} ${foreignText(what)}`,
    why: 'past this bound the work could grow without end, so it stops here and the rest is not looked at',
    fix: ({ what }) => `bring the number of ${foreignText(what)} down, or split what is written here`,
    references: noReferences,
  },
};
