/** What the rules ask about a plant, worked out once: zones and assets by id, and what selectors select. */

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import type { PlanAsset, PlanZone } from '../../model/plan.ts';
import type { Asset, Plant, Zone } from '../../model/plant.ts';
import type { Selector } from '../../model/selector.ts';
import { selectZones } from '../lower/select.ts';
import { type EndpointIndex, endpointIndexOf } from './endpoint-index.ts';

/** One rule: looks at a plant and says what is wrong with it. */
export type PlantCheck = (context: CheckContext) => Iterable<Diagnostic>;

/** What a check needs besides the plant. */
export interface CheckOptions {
  /** The day for which expiry is judged, `YYYY-MM-DD`, in the plant's time zone. */
  readonly today: string;
  /** Dialects that can be exported; left out, every dialect is accepted. */
  readonly dialects?: readonly string[];
}

/** A plant with its indexes. */
export interface CheckContext {
  readonly plant: Plant;
  readonly catalogue: Catalogue;
  readonly options: CheckOptions;
  readonly zones: ReadonlyMap<string, Zone>;
  readonly assets: ReadonlyMap<string, Asset>;
  /** Zones and assets in the form that they have in the plan. */
  readonly planZones: ReadonlyMap<string, PlanZone>;
  readonly planAssets: readonly PlanAsset[];
  readonly endpoints: EndpointIndex;
  /** Ids of the zones that a selector selects, in order of ids. */
  readonly zonesOf: (selector: Selector) => readonly string[];
  /** Whether a selector names something that does not exist; that is a finding of its own. */
  readonly namesUnknown: (selector: Selector) => boolean;
}

/** Prepares the indexes. */
export function checkContextOf(plant: Plant, catalogue: Catalogue, options: CheckOptions): CheckContext {
  const zones = new Map(plant.zones.map((zone) => [zone.id, zone]));
  const assets = new Map(plant.assets.map((asset) => [asset.id, asset]));
  const scopes = new Set([...plant.scopes.map((scope) => scope.id), ...plant.zones.map((zone) => zone.scope)]);
  const planZones = new Map(plant.zones.map((zone) => [zone.id, planZoneOf(zone)]));
  const planAssets = plant.assets.map(planAssetOf);
  const selected = new Map<string, readonly string[]>();
  return {
    plant,
    catalogue,
    options,
    zones,
    assets,
    planZones,
    planAssets,
    endpoints: endpointIndexOf([...planZones.values()], planAssets),
    zonesOf: (selector) => {
      const key = JSON.stringify(selector.conditions);
      const known = selected.get(key);
      if (known !== undefined) return known;
      const ids = selectZones(planZones, selector).map((zone) => zone.id);
      selected.set(key, ids);
      return ids;
    },
    namesUnknown: (selector) =>
      selector.conditions.some(
        ({ attribute, value }) =>
          (attribute === 'zone' && !zones.has(value)) ||
          (attribute === 'asset' && !assets.has(value)) ||
          (attribute === 'scope' && !scopes.has(value)) ||
          (attribute === 'class' && !catalogue.endpointClasses.has(value)),
      ),
  };
}

function planZoneOf(zone: Zone): PlanZone {
  return { ...zone, networks: zone.networks.map((network) => network.value) };
}

function planAssetOf(asset: Asset): PlanAsset {
  return {
    ...asset,
    class: asset.class?.value ?? null,
    zones: asset.zones.map((zone) => zone.value),
    ip: asset.ip.map((address) => address.value),
    mac: asset.mac.map((address) => address.value),
  };
}
