/** Drift as text: what an operator must know in a few lines, the most dangerous first, and what to do next. */
import type { Palette } from '../diagnostics/palette.ts';
import { counted, escapeText } from '../diagnostics/words.ts';
import { formatSpan } from '../model/span.ts';
import type { DriftFinding, DriftReport } from './drift-json.ts';
import { countFindings } from './findings-text.ts';

/** Renders a report; each line of advice stands once, however many findings have it. */
export function renderDrift(report: DriftReport, palette: Palette): string {
  const { findings } = report;
  const severities = findings.map(({ severity }) => severity);
  const fixes = [...new Set(findings.map(({ fix }) => fix))];
  const lines = [
    `${escapeText(report.boundary)}: ${findings.length === 0 ? 'what passes is what the plant says' : countFindings(severities)}`,
    ...runningLines(report),
    ...findings.flatMap((finding) => findingLines(finding, palette)),
    ...leftLines(report),
    ...fixes.map((fix, index) => `${palette.label(index === 0 ? 'next:' : '     ')} ${fix}`),
  ];
  return `${lines.join('\n')}\n`;
}

function runningLines({ running, beside, revision }: DriftReport): readonly string[] {
  const { state, isOfPlant, rules, elements, trialUntil, sessions } = running;
  if (state !== 'enforcing') return [];
  const name = running.revision === null ? 'a policy without a revision' : `revision ${running.revision}`;
  const plant =
    isOfPlant === null
      ? ', which carries no name'
      : isOfPlant
        ? ', written for what the plant allows'
        : `, while the plant is at ${revision === null ? 'another state' : `revision ${revision}`}`;
  const others =
    beside.length === 0
      ? ''
      : `; ${counted(beside.length, 'chain')} of others ${beside.length === 1 ? 'sees' : 'see'} its packets`;
  const until = trialUntil === null ? '' : `, on trial until ${trialUntil}`;
  const size = `${counted(rules, 'rule')}, ${counted(elements, 'element')}`;
  const open = sessions.map(
    ({ window, until: end }) => `  session ${window} is open ${end === null ? 'without end' : `until ${end}`}`,
  );
  return [`  runs ${name}${plant}${until}: ${size}${others}`, ...open].map(escapeText);
}

function findingLines({ severity, code, message, at, related }: DriftFinding, palette: Palette): readonly string[] {
  const place = at === null ? '' : `  ${palette.place(escapeText(formatSpan(at)))}`;
  const others = related.slice(0, mostRelated).map(({ at: where }) => palette.place(escapeText(formatSpan(where))));
  const left = related.length - others.length;
  const more = left > 0 ? [`and ${left} more`] : [];
  return [
    `${palette.severity[severity](severity.padEnd(8))}  ${palette.code(code)}${place}`,
    `  ${message}`,
    ...(others.length === 0 ? [] : [`  ${palette.label('also:')} ${[...others, ...more].join(', ')}`]),
  ];
}

const mostRelated = 5;

function leftLines({ left }: DriftReport): readonly string[] {
  const opened = left.atLeast ? `at least ${left.opened}` : String(left.opened);
  return [
    ...(left.opened > 0 ? [`  and more passes between ${opened} more pairs of zones`] : []),
    ...(left.closed > 0
      ? [`  and ${counted(left.closed, 'more grant')} ${left.closed === 1 ? 'does' : 'do'} not pass`]
      : []),
  ];
}
