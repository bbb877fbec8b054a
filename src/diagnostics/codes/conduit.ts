/** Conduits that no grant or no boundary stands behind. */
import { allowByException, type CatalogueEntries } from '../catalogue-entry.ts';
import { quote } from '../words.ts';

/** One pair of zones, and how many pairs of the conduit are alike. */
interface PairArgs {
  readonly conduit: string;
  readonly from: string;
  readonly to: string;
  readonly pairs: number;
}

export interface ConduitDiagnostics {
  readonly 'conduit/empty': { readonly conduit: string };
  readonly 'conduit/unenforced': PairArgs;
  readonly 'conduit/crosses-scopes': PairArgs & { readonly fromScope: string; readonly toScope: string };
}

export const conduitEntries: CatalogueEntries<ConduitDiagnostics> = {
  'conduit/empty': {
    severity: 'low',
    what: ({ conduit }) => `conduit ${quote(conduit)} has neither \`allow\` nor \`allowlists\``,
    why: 'what is not granted is denied anyway, so the conduit changes nothing',
    fix: () => 'add its grants, or remove it',
    references: allowByException,
  },
  'conduit/unenforced': {
    severity: 'low',
    what: ({ conduit, from, to, pairs }) =>
      `no boundary stands between zone ${quote(from)} and zone ${quote(to)} of conduit ${quote(conduit)}${andMore(pairs)}`,
    why: 'its grants are watched, but nothing stops other traffic between the two zones',
    fix: () => 'put the two zones behind different interfaces of a boundary',
    references: { iec62443: ['3-3 SR 5.2'], attackIcs: ['M0930', 'M0937'], nist80082: ['5.2.3', 'SC-7'] },
  },
  'conduit/crosses-scopes': {
    severity: 'medium',
    what: ({ conduit, from, fromScope, to, toScope, pairs }) =>
      `conduit ${quote(conduit)} leads from zone ${quote(from)} in scope ${quote(fromScope)} to zone ${quote(to)} in scope ${quote(toScope)}${andMore(pairs)}`,
    why: 'an address means nothing outside its scope, and no boundary translates between the two, so no conversation has its ends in both',
    fix: () =>
      'put both zones into one scope, write what translates under `nat` or `port-forwards` of its boundary, or declare the gateway between them as an asset of both zones',
    references: { iec62443: ['3-2 ZCR 6.4'], attackIcs: ['M0930'], nist80082: ['5.2.3'] },
  },
};

function andMore(pairs: number): string {
  return pairs > 1 ? ` (and for ${pairs - 1} more pairs of zones)` : '';
}
