/** Selectors that cannot be read or that select nothing. */
import { allowByException, type CatalogueEntries, noReferences } from '../catalogue-entry.ts';
import { didYouMean, foreignText, quote } from '../words.ts';

export interface SelectorDiagnostics {
  readonly 'selector/invalid': { readonly text: string; readonly problem: string };
  readonly 'selector/unknown-attribute': { readonly attribute: string; readonly suggestion: string | null };
  readonly 'selector/empty': {
    readonly text: string;
    readonly kind: 'conduit' | 'boundary' | 'grant';
    readonly id: string;
    /** For a grant: the zones on this side of its conduit, as the conduit says them. */
    readonly zones: string | null;
  };
}

export const selectorEntries: CatalogueEntries<SelectorDiagnostics> = {
  'selector/invalid': {
    severity: 'high',
    what: ({ text, problem }) => `selector ${quote(text)} cannot be read: ${foreignText(problem)}`,
    why: 'nobody can say which endpoints it was meant to select, so it selects none',
    fix: () => 'write an id, or an attribute and its value, as `class:plc` or `level:>=2`',
    references: noReferences,
  },
  'selector/unknown-attribute': {
    severity: 'high',
    what: ({ attribute }) => `endpoints have no attribute ${quote(attribute)}`,
    why: 'nobody can say which endpoints it was meant to select, so it selects none',
    fix: ({ suggestion }) =>
      didYouMean(
        suggestion,
        'use asset, zone, scope, class, kind, level, label, vendor, model, firmware, owner, safety, security-level or cast',
      ),
    references: noReferences,
  },
  'selector/empty': {
    severity: 'medium',
    what: ({ text, kind, id, zones }) =>
      zones === null
        ? `${quote(text)} of ${kind} ${quote(id)} selects no zone`
        : `${quote(text)} of ${kind} ${quote(id)} selects no endpoint in ${quote(zones)}`,
    why: 'the permission that was meant is not there, and it appears unasked when something matches one day',
    fix: () => 'correct the selector, declare what it should select, or remove it',
    references: allowByException,
  },
};
