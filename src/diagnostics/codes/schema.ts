/** Keys and values that the file format does not have (`schemas/plant.schema.json`). */
import { type CatalogueEntries, noReferences } from '../catalogue-entry.ts';
import { didYouMean, joinAlternatives, quote } from '../words.ts';

export interface SchemaDiagnostics {
  readonly 'schema/unknown-key': { readonly key: string; readonly of: string; readonly suggestion: string | null };
  readonly 'schema/missing-key': {
    /** The key, or the keys of which one is needed. */
    readonly keys: readonly string[];
    readonly of: string;
  };
  readonly 'schema/wrong-type': { readonly expected: string; readonly found: string };
  readonly 'schema/not-allowed': {
    readonly value: string;
    readonly allowed: readonly string[];
    readonly suggestion: string | null;
  };
  readonly 'schema/empty': { readonly what: 'list' | 'mapping' };
  readonly 'schema/invalid': { readonly value: string; readonly expected: string };
}

export const schemaEntries: CatalogueEntries<SchemaDiagnostics> = {
  'schema/unknown-key': {
    severity: 'high',
    what: ({ key, of }) => `${of} has no key ${quote(key)}`,
    why: 'a misspelt key would be ignored in silence, and a limit that is ignored opens more than was meant',
    fix: ({ key, suggestion }) => didYouMean(suggestion, `remove ${quote(key)}, or use one of the documented keys`),
    references: noReferences,
  },
  'schema/missing-key': {
    severity: 'high',
    what: ({ keys, of }) => `${of} has no ${joinAlternatives(keys.map(quote))}`,
    why: 'without it this part of the plant says nothing, so it is left out',
    fix: ({ keys }) => `add ${joinAlternatives(keys.map(quote))}`,
    references: noReferences,
  },
  'schema/wrong-type': {
    severity: 'high',
    what: ({ expected, found }) => `here stands ${found}, where ${expected} is expected`,
    why: 'the value cannot be read, so it is left out',
    fix: ({ expected }) => `write ${expected}`,
    references: noReferences,
  },
  'schema/not-allowed': {
    severity: 'high',
    what: ({ value }) => `${quote(value)} is not one of the words that may stand here`,
    why: 'the value cannot be read, so it is left out',
    fix: ({ allowed, suggestion }) => didYouMean(suggestion, `use ${joinAlternatives(allowed.map(quote))}`),
    references: noReferences,
  },
  'schema/empty': {
    severity: 'high',
    what: ({ what }) => `this ${what} is empty`,
    why: 'it could mean nothing or everything, so it is left out',
    fix: () => 'write what was meant, or remove the key',
    references: noReferences,
  },
  'schema/invalid': {
    severity: 'high',
    what: ({ value, expected }) => `${quote(value)} is not ${expected}`,
    why: 'the value cannot be read, so it is left out',
    fix: ({ expected }) => `write ${expected}`,
    references: noReferences,
  },
};
