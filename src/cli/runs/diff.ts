/** `zonewright diff`: what a change opens and closes. */
import { listFlowFiles } from '../../platform/flow-files.ts';
import { renderDiffHtml } from '../../report/change-page/change-page.ts';
import { renderDiffMarkdown } from '../../report/diff-markdown.ts';
import { renderDiff } from '../../report/diff-text.ts';
import { openingNotices } from '../../report/review/notice.ts';
import { type NoticeForm, renderNotices } from '../../report/review/render-notices.ts';
import { checkSide, compareSides, reportErrors } from '../compare-sides.ts';
import type { ComparisonFlags } from '../comparison-flags.ts';
import type { CliContext } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { exitCodeOfDiff } from '../exit-code-of-diff.ts';
import type { FailOnFlags, Format, PlantFlags } from '../flags.ts';
import { noticeFrame } from '../notice-frame.ts';
import { paletteFor } from '../palette.ts';

export interface DiffFlags extends PlantFlags, FailOnFlags, ComparisonFlags {
  readonly format: Format | 'markdown' | 'html' | NoticeForm;
}

export async function diff(this: CliContext, flags: DiffFlags, baseName: string, headName?: string): Promise<void> {
  const files = listFlowFiles(flags.flows ?? [], this.cwd);
  const base = await checkSide(this, baseName, flags.plant);
  const head = await checkSide(this, headName ?? null, flags.plant);
  for (const { side, result, plan } of [base, head]) if (plan === null) reportErrors(this, side, result.diagnostics);
  const comparison = await compareSides(this, { base, head }, files, flags);
  if (comparison.kind !== 'compared') {
    if (comparison.kind === 'uncompared')
      this.process.stderr.write(`nothing was compared, as there is no policy in ${comparison.broken.side.name}\n`);
    this.process.exitCode = exitCodes.failed;
    return;
  }
  const { report } = comparison;
  const { stdout } = this.process;
  switch (flags.format) {
    case 'json':
      stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      break;
    case 'markdown':
      stdout.write(renderDiffMarkdown(report));
      break;
    case 'html':
      stdout.write(renderDiffHtml(report, comparison.map()));
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
