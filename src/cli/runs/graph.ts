/** `zonewright graph`: the zone and conduit map of a plant. */
import { mapZones } from '../../analyzer/map-zones.ts';
import { renderMapDot } from '../../report/zone-map/map-dot.ts';
import { mermaidRefusal, renderMapMermaid } from '../../report/zone-map/map-mermaid.ts';
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
  const map = mapZones(checked.plan, checked.catalogue);
  this.process.stdout.write(renderers[flags.format](map));
  const refusal = flags.format === 'mermaid' ? mermaidRefusal(map) : null;
  if (refusal !== null)
    this.process.stderr.write(`the map may not be drawn, as ${refusal}; \`--format svg\` has no such limit\n`);
}
