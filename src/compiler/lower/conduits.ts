/** Conduits of a plan: the zone pairs that a conduit's two selectors stand for. */
import type { PlanConduit, PlanZone } from '../../model/plan.ts';
import type { Conduit } from '../../model/plant.ts';
import { selectZones } from './select.ts';

/** A conduit as written, with one zone pair of it. */
export interface ConduitPair {
  readonly conduit: Conduit;
  readonly from: PlanZone;
  readonly to: PlanZone;
  /** Whether the conduit stands for several pairs, so that ids must name the pair. */
  readonly several: boolean;
}

/** `same` on the responding side pairs every initiating zone with itself, for traffic inside zones. */
export function pairsOf(conduit: Conduit, zones: ReadonlyMap<string, PlanZone>): readonly ConduitPair[] {
  const initiating = selectZones(zones, conduit.from.value);
  const same = conduit.to.value.text === 'same';
  const responding = same ? [] : selectZones(zones, conduit.to.value);
  const pairs = initiating.flatMap((from) => (same ? [{ from, to: from }] : responding.map((to) => ({ from, to }))));
  return pairs.map((pair) => ({ conduit, ...pair, several: pairs.length > 1 }));
}

/** The plan's record of a pair. */
export function lowerPair(pair: ConduitPair): PlanConduit {
  return {
    id: pair.conduit.id,
    from: pair.from.id,
    to: pair.to.id,
    owner: pair.conduit.owner,
    allowlists: pair.conduit.allowlists.map((name) => name.value).sort(),
    at: pair.conduit.at,
  };
}
