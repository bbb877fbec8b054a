/** Inline YAML in, the findings of an analysis out. */
import { analyzePlan } from '../../src/analyzer/analyze.ts';
import type { Usage } from '../../src/analyzer/usage.ts';
import { lowerPlant } from '../../src/compiler/lower/lower-plant.ts';
import { wordingOf } from '../../src/diagnostics/catalogue.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { plainPalette } from '../../src/diagnostics/palette.ts';
import { sourceLinesOf } from '../../src/diagnostics/source-lines.ts';
import type { Plan } from '../../src/model/plan.ts';
import { analyzeReport } from '../../src/report/analyze-json.ts';
import { renderAnalysis } from '../../src/report/analyze-text.ts';
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

/** What the command would print about some files at a moment. */
export function analysisText(files: Readonly<Record<string, string>>, now: number): string {
  const plan = planOfText(files);
  const answers = analyzePlan(plan, { catalogue: shippedCatalogue, now, usage: null });
  const policy = { digest: 'd', revision: null, plant: plan.plant };
  const parts = { policy, time: '', flows: null, guards: [], grants: plan.grants.length };
  const lines = sourceLinesOf(Object.entries(files).map(([path, text]) => ({ path, text })));
  return renderAnalysis(analyzeReport(parts, answers), answers, { palette: plainPalette, lines });
}

/** As `grant/covered 5: grant ... is the same as ...`, with the line in `plant.yaml`. */
export function findingLines(text: string, usage: Usage | null = null): readonly string[] {
  return analysisOf(planWith(text), usage).map(
    (each) => `${each.code} ${each.at?.line ?? '-'}: ${wordingOf(each).what}`,
  );
}
