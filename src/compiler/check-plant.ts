/** Checks that a plant makes sense: one rule per file of `checks/`. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { orderDiagnostics } from '../diagnostics/diagnostic-order.ts';
import type { Catalogue } from '../model/catalogue.ts';
import type { Plant } from '../model/plant.ts';
import { type CheckOptions, checkContextOf } from './checks/check-context.ts';
import { plantChecks } from './checks/plant-checks.ts';

/** Every finding about the plant, in order of place. */
export function checkPlant(plant: Plant, catalogue: Catalogue, options: CheckOptions): readonly Diagnostic[] {
  const context = checkContextOf(plant, catalogue, options);
  const diagnostics: Diagnostic[] = [];
  for (const check of plantChecks) for (const diagnostic of check(context)) diagnostics.push(diagnostic);
  return orderDiagnostics(diagnostics);
}
