/** A conversation is in one scope, so a conduit between two scopes allows none. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { PlantCheck } from './check-context.ts';
import { pairsWhere } from './zone-pairs.ts';

export const checkCrossingScopes: PlantCheck = function* (context) {
  const scopeOf = (zone: string): string => context.zones.get(zone)?.scope ?? '';
  for (const conduit of context.plant.conduits) {
    const pairs = pairsWhere(conduit, scopeOf, (from, to) => from !== to, context);
    if (pairs === null) continue;
    const { from, to, count } = pairs;
    const args = { conduit: conduit.id, from, fromScope: scopeOf(from), to, toScope: scopeOf(to), pairs: count };
    yield diagnose('conduit/crosses-scopes', conduit.to.at, args);
  }
};
