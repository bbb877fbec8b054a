/** `zonewright diff`: what a change opens and closes. */
import { comparePlans } from '../../analyzer/compare/compare-plans.ts';
import { mapChange } from '../../analyzer/compare/map-change.ts';
import { nowSeconds } from '../../platform/clock.ts';
import { listFlowFiles } from '../../platform/flow-files.ts';
import { renderDiffHtml } from '../../report/change-page/change-page.ts';
import { diffReport } from '../../report/diff-json.ts';
import { renderDiffMarkdown } from '../../report/diff-markdown.ts';
import { renderDiff } from '../../report/diff-text.ts';
import { openingNotices } from '../../report/review/notice.ts';
import { type NoticeForm, renderNotices } from '../../report/review/render-notices.ts';
import { changedConversations, checkSide, compareBoundaries, nameOf, reportErrors } from '../compare-sides.ts';
import type { CliContext } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { exitCodeOfDiff } from '../exit-code-of-diff.ts';
import type { FailOnFlags, Format, PlantFlags } from '../flags.ts';
import { noticeFrame } from '../notice-frame.ts';
import { paletteFor } from '../palette.ts';

export interface DiffFlags extends PlantFlags, FailOnFlags {
  readonly format: Format | 'markdown' | 'html' | NoticeForm;
  readonly flows?: readonly string[];
  readonly approvedBy?: readonly string[];
  readonly boundary?: readonly string[];
  readonly scope?: string;
}

export async function diff(this: CliContext, flags: DiffFlags, baseName: string, headName?: string): Promise<void> {
  const files = listFlowFiles(flags.flows ?? [], this.cwd);
  const base = await checkSide(this, baseName, flags.plant);
  const head = await checkSide(this, headName ?? null, flags.plant);
  for (const { side, result, plan } of [base, head]) if (plan === null) reportErrors(this, side, result.diagnostics);
  const plans = { base: base.plan, head: head.plan };
  if (plans.base === null || plans.head === null) {
    const broken = plans.base === null ? base : head;
    this.process.stderr.write(`nothing was compared, as there is no policy in ${broken.side.name}\n`);
    this.process.exitCode = exitCodes.failed;
    return;
  }
  const changed = files.length === 0 ? null : await changedConversations(this, files, { base, head }, flags.scope);
  if (changed === null && files.length > 0) {
    this.process.exitCode = exitCodes.failed;
    return;
  }
  const result = comparePlans(plans.base, plans.head, nowSeconds(this.process.env));
  const report = diffReport(
    {
      plant: plans.head.plan.plant,
      base: nameOf(base),
      head: nameOf(head),
      changedConversations: changed,
      approvedBy: flags.approvedBy ?? null,
      boundaries: compareBoundaries(plans.base, plans.head, flags.boundary),
    },
    result,
  );
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
      const frame = await noticeFrame(report.plant, head.side.folder.root, flags.failOn);
      stdout.write(renderNotices(flags.format, openingNotices(report), frame));
    }
  }
  this.process.exitCode = exitCodeOfDiff(report, flags.failOn);
}
