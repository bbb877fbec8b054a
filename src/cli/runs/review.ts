/** `zonewright review`: a change checked and compared once, in every form that a pull request shows. */
import path from 'node:path';
import { comparePlans } from '../../analyzer/compare/compare-plans.ts';
import { mapChange } from '../../analyzer/compare/map-change.ts';
import { isError } from '../../compiler/compile.ts';
import { type Finding, findingOf } from '../../diagnostics/finding.ts';
import { counted } from '../../diagnostics/words.ts';
import { nowSeconds } from '../../platform/clock.ts';
import { listFlowFiles } from '../../platform/flow-files.ts';
import { writeOutput } from '../../platform/output-files.ts';
import { renderDiffHtml } from '../../report/change-page/change-page.ts';
import { type DiffReport, diffReport } from '../../report/diff-json.ts';
import { renderDiff } from '../../report/diff-text.ts';
import { countFindings } from '../../report/findings-text.ts';
import { freshNotices } from '../../report/review/fingerprint.ts';
import { findingNotices, openingNotices } from '../../report/review/notice.ts';
import { renderNotices } from '../../report/review/render-notices.ts';
import { renderReviewComment } from '../../report/review/review-comment.ts';
import {
  type CheckedSide,
  changedConversations,
  checkSide,
  compareBoundaries,
  nameOf,
  reportErrors,
} from '../compare-sides.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor, exitCodes } from '../exit-code.ts';
import { exitCodeOfDiff } from '../exit-code-of-diff.ts';
import type { FailOnFlags, PlantFlags } from '../flags.ts';
import { invariantsOf, rulesOf } from '../load-plant.ts';
import { noticeFrame } from '../notice-frame.ts';
import { paletteFor } from '../palette.ts';

export interface ReviewFlags extends PlantFlags, FailOnFlags {
  readonly out: string;
  readonly flows?: readonly string[];
  readonly approvedBy?: readonly string[];
  readonly boundary?: readonly string[];
  readonly scope?: string;
}

export async function review(this: CliContext, flags: ReviewFlags, baseName: string, headName?: string): Promise<void> {
  const files = listFlowFiles(flags.flows ?? [], this.cwd);
  const base = await checkSide(this, baseName, flags.plant);
  const head = await checkSide(this, headName ?? null, flags.plant);
  const compared = await compare(this, { base, head }, files, flags);
  if (compared === 'unreadable') {
    this.process.exitCode = exitCodes.failed;
    return;
  }
  const findings = await findingsOf(this, head);
  const all = findingNotices(findings);
  const fresh = freshNotices(all, findingNotices(await findingsOf(this, base)));
  const report = compared?.report ?? null;
  const { plant } = head.result.value.plan;
  const notCompared =
    compared === null
      ? head.plan === null
        ? `there is no policy in ${head.side.name}, so nothing could be compared`
        : `there is no policy in ${base.side.name}, so nothing could be compared: name an older revision that has one`
      : null;
  const frame = await noticeFrame(plant, head.side.folder.root, flags.failOn);
  const notices = [...all, ...(report === null ? [] : openingNotices(report))];
  const written: Readonly<Record<string, string | null>> = {
    'comment.md': renderReviewComment({ plant, report, notCompared, fresh }),
    'change.html': compared === null ? null : compared.page,
    'change.json': report === null ? null : `${JSON.stringify(report, null, 2)}\n`,
    'findings.sarif': renderNotices('sarif', notices, frame),
    'code-quality.json': renderNotices('gitlab', notices, frame),
    'junit.xml': renderNotices('junit', notices, frame),
    'annotations.txt': renderNotices('github', notices, frame),
  };
  const out = path.resolve(this.cwd, flags.out);
  for (const [name, content] of Object.entries(written))
    if (content !== null) writeOutput(path.join(out, name), content);

  const { stdout } = this.process;
  if (head.plan === null) reportErrors(this, head.side, head.result.diagnostics);
  stdout.write(report === null ? `${notCompared ?? ''}\n` : renderDiff(report, paletteFor(stdout, this)));
  const names = Object.keys(written).filter((name) => written[name] !== null);
  stdout.write(`new findings: ${countFindings(fresh.map(({ severity }) => severity))}\n`);
  stdout.write(`${counted(names.length, 'file')} in ${flags.out}: ${names.join(', ')}\n`);
  const isClean =
    report !== null &&
    exitCodeFor(
      fresh.map(({ severity }) => severity),
      flags.failOn,
    ) === exitCodes.clean &&
    exitCodeOfDiff(report, flags.failOn) === exitCodes.clean;
  this.process.exitCode = isClean ? exitCodes.clean : exitCodes.findings;
}

interface Compared {
  readonly report: DiffReport;
  readonly page: string;
}

/** Null when one of the sides is no policy. */
async function compare(
  context: CliContext,
  sides: { readonly base: CheckedSide; readonly head: CheckedSide },
  files: ReturnType<typeof listFlowFiles>,
  flags: ReviewFlags,
): Promise<Compared | null | 'unreadable'> {
  const { base, head } = sides;
  if (base.plan === null || head.plan === null) return null;
  const changed = files.length === 0 ? null : await changedConversations(context, files, sides, flags.scope);
  if (changed === null && files.length > 0) return 'unreadable';
  const result = comparePlans(base.plan, head.plan, nowSeconds(context.process.env));
  const report = diffReport(
    {
      plant: head.plan.plan.plant,
      base: nameOf(base),
      head: nameOf(head),
      changedConversations: changed,
      approvedBy: flags.approvedBy ?? null,
      boundaries: compareBoundaries(base.plan, head.plan, flags.boundary),
    },
    result,
  );
  return { report, page: renderDiffHtml(report, mapChange(base.plan, head.plan, result)) };
}

/** Those of invariants and of rules too. */
async function findingsOf(context: CliContext, { side, result }: CheckedSide): Promise<readonly Finding[]> {
  const { diagnostics } = result;
  const broken = diagnostics.some(isError) ? [] : invariantsOf(context, result);
  const rules = await rulesOf(context, side.folder, result);
  return [...diagnostics, ...broken, ...rules].map(findingOf);
}
