/** Once a plant declares scopes, its zones and selectors use those. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { suggesterOf } from '../../diagnostics/suggest.ts';
import type { PlantCheck } from './check-context.ts';
import { idSpan } from './id-spans.ts';
import { selectorsOf } from './plant-selectors.ts';

export const checkScopes: PlantCheck = function* ({ plant }) {
  const declared = new Set(plant.scopes.map((scope) => scope.id));
  const used = new Set([...declared, ...plant.zones.map((zone) => zone.scope)]);
  const suggestDeclared = suggesterOf(declared);
  const suggestUsed = suggesterOf(used);
  for (const zone of plant.zones) {
    if (declared.size === 0 || declared.has(zone.scope)) continue;
    yield diagnose('scope/undeclared', idSpan(zone), { scope: zone.scope, suggestion: suggestDeclared(zone.scope) });
  }
  for (const { selector, at } of selectorsOf(plant)) {
    for (const { attribute, value } of selector.conditions) {
      if (attribute !== 'scope' || used.has(value)) continue;
      yield diagnose('reference/unknown', at, { kind: 'scope', id: value, suggestion: suggestUsed(value) });
    }
  }
};
