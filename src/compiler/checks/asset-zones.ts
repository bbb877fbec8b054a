/** Every asset is in one declared zone; only boundaries and gateways may be in several. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { suggesterOf } from '../../diagnostics/suggest.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import type { Asset } from '../../model/plant.ts';
import type { PlantCheck } from './check-context.ts';
import { idSpan } from './id-spans.ts';

export const checkAssetZones: PlantCheck = function* ({ plant, catalogue, zones }) {
  const suggest = suggesterOf(zones.keys());
  for (const asset of plant.assets) {
    if (asset.zones.length === 0) yield diagnose('asset/no-zone', idSpan(asset), { asset: asset.id });
    for (const { value, at } of asset.zones) {
      if (zones.has(value)) continue;
      yield diagnose('reference/unknown', at, { kind: 'zone', id: value, suggestion: suggest(value) });
    }
    const second = asset.zones[1];
    if (second === undefined || joinsZones(asset, catalogue)) continue;
    const args = {
      asset: asset.id,
      zones: asset.zones.map((zone) => zone.value),
      class: asset.class?.value ?? null,
    };
    yield diagnose('asset/several-zones', second.at, args);
  }
};

/** An unknown class is a finding of its own. */
function joinsZones(asset: Asset, catalogue: Catalogue): boolean {
  if (asset.class === null) return false;
  const known = catalogue.endpointClasses.get(asset.class.value);
  return known === undefined || known.layer === 'boundary';
}
