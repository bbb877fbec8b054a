/** YAML that cannot be read, or that two readers could read differently. */
import { type CatalogueEntries, noReferences } from '../catalogue-entry.ts';
import { foreignText, quote } from '../words.ts';

export interface YamlDiagnostics {
  readonly 'yaml/syntax': { readonly message: string };
  readonly 'yaml/duplicate-key': { readonly key: string };
  readonly 'yaml/key': { readonly found: string };
  readonly 'yaml/unknown-alias': { readonly alias: string };
  readonly 'yaml/alias-cycle': { readonly alias: string };
  readonly 'yaml/merge': { readonly found: string };
  readonly 'yaml/tag': { readonly tag: string };
}

export const yamlEntries: CatalogueEntries<YamlDiagnostics> = {
  'yaml/syntax': {
    severity: 'high',
    what: ({ message }) => `this is not YAML: ${foreignText(message)}`,
    why: 'what stands near this place may be read wrongly or not at all',
    fix: () => 'check indentation, colons, brackets and quotes at and before this place',
    references: noReferences,
  },
  'yaml/duplicate-key': {
    severity: 'high',
    what: ({ key }) => `key ${quote(key)} is written twice in one mapping`,
    why: 'only one of the two can count, and YAML readers differ in which',
    fix: ({ key }) => `keep one ${quote(key)}, or give the second another name`,
    references: noReferences,
  },
  'yaml/key': {
    severity: 'high',
    what: ({ found }) => `a key is ${foreignText(found)}, not a word`,
    why: 'keys are names and ids; nothing else can be referred to',
    fix: () => 'write a plain word before the colon',
    references: noReferences,
  },
  'yaml/unknown-alias': {
    severity: 'high',
    what: ({ alias }) => `alias ${quote(alias)} has no anchor before it`,
    why: 'the value that it should repeat is not there',
    fix: ({ alias }) =>
      `mark the value with ${quote(`&${alias}`)} earlier in the same document; to mean a text that starts with an asterisk, quote it`,
    references: noReferences,
  },
  'yaml/alias-cycle': {
    severity: 'high',
    what: ({ alias }) => `alias ${quote(alias)} stands inside the value that it repeats`,
    why: 'a value that contains itself has no end',
    fix: () => 'write the inner value out',
    references: noReferences,
  },
  'yaml/merge': {
    severity: 'high',
    what: ({ found }) => `${quote('<<')} merges ${foreignText(found)}, but only mappings can be merged`,
    why: 'the keys that were meant to come from there are missing',
    fix: () => 'merge an alias of a mapping, or a list of such aliases',
    references: noReferences,
  },
  'yaml/tag': {
    severity: 'high',
    what: ({ tag }) => `tag ${quote(tag)} has no meaning in a plant`,
    why: 'a tag changes how a value is read, and other tools may read it differently',
    fix: () => 'remove the tag; put quotes around a value that is meant as text',
    references: noReferences,
  },
};
