/** What the document of a plant is made of. */
import type { Plan } from '../../model/plan.ts';
import type { Plant } from '../../model/plant.ts';
import type { ZoneMap } from '../../model/zone-map.ts';

/** A plant as it was checked, with its map. */
export interface ReportedPlant {
  readonly plan: Plan;
  readonly plant: Plant;
  readonly map: ZoneMap;
}
