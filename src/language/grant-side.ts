/** The zones that one side of a grant speaks of: those of its conduit. */
import { selectZones } from '../compiler/lower/select.ts';
import { readSelector } from '../compiler/parse/selector.ts';
import { entryAt, type MapTree, type Tree, textOf, valueAt } from '../compiler/parse/tree.ts';
import type { PlanZone } from '../model/plan.ts';
import type { PlantView } from './plant-view.ts';

/** What stands around a selector: the keys that lead to it and the mappings on the way. */
export interface SelectorPlace {
  readonly path: readonly string[];
  readonly maps: readonly MapTree[];
}

export interface GrantSide {
  readonly conduit: Tree;
  readonly key: 'from' | 'to';
}

/** Null for a selector that is no side of a grant. */
export function sideOfGrant({ path, maps }: SelectorPlace): GrantSide | null {
  const [section, id, allow, , key] = path;
  if (section !== 'conduits' || allow !== 'allow' || id === undefined || (key !== 'from' && key !== 'to')) return null;
  const conduit = entryAt(maps[1] ?? null, id)?.value;
  return conduit === undefined ? null : { conduit, key };
}

export function zonesOfSide({ conduit, key }: GrantSide, view: PlantView): readonly PlanZone[] {
  const written = valueAt(conduit, key);
  const tree = textOf(written) === 'same' ? valueAt(conduit, 'from') : written;
  const selector = tree === null ? null : readSelector(tree, 'zone', view.members().reader);
  return selector === null ? [] : selectZones(view.zones(), selector.value);
}
