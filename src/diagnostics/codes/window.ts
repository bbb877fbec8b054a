/** Windows that never open. */
import { type CatalogueEntries, noReferences } from '../catalogue-entry.ts';
import { foreignText, quote } from '../words.ts';

export interface WindowDiagnostics {
  readonly 'window/never': { readonly window: string; readonly problem: string };
  readonly 'window/past': { readonly window: string; readonly to: string };
}

export const windowEntries: CatalogueEntries<WindowDiagnostics> = {
  'window/never': {
    severity: 'high',
    what: ({ window, problem }) => `window ${quote(window)} never opens: ${foreignText(problem)}`,
    why: 'grants that ask for it hold at no time',
    fix: () => 'correct its times; a whole day is from `"00:00"` to `"24:00"`',
    references: noReferences,
  },
  'window/past': {
    severity: 'low',
    what: ({ window, to }) => `window ${quote(window)} closed for good on ${quote(to)}`,
    why: 'grants that ask for it hold at no time from then on',
    fix: () => 'remove the window and the grants that ask for it',
    references: { iec62443: ['3-3 SR 7.7'], attackIcs: ['M0942'], nist80082: [] },
  },
};
