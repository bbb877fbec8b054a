/** Classes of assets and of selectors are classes of the endpoint taxonomy. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { suggesterOf } from '../../diagnostics/suggest.ts';
import type { Span } from '../../model/span.ts';
import type { CheckContext, PlantCheck } from './check-context.ts';
import { selectorsOf } from './plant-selectors.ts';

export const checkEndpointClasses: PlantCheck = function* (context) {
  const { endpointClasses } = context.catalogue;
  const suggest = suggesterOf(endpointClasses.keys());
  for (const { id, at } of classesOf(context)) {
    if (endpointClasses.has(id)) continue;
    yield diagnose('reference/unknown', at, { kind: 'endpoint class', id, suggestion: suggest(id) });
  }
};

function* classesOf({ plant }: CheckContext): Generator<{ readonly id: string; readonly at: Span }> {
  for (const asset of plant.assets) if (asset.class !== null) yield { id: asset.class.value, at: asset.class.at };
  for (const { selector, at } of selectorsOf(plant))
    for (const { attribute, value } of selector.conditions) if (attribute === 'class') yield { id: value, at };
}
