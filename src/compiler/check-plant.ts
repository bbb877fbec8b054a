/** Checks that a plant makes sense: one rule per file of `checks/`. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Catalogue } from '../model/catalogue.ts';
import type { Plant } from '../model/plant.ts';

/** What a check needs besides the plant. */
export interface CheckOptions {
  /** The day for which expiry is judged, `YYYY-MM-DD`, in the plant's time zone. */
  readonly today: string;
  /** Dialects that can be exported; left out, every dialect is accepted. */
  readonly dialects?: readonly string[];
}

/** Every finding about the plant, in order of place. */
export function checkPlant(_plant: Plant, _catalogue: Catalogue, _options: CheckOptions): readonly Diagnostic[] {
  return [];
}
