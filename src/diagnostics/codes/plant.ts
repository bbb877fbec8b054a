/** The plant as a whole: its name, its ids, its templates. */
import { type CatalogueEntries, noReferences, zoneDrawing } from '../catalogue-entry.ts';
import { joinWords, quote, withArticle } from '../words.ts';

export interface PlantDiagnostics {
  readonly 'plant/missing': Readonly<Record<string, never>>;
  readonly 'id/invalid': { readonly kind: string; readonly id: string };
  readonly 'id/reserved': { readonly kind: string; readonly id: string };
  readonly 'id/duplicate': { readonly kind: string; readonly id: string };
  readonly 'id/ambiguous': { readonly id: string };
  readonly 'template/cycle': { readonly path: readonly string[] };
}

export const plantEntries: CatalogueEntries<PlantDiagnostics> = {
  'plant/missing': {
    severity: 'high',
    what: () => 'no file says `plant`',
    why: 'reports, bundles and the default scope carry the name of the plant',
    fix: () => 'add `plant: <name>` at the top of `plant.yaml`',
    references: noReferences,
  },
  'id/invalid': {
    severity: 'high',
    what: ({ kind, id }) => `${quote(id)} cannot be the id of ${withArticle(kind)}`,
    why: 'ids stand in paths, in Rego and in firewall configurations, where other characters would change the meaning',
    fix: () => 'use letters, digits, `-`, `_` and `.`, at most 63, with a letter or digit first',
    references: noReferences,
  },
  'id/reserved': {
    severity: 'high',
    what: ({ kind, id }) => `${withArticle(kind)} cannot have the id ${quote(id)}, which is a word of selectors`,
    why: 'a selector that says this word would not select what the id names',
    fix: () => 'give it another id',
    references: noReferences,
  },
  'id/duplicate': {
    severity: 'high',
    what: ({ kind, id }) => `${kind} ${quote(id)} is declared twice`,
    why: 'files are merged without order, so neither declaration wins over the other',
    fix: () => 'merge the two declarations, or give one another id',
    references: zoneDrawing,
  },
  'id/ambiguous': {
    severity: 'high',
    what: ({ id }) => `${quote(id)} is the id of a zone and of an asset`,
    why: 'a selector that says only this id could mean the one device or the whole zone',
    fix: () => 'give the asset another id',
    references: zoneDrawing,
  },
  'template/cycle': {
    severity: 'high',
    what: ({ path }) => `templates extend each other in a circle: ${joinWords(path.map(quote))}`,
    why: 'no template of the circle has a value of its own to start from',
    fix: () => 'remove one `extends` of the circle',
    references: noReferences,
  },
};
