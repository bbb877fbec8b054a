/** `zonewright graph`: the zone and conduit map of a plant. */
import { mapZones } from '../../analyzer/map-zones.ts';
import { renderMapDot } from '../../report/zone-map/map-dot.ts';
import { renderMapMermaid } from '../../report/zone-map/map-mermaid.ts';
import { renderMapSvg } from '../../report/zone-map/map-svg.ts';
import { planOrExplain } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import type { PlantFlags } from '../flags.ts';
import { namedPlant } from '../load-plant.ts';

export interface GraphFlags extends PlantFlags {
  readonly format: 'svg' | 'dot' | 'mermaid';
}

const renderers = { svg: renderMapSvg, dot: renderMapDot, mermaid: renderMapMermaid };

export async function graph(this: CliContext, flags: GraphFlags, plant?: string): Promise<void> {
  const checked = await planOrExplain(this, namedPlant(flags, plant));
  if (checked === null) return;
  this.process.stdout.write(renderers[flags.format](mapZones(checked.plan, checked.catalogue)));
}
