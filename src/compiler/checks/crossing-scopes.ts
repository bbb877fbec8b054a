/** A conversation is in one scope, so a conduit between two scopes that no boundary translates between allows none. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { lowerBoundary } from '../lower/boundaries.ts';
import type { CheckContext, PlantCheck } from './check-context.ts';
import { type SeenScopes, seenScopes } from './seen-scopes.ts';
import { pairsWhere } from './zone-pairs.ts';

export const checkCrossingScopes: PlantCheck = function* (context) {
  const seen = seenOf(context);
  const groups = new Map([...seen].map(([zone, scopes]) => [JSON.stringify(scopes), zone]));
  const seenIn = (group: string): SeenScopes =>
    seen.get(groups.get(group) ?? '') ?? { asSource: [], asDestination: [] };
  const groupOf = (zone: string): string => JSON.stringify(seen.get(zone));
  const isApart = (from: string, to: string): boolean => {
    const { asDestination } = seenIn(to);
    return !seenIn(from).asSource.some((scope) => asDestination.includes(scope));
  };
  const scopeOf = (zone: string): string => context.zones.get(zone)?.scope ?? '';
  for (const conduit of context.plant.conduits) {
    const pairs = pairsWhere(conduit, groupOf, isApart, context);
    if (pairs === null) continue;
    const { from, to, count } = pairs;
    const args = { conduit: conduit.id, from, fromScope: scopeOf(from), to, toScope: scopeOf(to), pairs: count };
    yield diagnose('conduit/crosses-scopes', conduit.to.at, args);
  }
};

function seenOf({ plant, planZones, planAssets }: CheckContext): ReadonlyMap<string, SeenScopes> {
  const translating = plant.boundaries.filter((boundary) => boundary.nat.length + boundary.portForwards.length > 0);
  const boundaries = translating.map((boundary) => lowerBoundary(boundary, planZones, planAssets));
  return seenScopes({ zones: [...planZones.values()], assets: planAssets, boundaries });
}
