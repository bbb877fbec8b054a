/** An analysis as text: the findings of each question under its heading, and a line that sums up. */
import { findingOf } from '../diagnostics/finding.ts';
import { counted, escapeText, joinWords, quote } from '../diagnostics/words.ts';
import type { QuestionName } from '../model/analysis.ts';
import type { AnalyzeAnswer, AnalyzeReport } from './analyze-json.ts';
import { countFindings, type FindingsTextOptions, renderFindings } from './findings-text.ts';

const headings: Readonly<Record<QuestionName, string>> = {
  reach: 'leads past the DMZ',
  breadth: 'opens more than there is to reach',
  activity: 'over, never active, or ending soon',
  covered: 'covered by other grants',
  use: 'not used by the traffic',
  enforcement: 'not enforced by any boundary',
  overlapping: 'shares a part with other grants',
};

export function renderAnalysis(
  report: AnalyzeReport,
  answers: readonly AnalyzeAnswer[],
  options: FindingsTextOptions,
): string {
  const sections = answers.flatMap(({ question, diagnostics }) =>
    diagnostics.length === 0
      ? []
      : [`== ${headings[question]} (${diagnostics.length})\n\n${renderFindings(diagnostics, options)}\n`],
  );
  return [...sections, summaryOf(report, answers)].join('');
}

function summaryOf({ policy, flows, guards, summary }: AnalyzeReport, answers: readonly AnalyzeAnswer[]): string {
  const severities = answers.flatMap(({ diagnostics }) => diagnostics.map((each) => findingOf(each).severity));
  const notes = [
    ...(flows === null ? [] : [`${flowWords(flows)}\n`]),
    ...(guards.length === 0
      ? []
      : [`not looked into, since only the policy can judge them: ${joinWords(guards.map(quote))}\n`]),
  ];
  return `${notes.join('')}${escapeText(policy.plant)}: ${counted(summary.grants, 'grant')}; ${countFindings(severities)}\n`;
}

function flowWords({ files, conversations, first, last }: NonNullable<AnalyzeReport['flows']>): string {
  const span = first === null || last === null ? '' : ` from ${first} to ${last}`;
  return escapeText(`${counted(conversations, 'conversation')}${span} in ${joinWords(files)}`);
}
