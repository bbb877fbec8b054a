/** Rego sources and the allowlists that they define. */
import { allowByException, type CatalogueEntries, noReferences } from '../catalogue-entry.ts';
import { didYouMean, foreignText, quote } from '../words.ts';

export interface RegoDiagnostics {
  readonly 'rego/parse': { readonly message: string };
  readonly 'rego/type': { readonly message: string };
  readonly 'rego/compile': { readonly message: string };
  readonly 'rego/builtin': { readonly builtin: string };
  readonly 'allowlist/unknown': { readonly allowlist: string; readonly suggestion: string | null };
  readonly 'allowlist/unused': { readonly allowlist: string };
  readonly 'allowlist/guard': { readonly rule: string; readonly reason: string };
}

export const regoEntries: CatalogueEntries<RegoDiagnostics> = {
  'rego/parse': {
    severity: 'high',
    what: ({ message }) => `this is not Rego: ${foreignText(message)}`,
    why: 'the rules of this file take part in nothing, so no policy is made',
    fix: () => 'correct the syntax at and before this place',
    references: noReferences,
  },
  'rego/type': {
    severity: 'high',
    what: ({ message }) => `types do not fit: ${foreignText(message)}`,
    why: 'a rule that reads what is never there can never hold, so it grants nothing in silence',
    fix: () => 'compare the names with the documented `input`',
    references: noReferences,
  },
  'rego/compile': {
    severity: 'high',
    what: ({ message }) => `the Rego rules do not compile: ${foreignText(message)}`,
    why: 'without all of its rules there is no policy',
    fix: () => 'correct the rule at this place',
    references: noReferences,
  },
  'rego/builtin': {
    severity: 'high',
    what: ({ builtin }) => `the function ${quote(builtin)} is not available to policies`,
    why: 'a policy decides from its input alone and inside WASM, so that the same input always has the same verdict',
    fix: () => 'write the rule without it; time is given as the set of active windows',
    references: noReferences,
  },
  'allowlist/unknown': {
    severity: 'high',
    what: ({ allowlist }) => `there is no Rego package ${quote(`plant.allow.${allowlist}`)}`,
    why: 'the grants that the conduit expects from it are not there',
    fix: ({ allowlist, suggestion }) =>
      didYouMean(suggestion, `write a package ${quote(`plant.allow.${allowlist}`)}, or remove the name`),
    references: allowByException,
  },
  'allowlist/unused': {
    severity: 'medium',
    what: ({ allowlist }) => `no conduit names the allowlist ${quote(allowlist)}`,
    why: 'an allowlist speaks only inside conduits that name it, so its rules grant nothing',
    fix: ({ allowlist }) => `add ${quote(allowlist)} under \`allowlists\` of a conduit, or remove the package`,
    references: allowByException,
  },
  'allowlist/guard': {
    severity: 'low',
    what: ({ rule, reason }) => `${quote(rule)} runs as written: ${reason}`,
    why: 'it did not become grants, so only the compiled policy can judge it; exports and proofs leave it out',
    fix: () =>
      'write the rule in a form that becomes grants (docs/rego-lowering.md), or accept that it is only watched',
    references: allowByException,
  },
};
