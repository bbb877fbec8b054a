/** Inline YAML in, the findings of an analysis out. */
import { analyzePlan } from '../../src/analyzer/analyze.ts';
import type { Usage } from '../../src/analyzer/usage.ts';
import { lowerPlant } from '../../src/compiler/lower/lower-plant.ts';
import { wordingOf } from '../../src/diagnostics/catalogue.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Plan } from '../../src/model/plan.ts';
import { type PlantText, parseText, soundPlant, testDay } from './expect-findings.ts';
import { shippedCatalogue } from './shipped-catalogue.ts';

/** The plan of a text that is merged with the sound plant. */
export function planWith(text: string): Plan {
  return planOfText({ 'base.yaml': soundPlant, 'plant.yaml': text });
}

export function planOfText(text: PlantText): Plan {
  return lowerPlant(parseText(text).value, shippedCatalogue, []).value;
}

/** Everything that is found about a plan on the day of the tests. */
export function analysisOf(plan: Plan, usage: Usage | null = null): readonly Diagnostic[] {
  const now = Date.parse(`${testDay}T12:00:00Z`) / 1000;
  return analyzePlan(plan, { catalogue: shippedCatalogue, now, usage }).flatMap((answer) => answer.diagnostics);
}

/** As `grant/covered 5: grant ... is the same as ...`, with the line in `plant.yaml`. */
export function findingLines(text: string, usage: Usage | null = null): readonly string[] {
  return analysisOf(planWith(text), usage).map(
    (each) => `${each.code} ${each.at?.line ?? '-'}: ${wordingOf(each).what}`,
  );
}
