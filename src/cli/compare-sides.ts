/** Two versions of a plant, checked and compared. */
import { type ComparedPlan, comparePlans } from '../analyzer/compare/compare-plans.ts';
import { mapChange } from '../analyzer/compare/map-change.ts';
import { type CheckedPlant, isError } from '../compiler/compile.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { findingOf } from '../diagnostics/finding.ts';
import { sourceLinesOf } from '../diagnostics/source-lines.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { joinWords } from '../diagnostics/words.ts';
import { compareExports } from '../exporters/compare-exports.ts';
import type { ChangeMap } from '../model/change-map.ts';
import type { DiffConversation } from '../model/plan-diff.ts';
import { nowSeconds } from '../platform/clock.ts';
import type { listFlowFiles } from '../platform/flow-files.ts';
import { PlatformError } from '../platform/platform-error.ts';
import {
  configurationOf,
  type DiffConfiguration,
  type DiffReport,
  type DiffSideName,
  diffReport,
} from '../report/diff-json.ts';
import { countFindings, renderFindings } from '../report/findings-text.ts';
import type { ComparisonFlags } from './comparison-flags.ts';
import type { CliContext } from './context.ts';
import { judgeTwice } from './judge-twice.ts';
import { checkFolder, compileFolder } from './load-plant.ts';
import { type ComparedSide, loadSide } from './load-side.ts';
import { openJudge } from './open-judge.ts';
import { paletteFor } from './palette.ts';

/** One version, with whatever is wrong with it but for its invariants. */
export interface CheckedSide {
  readonly side: ComparedSide;
  readonly result: Checked<CheckedPlant>;
  /** Null where findings stand in the way of a policy. */
  readonly plan: ComparedPlan | null;
}

/** `reference` null: the plant's folder as it is now. */
export async function checkSide(
  context: CliContext,
  reference: string | null,
  plant: string | undefined,
): Promise<CheckedSide> {
  const side = await loadSide(context, reference, plant);
  const { result } = await checkFolder(context, side.folder);
  const plan = result.diagnostics.some(isError)
    ? null
    : { ...result.value, owners: result.value.plant.owners, textAt: side.textAt };
  return { side, result, plan };
}

function nameOf({ side }: CheckedSide): DiffSideName {
  return { name: side.name, revision: side.revision };
}

/** Prints what stands in the way of a policy. */
export function reportErrors(
  context: CliContext,
  { name, folder }: ComparedSide,
  diagnostics: readonly Diagnostic[],
): void {
  const errors = diagnostics.filter(isError);
  const { stderr } = context.process;
  const lines = sourceLinesOf([...folder.yaml, ...folder.rego]);
  stderr.write(`${renderFindings(errors, { palette: paletteFor(stderr, context), lines })}\n`);
  stderr.write(`${name}: ${countFindings(errors.map((each) => findingOf(each).severity))}\n`);
}

/** What comparing two versions came to. */
export type Comparison =
  | { readonly kind: 'compared'; readonly report: DiffReport; readonly map: () => ChangeMap }
  /** One side is no policy; `broken` is the head where both are none. */
  | { readonly kind: 'uncompared'; readonly broken: CheckedSide }
  /** Recorded traffic could not be read, or not be judged; that has been said. */
  | { readonly kind: 'unreadable' };

export async function compareSides(
  context: CliContext,
  sides: { readonly base: CheckedSide; readonly head: CheckedSide },
  files: ReturnType<typeof listFlowFiles>,
  flags: ComparisonFlags,
): Promise<Comparison> {
  const { base, head } = sides;
  const [before, after] = [base.plan, head.plan];
  if (after === null) return { kind: 'uncompared', broken: head };
  if (before === null) return { kind: 'uncompared', broken: base };
  // What may be asked wrongly comes before what takes long.
  const boundaries = compareBoundaries(before, after, flags.boundary);
  const changed = files.length === 0 ? null : await changedConversations(context, files, sides, flags.scope);
  if (changed === null && files.length > 0) return { kind: 'unreadable' };
  const result = comparePlans(before, after, nowSeconds(context.process.env));
  const parts = {
    plant: after.plan.plant,
    base: nameOf(base),
    head: nameOf(head),
    changedConversations: changed,
    approvedBy: flags.approvedBy ?? null,
    boundaries,
  };
  return { kind: 'compared', report: diffReport(parts, result), map: () => mapChange(before, after, result) };
}

/** Recorded conversations whose verdict turns; null when they cannot be judged, which has been said. */
async function changedConversations(
  context: CliContext,
  files: ReturnType<typeof listFlowFiles>,
  sides: { readonly base: CheckedSide; readonly head: CheckedSide },
  scope: string | undefined,
): Promise<readonly DiffConversation[] | null> {
  const [base, head] = [
    (await compileFolder(context, sides.base.side.folder)).result,
    (await compileFolder(context, sides.head.side.folder)).result,
  ];
  const [one, other] = [base.value.bundle, head.value.bundle];
  if (one === null || other === null) {
    const [broken, result] = one === null ? [sides.base, base] : [sides.head, head];
    reportErrors(context, broken.side, result.diagnostics);
    return null;
  }
  const judged = await judgeTwice(context, files, {
    base: openJudge(one, base.value.checked.catalogue),
    head: openJudge(other, head.value.checked.catalogue),
    checked: head.value.checked,
    scope,
  });
  return judged === null ? null : judged.changed;
}

/** The configurations of boundaries on both sides; null when none is asked for. Throws for one that neither side has. */
function compareBoundaries(
  base: ComparedPlan,
  head: ComparedPlan,
  ids: readonly string[] | undefined,
): readonly DiffConfiguration[] | null {
  if (ids === undefined || ids.length === 0) return null;
  return [...new Set(ids)].map((id) => {
    const compared = compareExports(base, head, id);
    if (compared !== null) return configurationOf(compared);
    const known = [...new Set([...head.plan.boundaries, ...base.plan.boundaries].map((each) => each.id))];
    const near = suggest(id, known);
    const hint = near === null ? '' : `; did you mean ${near}?`;
    throw new PlatformError('usage', `neither version has a boundary ${id}${hint} (there is ${joinWords(known)})`);
  });
}
