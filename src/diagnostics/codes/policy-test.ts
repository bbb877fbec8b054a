/** Policy tests that fail or cannot be run, and what no test exercises. */
import { allowByException, type CatalogueEntries, noReferences, type References } from '../catalogue-entry.ts';
import { foreignText, quote } from '../words.ts';

export interface PolicyTestDiagnostics {
  readonly 'test/failed': { readonly test: string; readonly what: string };
  readonly 'test/unreadable': { readonly test: string; readonly reason: string };
  readonly 'test/uncovered-grant': { readonly grant: string };
  readonly 'test/uncovered-rule': { readonly rule: string };
}

const verification: References = { iec62443: ['3-3 SR 3.3'], attackIcs: [], nist80082: [] };

export const policyTestEntries: CatalogueEntries<PolicyTestDiagnostics> = {
  'test/failed': {
    severity: 'high',
    what: ({ test, what }) => `${quote(test)} does not hold: ${foreignText(what)}`,
    why: 'somebody holds this to be true of the policy, and relies on it',
    fix: () => 'correct the policy; if what is expected has changed, let whoever wrote the test agree to another one',
    references: verification,
  },
  'test/unreadable': {
    severity: 'high',
    what: ({ test, reason }) => `${quote(test)} cannot be run: ${foreignText(reason)}`,
    why: 'a test that is not run shows nothing, and nobody notices when it stops to hold',
    fix: () => 'correct what the test names; `zonewright explain` reads the same words',
    references: noReferences,
  },
  'test/uncovered-grant': {
    severity: 'low',
    what: ({ grant }) => `no test and no recorded traffic uses grant ${quote(grant)}`,
    why: 'whoever closes it by mistake is told by nothing but the plant standing still',
    fix: () => 'write a test with a conversation that it allows, or record one',
    references: allowByException,
  },
  'test/uncovered-rule': {
    severity: 'low',
    what: ({ rule }) => `no test reaches the Rego rule ${quote(rule)}`,
    why: 'a rule that was never evaluated may grant nothing, or more than was meant',
    fix: () => 'write a test of it in a file `*_test.rego` beside it, or a conversation that it allows under `tests/`',
    references: allowByException,
  },
};
