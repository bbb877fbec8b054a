/** The compiled policy: what must hold before it may judge anything. */
import { type CatalogueEntries, noReferences } from '../catalogue-entry.ts';
import { foreignText, quote } from '../words.ts';

export interface PolicyDiagnostics {
  readonly 'compile/disagreement': {
    /** The conversation on which they differ, in plant words. */
    readonly conversation: string;
    /** Who says what, e.g. `the WASM policy` and `allowed`. */
    readonly first: { readonly who: string; readonly says: string };
    readonly second: { readonly who: string; readonly says: string };
  };
  readonly 'policy/impure': { readonly builtin: string };
  readonly 'policy/runaway': { readonly limit: string };
  /** `conversation` in plant words. */
  readonly 'policy/fails': { readonly message: string; readonly conversation: string };
}

export const policyEntries: CatalogueEntries<PolicyDiagnostics> = {
  'compile/disagreement': {
    severity: 'critical',
    what: ({ conversation, first, second }) =>
      `for ${quote(conversation)}, ${foreignText(first.who)} says ${foreignText(first.says)} and ${foreignText(second.who)} says ${foreignText(second.says)}`,
    why: 'one policy must have one meaning, so nothing is written out while two readings differ',
    fix: () => 'report this with the plant: it is a fault of the compiler, not of the files',
    references: noReferences,
  },
  'policy/impure': {
    severity: 'critical',
    what: ({ builtin }) => `the compiled policy calls ${quote(builtin)}, which is not pure`,
    why: 'its verdict could differ for the same conversation',
    fix: () => 'compile the policy again from its sources, and do not load modules of unknown origin',
    references: noReferences,
  },
  'policy/runaway': {
    severity: 'high',
    what: ({ limit }) => `the policy was stopped after ${foreignText(limit)}`,
    why: 'a rule whose work has no bound would hold up every verdict after it',
    fix: () => 'rewrite the rule that walks large sets, or limit what it walks',
    references: noReferences,
  },
  'policy/fails': {
    severity: 'high',
    what: ({ message, conversation }) => `the Rego fails for ${quote(conversation)}: ${foreignText(message)}`,
    why: 'a rule without one clear answer allows nothing at run time, and nobody would know why',
    fix: () => 'see that each function and each rule gives one value only for the same conversation',
    references: noReferences,
  },
};
