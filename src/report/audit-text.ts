/**
 * An audit as text: what was read, what was denied and why, what could not be judged, what boundaries dropped, and lines
 * that sum up.
 */

import type { Palette } from '../diagnostics/palette.ts';
import { compareSeverities } from '../diagnostics/severity.ts';
import { counted, escapeText } from '../diagnostics/words.ts';
import type { AuditBoundary, AuditFinding, AuditReport } from '../model/audit.ts';
import type { AuditInput } from '../model/audit-input.ts';
import { formatSpan } from '../model/span.ts';
import { conversationLine, enforcementWords, evidenceText, reasonWords } from './conversation-text.ts';
import { shellWord } from './shell-word.ts';

export interface AuditTextOptions {
  readonly palette: Palette;
  /** `all` lists allowed conversations too. */
  readonly show: 'findings' | 'all';
  /** How explain is called about this plant, as `zonewright explain --plant line`. */
  readonly ask: string;
}

export function renderAudit(report: AuditReport, options: AuditTextOptions): string {
  const { palette } = options;
  const parts = [
    renderHead(report, palette),
    renderLogFindings(report, palette),
    ...sections.map((section) => renderSection(report, section, options)),
    options.show === 'all' ? renderAllowed(report, palette) : '',
    [...report.boundaries.map(boundaryLine), renderSummary(report)].join(''),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function renderHead(report: AuditReport, palette: Palette): string {
  const { plant, digest, revision } = report.policy;
  const policy = [plant, digest.slice(0, 19), revision === null ? '' : `revision ${revision}`].filter(
    (part) => part !== '',
  );
  return `${[palette.code(policy.join('  ')), ...report.inputs.flatMap(inputLines)].join('\n')}\n`;
}

function inputLines(input: AuditInput): string[] {
  const size = input.packets > 0 ? `${counted(input.packets, 'packet')}` : counted(input.records, 'record');
  const left = countsText(', skipped', input.skipped);
  const odd = countsText('; remarks', input.remarks);
  const problems = input.problems.slice(0, 5).map((problem) => {
    const place = problem.position === null ? '' : ` ${problem.unit} ${problem.position}`;
    return escapeText(`  ${input.file}${place}: ${problem.reason}`);
  });
  const more = input.problems.length > 5 ? [`  ${input.problems.length - 5} more problems`] : [];
  return [escapeText(`${input.file}: ${input.format}, ${size}${left}${odd}`), ...problems, ...more];
}

function countsText(title: string, counts: Readonly<Record<string, number>>): string {
  const items = Object.entries(counts).map(([reason, count]) => `${count} ${reason}`);
  return items.length === 0 ? '' : `${title}: ${items.join(', ')}`;
}

/** What is wrong with the session log. */
function renderLogFindings({ findings }: AuditReport, palette: Palette): string {
  const own = findings.filter((finding) => finding.conversation === null);
  const lines = own.flatMap(({ severity, message, fix, at }) => [
    `  ${palette.severity[severity](severity.padEnd(8))} ${escapeText(message)}`,
    ...(at === null ? [] : [`           ${palette.place(escapeText(formatSpan(at)))}`]),
    `           ${palette.label(escapeText(fix))}`,
  ]);
  return own.length === 0 ? '' : `${[`session log (${own.length})`, ...lines].join('\n')}\n`;
}

/** In the order of the report; codes that none of the others has are denials. */
const sections: readonly { readonly title: string; readonly codes: readonly string[] | null }[] = [
  { title: 'denied', codes: null },
  { title: 'spoofed, and dropped', codes: ['flow/spoofed'] },
  { title: 'granted, but dropped', codes: ['flow/granted-but-dropped'] },
  { title: 'unjudged', codes: ['flow/unjudged'] },
  { title: 'of no known connection, and dropped', codes: ['flow/stray'] },
  { title: 'denied, and dropped', codes: ['flow/stopped'] },
];
const named = new Set(sections.flatMap(({ codes }) => codes ?? []));

function renderSection(
  report: AuditReport,
  { title, codes }: (typeof sections)[number],
  options: AuditTextOptions,
): string {
  const findings = report.findings.filter(
    ({ code, conversation }) => conversation !== null && (codes === null ? !named.has(code) : codes.includes(code)),
  );
  if (findings.length === 0) return '';
  const sorted = [...findings].sort((a, b) => compareSeverities(a.severity, b.severity));
  return `${[`${title} (${findings.length})`, ...sorted.flatMap((finding) => findingLines(report, finding, options))].join('\n')}\n`;
}

function findingLines(report: AuditReport, finding: AuditFinding, { palette, ask }: AuditTextOptions): string[] {
  const conversation = report.conversations[finding.conversation ?? -1];
  if (conversation === undefined) return [];
  const { verdict } = conversation;
  const severity = palette.severity[finding.severity](finding.severity.padEnd(8));
  const lines = [
    `  ${severity} ${conversationLine(conversation)}`,
    `           ${palette.code(reasonWords(conversation))}`,
  ];
  const enforced = enforcementWords(conversation);
  if (enforced !== null) lines.push(`           ${enforced}`);
  if (finding.at !== null) lines.push(`           ${palette.place(escapeText(formatSpan(finding.at)))}`);
  lines.push(`           ${palette.label(`seen: ${evidenceText(conversation)}`)}`);
  // Standard input cannot be read a second time.
  const first = conversation.evidence.find((evidence) => evidence.file !== '-');
  if (verdict.kind === 'denied' && first !== undefined) {
    const place = shellWord(`${first.file}:${first.position}`);
    lines.push(`           ${palette.label(escapeText(`ask:  ${ask} ${place}`))}`);
  }
  if (finding.code === 'flow/granted-but-dropped') lines.push(`           ${palette.label(`next: ${finding.fix}`)}`);
  return lines;
}

function renderAllowed(report: AuditReport, palette: Palette): string {
  const allowed = report.conversations.filter((each) => each.verdict.kind === 'allowed');
  if (allowed.length === 0) return '';
  const lines = allowed.map(
    (each) => `  ${conversationLine(each)}  ${palette.label(escapeText(each.verdict.grants.join(', ')))}`,
  );
  return `${[`allowed (${allowed.length})`, ...lines].join('\n')}\n`;
}

/** As `fw-line: dropped 3 conversations (2 denied, 1 spoofed); 1 denied and not dropped; ` and the time of its log. */
function boundaryLine(records: AuditBoundary): string {
  const { boundary, first, last, enforced, grantedButDropped, spoofed, stray, deniedNotDropped } = records;
  const parts = [
    [enforced, 'denied'],
    [grantedButDropped, 'granted'],
    [spoofed, 'spoofed'],
    [stray, 'of no known connection'],
  ] as const;
  const dropped = counted(enforced + grantedButDropped + spoofed + stray, 'conversation');
  const shown = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const undropped = deniedNotDropped === 0 ? '' : `; ${deniedNotDropped} denied and not dropped`;
  const what = `dropped ${dropped} (${shown.join(', ')})${undropped}`;
  return `${escapeText(`${boundary ?? 'the boundary'}: ${what}; ${first} to ${last}`)}\n`;
}

function renderSummary({ summary }: AuditReport): string {
  const { conversations, allowed, denied, unjudged, skipped } = summary;
  const left = skipped === 0 ? '' : `; ${counted(skipped, 'packet or line', 'packets or lines')} skipped`;
  return `${counted(conversations, 'conversation')}: ${allowed} allowed, ${denied} denied, ${unjudged} unjudged${left}\n`;
}
