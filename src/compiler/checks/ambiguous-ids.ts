/** An id that names a zone and an asset, so that a selector could mean either. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { PlantCheck } from './check-context.ts';
import { idSpan } from './id-spans.ts';

export const checkAmbiguousIds: PlantCheck = function* ({ plant, zones }) {
  for (const asset of plant.assets) {
    const zone = zones.get(asset.id);
    if (zone === undefined) continue;
    yield diagnose('id/ambiguous', idSpan(asset), { id: asset.id }, [{ at: idSpan(zone), what: 'the zone' }]);
  }
};
