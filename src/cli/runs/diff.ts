/** `zonewright diff`: what a change opens and closes. */
import { type ComparedPlan, comparePlans } from '../../analyzer/compare/compare-plans.ts';
import { mapChange } from '../../analyzer/compare/map-change.ts';
import { isError } from '../../compiler/compile.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { findingOf } from '../../diagnostics/finding.ts';
import { sourceLinesOf } from '../../diagnostics/source-lines.ts';
import type { DiffConversation } from '../../model/plan-diff.ts';
import { nowSeconds } from '../../platform/clock.ts';
import { listFlowFiles } from '../../platform/flow-files.ts';
import { renderDiffHtml } from '../../report/change-page/change-page.ts';
import { diffReport } from '../../report/diff-json.ts';
import { renderDiffMarkdown } from '../../report/diff-markdown.ts';
import { renderDiff } from '../../report/diff-text.ts';
import { countFindings, renderFindings } from '../../report/findings-text.ts';
import { openingNotices } from '../../report/review/notice.ts';
import { type NoticeForm, renderNotices } from '../../report/review/render-notices.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor, exitCodes } from '../exit-code.ts';
import type { FailOnFlags, Format, PlantFlags } from '../flags.ts';
import { judgeTwice } from '../judge-twice.ts';
import { checkFolder, compileFolder } from '../load-plant.ts';
import { type ComparedSide, loadSide } from '../load-side.ts';
import { noticeFrame } from '../notice-frame.ts';
import { openJudge } from '../open-judge.ts';
import { paletteFor } from '../palette.ts';

export interface DiffFlags extends PlantFlags, FailOnFlags {
  readonly format: Format | 'markdown' | 'html' | NoticeForm;
  readonly flows?: readonly string[];
  readonly scope?: string;
}

export async function diff(this: CliContext, flags: DiffFlags, baseName: string, headName?: string): Promise<void> {
  const files = listFlowFiles(flags.flows ?? [], this.cwd);
  const base = await loadSide(this, baseName, flags.plant);
  const head = await loadSide(this, headName ?? null, flags.plant);
  const plans = { base: await checkedPlan(this, base), head: await checkedPlan(this, head) };
  if (plans.base === null || plans.head === null) return nothingCompared(this, plans.base === null ? base : head);
  const changed = files.length === 0 ? null : await changedConversations(this, files, { base, head }, flags.scope);
  if (changed === 'unreadable') {
    this.process.exitCode = exitCodes.failed;
    return;
  }
  const result = comparePlans(plans.base, plans.head, nowSeconds(this.process.env));
  const parts = { plant: plans.head.plan.plant, base: nameOf(base), head: nameOf(head), changedConversations: changed };
  const report = diffReport(parts, result);
  const { stdout } = this.process;
  switch (flags.format) {
    case 'json':
      stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      break;
    case 'markdown':
      stdout.write(renderDiffMarkdown(report));
      break;
    case 'html':
      stdout.write(renderDiffHtml(report, mapChange(plans.base, plans.head, result)));
      break;
    case 'text':
      stdout.write(renderDiff(report, paletteFor(stdout, this)));
      break;
    default: {
      const frame = await noticeFrame(report.plant, head.folder.root, flags.failOn);
      stdout.write(renderNotices(flags.format, openingNotices(report), frame));
    }
  }
  const severities = report.opened.flatMap((group) => group.entries.map((entry) => entry.severity));
  this.process.exitCode = exitCodeFor(severities, flags.failOn);
}

function nameOf({ name, revision }: ComparedSide): { readonly name: string; readonly revision: string | null } {
  return { name, revision };
}

/** Null when there are findings that stand in the way of a policy; they are printed. */
async function checkedPlan(context: CliContext, side: ComparedSide): Promise<ComparedPlan | null> {
  const { value, diagnostics } = (await checkFolder(context, side.folder)).result;
  return reportErrors(context, side, diagnostics) ? null : { ...value, textAt: side.textAt };
}

function reportErrors(
  context: CliContext,
  { name, folder }: ComparedSide,
  diagnostics: readonly Diagnostic[],
): boolean {
  const errors = diagnostics.filter(isError);
  if (errors.length === 0) return false;
  const { stderr } = context.process;
  const lines = sourceLinesOf([...folder.yaml, ...folder.rego]);
  stderr.write(`${renderFindings(errors, { palette: paletteFor(stderr, context), lines })}\n`);
  stderr.write(`${name}: ${countFindings(errors.map((each) => findingOf(each).severity))}\n`);
  return true;
}

function nothingCompared(context: CliContext, { name }: ComparedSide): void {
  context.process.stderr.write(`nothing was compared, as there is no policy in ${name}\n`);
  context.process.exitCode = exitCodes.failed;
}

async function changedConversations(
  context: CliContext,
  files: ReturnType<typeof listFlowFiles>,
  sides: { readonly base: ComparedSide; readonly head: ComparedSide },
  scope: string | undefined,
): Promise<readonly DiffConversation[] | 'unreadable'> {
  const [base, head] = [
    (await compileFolder(context, sides.base.folder)).result,
    (await compileFolder(context, sides.head.folder)).result,
  ];
  const [one, other] = [base.value.bundle, head.value.bundle];
  if (one === null || other === null) {
    const broken = one === null ? { side: sides.base, result: base } : { side: sides.head, result: head };
    reportErrors(context, broken.side, broken.result.diagnostics);
    return 'unreadable';
  }
  const judged = await judgeTwice(context, files, {
    base: openJudge(one, base.value.checked.catalogue),
    head: openJudge(other, head.value.checked.catalogue),
    checked: head.value.checked,
    scope,
  });
  return judged === null ? 'unreadable' : judged.changed;
}
