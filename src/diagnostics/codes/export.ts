/** What a dialect of a boundary cannot say. */
import { allowByException, type CatalogueEntries } from '../catalogue-entry.ts';
import { foreignText, quote } from '../words.ts';

export interface ExportDiagnostics {
  readonly 'export/wider': {
    readonly grant: string;
    readonly dialect: string;
    /** What is lost, e.g. `the operations`. */
    readonly lost: string;
  };
  readonly 'export/refused': { readonly grant: string; readonly dialect: string; readonly reason: string };
  readonly 'export/cannot-say': { readonly grant: string; readonly dialect: string; readonly what: string };
}

export const exportEntries: CatalogueEntries<ExportDiagnostics> = {
  'export/wider': {
    severity: 'medium',
    what: ({ grant, dialect, lost }) =>
      `${quote(dialect)} cannot express ${foreignText(lost)} of grant ${quote(grant)}, so it allows more`,
    why: 'the boundary lets through what the policy denies; only watching finds it',
    fix: () => 'watch this conduit, or enforce it with a dialect that can express the limit',
    references: allowByException,
  },
  'export/refused': {
    severity: 'high',
    what: ({ grant, dialect, reason }) =>
      `grant ${quote(grant)} is not exported to ${quote(dialect)}: ${foreignText(reason)}`,
    why: 'the nearest configuration would open what an invariant or a safety zone forbids',
    fix: () => 'narrow the grant, use another boundary, or waive the finding with an owner and an expiry date',
    references: allowByException,
  },
  'export/cannot-say': {
    severity: 'high',
    what: ({ grant, dialect, what }) =>
      `${quote(dialect)} has no way to express ${foreignText(what)} of grant ${quote(grant)}`,
    why: 'leaving it out in silence would make the configuration differ from the policy',
    fix: () => 'write the grant without it, or use another boundary',
    references: allowByException,
  },
};
