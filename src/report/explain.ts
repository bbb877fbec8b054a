/** An explanation of one conversation, as JSON and as text. */

import { excerptOf } from '../diagnostics/excerpt.ts';
import type { Palette } from '../diagnostics/palette.ts';
import type { SourceLines } from '../diagnostics/source-lines.ts';
import { escapeText } from '../diagnostics/words.ts';
import type { AuditEndpoint, AuditVerdict } from '../model/audit.ts';
import { grantsOf, type Plan } from '../model/plan.ts';
import { type Request, requestWords } from '../model/request-words.ts';
import { formatSpan, type Span } from '../model/span.ts';

export interface ExplainReport {
  readonly schema: 'zonewright/explain/v1';
  readonly policy: { readonly digest: string; readonly revision: string | null; readonly plant: string };
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly activeWindows: readonly string[];
  /** One per operation that the words can mean. */
  readonly answers: readonly ExplainAnswer[];
}

export interface ExplainAnswer extends Request {
  readonly source: AuditEndpoint;
  readonly destination: AuditEndpoint;
  readonly verdict: AuditVerdict;
  /** Where the grants that allow it are written. */
  readonly grants: readonly ExplainGrant[];
}

export interface ExplainGrant {
  readonly id: string;
  /** Title of a Rego allowlist, or the reason of a written grant. */
  readonly reason: string | null;
  readonly at: Span | null;
}

/** The written grants and the Rego allowlists behind a list of grant ids. */
export function describeGrants(ids: readonly string[], plan: Plan): readonly ExplainGrant[] {
  return ids.map((id) => {
    const grant = grantsOf(plan).find((each) => each.id === id);
    if (grant !== undefined) return { id, reason: grant.reason, at: grant.at };
    const list = plan.allowlists.find((each) => id.startsWith(`plant.allow.${each.name}/`));
    if (list !== undefined) return { id, reason: list.title ?? list.reason, at: list.at };
    const zone = plan.zones.find((each) => id === `internal:${each.id}`);
    return { id, reason: zone === undefined ? null : 'traffic inside the zone is free', at: zone?.at ?? null };
  });
}

export interface ExplainTextOptions {
  readonly palette: Palette;
  readonly lines: SourceLines;
}

/** Answers with the same verdict are told once. */
export function renderExplanation(report: ExplainReport, options: ExplainTextOptions): string {
  const groups = Map.groupBy(report.answers, (answer) =>
    JSON.stringify([answer.verdict.kind, answer.verdict.reason, answer.verdict.grants, answer.verdict.nearest]),
  );
  const named = report.activeWindows.filter((window) => !/^(until|since):/.test(window));
  const windows = named.length === 0 ? 'no window active' : `active: ${named.join(', ')}`;
  const blocks = [...groups.values()].map((group) => renderGroup(group, options));
  return `${blocks.join('\n\n')}\n  ${options.palette.label(`at ${report.time}, ${windows}`)}\n`;
}

function renderGroup(answers: readonly ExplainAnswer[], { palette, lines }: ExplainTextOptions): string {
  const [first] = answers;
  if (first === undefined) return '';
  const paint =
    first.verdict.kind === 'allowed'
      ? palette.code
      : palette.severity[first.verdict.kind === 'denied' ? 'high' : 'medium'];
  const pair = `${endpointText(first.source)} -> ${endpointText(first.destination)}`;
  const out = [`${paint(first.verdict.kind)}  ${escapeText(pair)}`, ...requestLines(answers)];
  for (const grant of first.grants) {
    out.push(
      escapeText(`  by ${grant.id}${grant.reason === null ? '' : ` (${grant.reason})`}`),
      ...placeLines(grant.at, lines, palette),
    );
  }
  const { reason, nearest, detail, missing, kind, at } = first.verdict;
  if (kind === 'unjudged') out.push(`  it depends on the ${missing.join(' and the ')}, which was not given`);
  if (reason !== null)
    out.push(escapeText(`  because ${reason.replaceAll('-', ' ')}${detail === null ? '' : `: ${detail}`}`));
  if (nearest !== null) {
    out.push(
      escapeText(
        `  nearest grant ${nearest.grant}: ${nearest.field} is ${nearest.expected}, asked was ${nearest.actual}`,
      ),
      ...placeLines(at, lines, palette),
    );
  }
  return out.join('\n');
}

/** Up to four requests are written out; of more, the first and the names of the other operations. */
function requestLines(answers: readonly ExplainAnswer[]): readonly string[] {
  const [first, ...others] = answers;
  if (first === undefined) return [];
  if (answers.length <= 4) return answers.map((answer) => `  ${escapeText(requestWords(answer))}`);
  const names = others.map((answer) => answer.operation?.name ?? 'unknown').join(', ');
  return [`  ${escapeText(requestWords(first))}`, `  and ${others.length} other operations: ${escapeText(names)}`];
}

function placeLines(at: Span | null, lines: SourceLines, palette: Palette): readonly string[] {
  if (at === null) return [];
  const line = lines(at.file, at.line);
  return [`  ${palette.place(escapeText(formatSpan(at)))}`, ...(line === null ? [] : excerptOf(line, at, palette))];
}

function endpointText(endpoint: AuditEndpoint): string {
  return `${endpoint.asset ?? endpoint.address} [${endpoint.zone ?? 'no zone'}]`;
}
