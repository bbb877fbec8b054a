/** A boundary stands between the two zones of a conduit (IEC 62443-3-3 SR 5.2). */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { CheckContext, PlantCheck } from './check-context.ts';
import { pairsWhere } from './zone-pairs.ts';

export const checkEnforcement: PlantCheck = function* (context) {
  const positions = positionsOf(context);
  const positionOf = (zone: string): string => positions.get(zone) ?? '';
  const answers = new Map<string, boolean>();
  const isOpen = (from: string, to: string): boolean => {
    const key = `${from}\n\n${to}`;
    const answer = answers.get(key) ?? !isEnforced(from, to);
    answers.set(key, answer);
    return answer;
  };
  for (const conduit of context.plant.conduits) {
    const pairs = pairsWhere(conduit, positionOf, isOpen, context);
    if (pairs === null) continue;
    const { from, to, count } = pairs;
    yield diagnose('conduit/unenforced', conduit.to.at, { conduit: conduit.id, from, to, pairs: count });
  }
};

/** Where each zone is: lines of `boundary/interface`, sorted. Zones at the same places are alike. */
function positionsOf({ plant, zonesOf }: CheckContext): ReadonlyMap<string, string> {
  const positions = new Map<string, Set<string>>();
  for (const boundary of plant.boundaries) {
    for (const each of boundary.interfaces) {
      for (const zone of each.zones.flatMap((selector) => zonesOf(selector.value))) {
        const places = positions.get(zone) ?? new Set();
        positions.set(zone, places.add(`${boundary.id}/${each.name}`));
      }
    }
  }
  return new Map([...positions].map(([zone, places]) => [zone, [...places].sort().join('\n')]));
}

/** Whether some boundary has the one position and the other on different interfaces. */
function isEnforced(from: string, to: string): boolean {
  const interfaces = new Map(from.split('\n').map((place) => [boundaryOf(place), place]));
  return to.split('\n').some((place) => {
    const other = interfaces.get(boundaryOf(place));
    return place !== '' && other !== undefined && other !== place;
  });
}

function boundaryOf(place: string): string {
  return place.slice(0, place.indexOf('/'));
}
