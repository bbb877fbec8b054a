/** Names that lead nowhere. */
import { type CatalogueEntries, zoneDrawing } from '../catalogue-entry.ts';
import { didYouMean, quote, withArticle } from '../words.ts';

export interface ReferenceDiagnostics {
  readonly 'reference/unknown': {
    /** What was meant, e.g. `zone`, `endpoint class`. */
    readonly kind: string;
    readonly id: string;
    readonly suggestion: string | null;
  };
  readonly 'reference/wrong-kind': {
    readonly id: string;
    readonly expected: string;
    readonly actual: string;
    readonly suggestion: string | null;
  };
  readonly 'scope/undeclared': { readonly scope: string; readonly suggestion: string | null };
}

export const referenceEntries: CatalogueEntries<ReferenceDiagnostics> = {
  'reference/unknown': {
    severity: 'high',
    what: ({ kind, id }) => `there is no ${kind} ${quote(id)}`,
    why: 'a name that leads nowhere takes part in nothing, so less is declared than was meant',
    fix: ({ kind, id, suggestion }) => didYouMean(suggestion, `declare the ${kind} ${quote(id)}, or correct its name`),
    references: zoneDrawing,
  },
  'reference/wrong-kind': {
    severity: 'high',
    what: ({ id, expected, actual }) =>
      `${quote(id)} is the id of ${withArticle(actual)}, where ${withArticle(expected)} is expected`,
    why: 'a name of the wrong kind takes part in nothing, so less is declared than was meant',
    fix: ({ expected, suggestion }) => didYouMean(suggestion, `name ${withArticle(expected)}`),
    references: zoneDrawing,
  },
  'scope/undeclared': {
    severity: 'medium',
    what: ({ scope }) => `scope ${quote(scope)} is not among the declared scopes`,
    why: 'the VLANs and sensors of an undeclared scope are unknown, so no recorded traffic is ever placed in it',
    fix: ({ scope, suggestion }) => didYouMean(suggestion, `add ${quote(scope)} under \`scopes\``),
    references: zoneDrawing,
  },
};
