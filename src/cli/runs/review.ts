/** `zonewright review`: a change checked and compared once, in every form that a pull request shows. */
import path from 'node:path';
import { isError } from '../../compiler/compile.ts';
import { type Finding, findingOf } from '../../diagnostics/finding.ts';
import { counted } from '../../diagnostics/words.ts';
import { listFlowFiles } from '../../platform/flow-files.ts';
import { writeOutput } from '../../platform/output-files.ts';
import { renderDiffHtml } from '../../report/change-page/change-page.ts';
import { renderDiff } from '../../report/diff-text.ts';
import { countFindings } from '../../report/findings-text.ts';
import { freshNotices } from '../../report/review/fingerprint.ts';
import { findingNotices, openingNotices } from '../../report/review/notice.ts';
import { renderNotices } from '../../report/review/render-notices.ts';
import { renderReviewComment } from '../../report/review/review-comment.ts';
import { type CheckedSide, checkSide, compareSides, reportErrors } from '../compare-sides.ts';
import type { ComparisonFlags } from '../comparison-flags.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor, exitCodes } from '../exit-code.ts';
import { exitCodeOfDiff } from '../exit-code-of-diff.ts';
import type { FailOnFlags, PlantFlags } from '../flags.ts';
import { invariantsOf, rulesOf } from '../load-plant.ts';
import { noticeFrame } from '../notice-frame.ts';
import { paletteFor } from '../palette.ts';

export interface ReviewFlags extends PlantFlags, FailOnFlags, ComparisonFlags {
  readonly out: string;
}

export async function review(this: CliContext, flags: ReviewFlags, baseName: string, headName?: string): Promise<void> {
  const files = listFlowFiles(flags.flows ?? [], this.cwd);
  const base = await checkSide(this, baseName, flags.plant);
  const head = await checkSide(this, headName ?? null, flags.plant);
  const comparison = await compareSides(this, { base, head }, files, flags);
  if (comparison.kind === 'unreadable') {
    this.process.exitCode = exitCodes.failed;
    return;
  }
  const findings = await findingsOf(this, head);
  const all = findingNotices(findings);
  const fresh = freshNotices(all, findingNotices(await findingsOf(this, base)));
  const compared = comparison.kind === 'compared' ? comparison : null;
  const report = compared?.report ?? null;
  const { plant } = head.result.value.plan;
  const notCompared = comparison.kind === 'uncompared' ? uncomparedWords(comparison.broken, head) : null;
  const frame = await noticeFrame(plant, head.side.folder.root, flags.failOn);
  const notices = [...all, ...(report === null ? [] : openingNotices(report))];
  const written: Readonly<Record<string, string | null>> = {
    'comment.md': renderReviewComment({ plant, report, notCompared, fresh }),
    'change.html': compared === null ? null : renderDiffHtml(compared.report, compared.map()),
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

function uncomparedWords(broken: CheckedSide, head: CheckedSide): string {
  const said = `there is no policy in ${broken.side.name}, so nothing could be compared`;
  return broken === head ? said : `${said}: name an older revision that has one`;
}

/** Those of invariants and of rules too. */
async function findingsOf(context: CliContext, { side, result }: CheckedSide): Promise<readonly Finding[]> {
  const { diagnostics } = result;
  const broken = diagnostics.some(isError) ? [] : invariantsOf(context, result);
  const rules = await rulesOf(context, side.folder, result);
  return [...diagnostics, ...broken, ...rules].map(findingOf);
}
