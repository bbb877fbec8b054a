/** What packets have shown, as text: a line for each phase, every mismatch with its packet, and a line that sums up. */
import type { Palette } from '../diagnostics/palette.ts';
import { counted, escapeText } from '../diagnostics/words.ts';
import type { ProveGrant, ProveMismatch, ProveReport } from '../model/prove.ts';
import { formatSpan } from '../model/span.ts';

export function renderProve(report: ProveReport, palette: Palette): string {
  const { boundary, plant, lab, seed, at } = report;
  return [
    escapeText(`${boundary} of ${plant}: ${lab}, seed ${seed}, ${at}`),
    '',
    ...phaseTable(report),
    '',
    ...report.mismatches.map((mismatch) => mismatchLines(mismatch, palette)),
    ...report.miscounted.map(({ grants, expected, counted: seen }) =>
      escapeText(`counted ${seen} times and not ${expected}: ${grants}`),
    ),
    coverageLine(report),
    summaryLine(report),
    '',
  ].join('\n');
}

function phaseTable({ phases }: ProveReport): readonly string[] {
  const rows = [
    ['phase', 'sent', 'passed', 'dropped', 'mismatches', 'a second'],
    ...phases.map(({ name, sent, passed, dropped, mismatches, perSecond }) => [
      name,
      ...[sent, passed, dropped, mismatches, perSecond].map(grouped),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

function mismatchLines({ phase, packet, expected, kernel, grants, near }: ProveMismatch, palette: Palette): string {
  const others = grants.filter(({ id }) => id !== near?.id);
  const lines = [
    `${palette.code('mismatch')} ${escapeText(`${phase}: ${packet}`)}`,
    escapeText(`  expected: ${expected}`),
    escapeText(`  kernel:   ${kernel}`),
    ...others.map((grant) => `  grant:    ${placed(grant)}`),
    ...(near === null ? [] : [`  ${grants.length > others.length ? 'grant:   ' : 'derived:  from'} ${placed(near)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function placed({ id, at }: ProveGrant): string {
  return escapeText(`${id} ${formatSpan(at)}`);
}

function coverageLine({ coverage }: ProveReport): string {
  return `tried: ${coverage.map(({ what, tried, of }) => `${what} ${grouped(tried)} of ${grouped(of)}`).join(', ')}`;
}

function summaryLine({ boundary, summary, miscounted }: ProveReport): string {
  const { probes, packets, mismatches, perSecond, perProcessorSecond, grants, counters, leftOut } = summary;
  const verdict = mismatches === 0 ? 'no mismatch' : counted(mismatches, 'mismatch', 'mismatches');
  const right = counters === 0 ? '' : `, ${grouped(counters)} counters right`;
  const counts = miscounted.length === 0 ? right : `, ${miscounted.length} of ${counters} counters wrong`;
  const out = leftOut === 0 ? '' : `, ${grouped(leftOut)} left out as their window changes`;
  return escapeText(
    `${boundary}: ${grouped(packets)} packets of ${grouped(probes)} conversations, ${verdict}; ${counted(grants, 'grant')}${counts}${out}; ${grouped(perSecond)} packets a second, ${grouped(perProcessorSecond)} a second of processor time`,
  );
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
