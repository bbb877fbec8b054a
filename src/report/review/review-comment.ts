/** A change as the one comment that a reviewer reads: what it opens and closes, and what is wrong with it that was not before. */
import { compareSeverities } from '../../diagnostics/severity.ts';
import { counted } from '../../diagnostics/words.ts';
import { formatSpan } from '../../model/span.ts';
import type { DiffReport } from '../diff-json.ts';
import { commentMarker, renderDiffMarkdown } from '../diff-markdown.ts';
import { code, words } from '../markdown-words.ts';
import type { Notice } from './notice.ts';

/** What a review found. */
export interface Review {
  readonly plant: string;
  /** Null when one of the sides is no policy. */
  readonly report: DiffReport | null;
  /** Why nothing was compared; null when it was. */
  readonly notCompared: string | null;
  /** Findings that the base does not have. */
  readonly fresh: readonly Notice[];
}

const mostFindings = 20;

export function renderReviewComment({ plant, report, notCompared, fresh }: Review): string {
  const findings = findingLines(fresh);
  if (report !== null)
    return `${[renderDiffMarkdown(report).trimEnd(), ...(findings.length === 0 ? [] : ['', ...findings])].join('\n').trimEnd()}\n`;
  return [
    commentMarker(plant),
    `### ${words(plant)}: what the change opens and closes is not known`,
    '',
    ...(notCompared === null ? [] : [`${words(notCompared)}.`, '']),
    ...findings,
  ].join('\n');
}

function findingLines(fresh: readonly Notice[]): readonly string[] {
  if (fresh.length === 0) return [];
  const more = fresh.length - mostFindings;
  return [
    '#### New findings',
    '',
    ...fresh
      .toSorted((a, b) => compareSeverities(a.severity, b.severity))
      .slice(0, mostFindings)
      .map(
        ({ severity, title, message, fix, at }) =>
          `- **${severity}** ${code(title)}${at === null ? '' : ` ${code(formatSpan(at))}`}: ${words(message)}${fix === null ? '' : `; ${words(fix)}`}`,
      ),
    ...(more > 0 ? [`- and ${counted(more, 'more finding')}; ${code('zonewright check')} shows all of them`] : []),
    '',
  ];
}
