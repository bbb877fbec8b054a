/** Statements that a plant must satisfy whatever its grants say, and those who answer for what goes against them. */
import type { CatalogueEntries, References } from '../catalogue-entry.ts';
import { foreignText, quote } from '../words.ts';

interface InvariantArgs {
  readonly invariant: string;
  /** What goes against it, with an example or a path. */
  readonly what: string;
  readonly reason: string | null;
}

export interface InvariantDiagnostics {
  readonly 'invariant/violated': InvariantArgs & {
    /** A waiver that was there and is over. */
    readonly lapsed: { readonly owner: string; readonly expires: string } | null;
  };
  readonly 'invariant/waived': InvariantArgs & {
    readonly owner: string;
    readonly why: string;
    readonly expires: string;
  };
  readonly 'invariant/waiver-unused': { readonly invariant: string; readonly grant: string };
}

const segmentation: References = {
  iec62443: ['3-2 ZCR 3.1', '3-3 SR 5.1', '3-3 SR 5.2'],
  attackIcs: ['M0930', 'M0937'],
  nist80082: ['5.2.3', 'SC-7', 'AC-4'],
};

export const invariantEntries: CatalogueEntries<InvariantDiagnostics> = {
  'invariant/violated': {
    severity: 'high',
    what: ({ invariant, what, reason, lapsed }) =>
      [
        `invariant ${quote(invariant)} does not hold: ${foreignText(what)}`,
        ...(reason === null ? [] : [`it says: ${foreignText(reason)}`]),
        ...(lapsed === null ? [] : [`the waiver of ${quote(lapsed.owner)} ended on ${foreignText(lapsed.expires)}`]),
      ].join('; '),
    why: 'the plant agreed on it whatever its grants say, so this may not be merged',
    fix: ({ lapsed }) =>
      lapsed === null
        ? 'narrow what is allowed, or let somebody waive it with an owner, a reason and an end'
        : 'end what was waived, or let somebody answer for it anew with another end',
    references: segmentation,
  },
  'invariant/waived': {
    severity: 'info',
    what: ({ invariant, what, owner, why, expires }) =>
      `invariant ${quote(invariant)} is waived by ${quote(owner)} until ${foreignText(expires)} (${foreignText(why)}): ${foreignText(what)}`,
    why: 'from the day after, it is a violation',
    fix: () => 'nothing until then',
    references: segmentation,
  },
  'invariant/waiver-unused': {
    severity: 'low',
    what: ({ invariant, grant }) =>
      `nothing of ${quote(grant)} goes against invariant ${quote(invariant)}, so its waiver waives nothing`,
    why: 'a waiver that nobody needs would cover what somebody writes under that name later',
    fix: () => 'remove the waiver, or correct the id of the grant',
    references: segmentation,
  },
};
