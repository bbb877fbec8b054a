/** An explanation as text, for a person who has to decide something at night: short, plain, with places. */
import { excerptOf } from '../diagnostics/excerpt.ts';
import type { Palette } from '../diagnostics/palette.ts';
import type { SourceLines } from '../diagnostics/source-lines.ts';
import { counted, escapeText } from '../diagnostics/words.ts';
import type { AuditEndpoint } from '../model/audit.ts';
import type { ExplainAnswer, ExplainChange, ExplainPlace, ExplainReport } from '../model/explain.ts';
import type { PlaceNote } from '../model/place-note.ts';
import { requestWords } from '../model/request-words.ts';
import { formatSpan, type Span } from '../model/span.ts';
import { enforcementWords } from './conversation-text.ts';

export interface ExplainTextOptions {
  readonly palette: Palette;
  readonly lines: SourceLines;
}

/** Conversations with the same verdict are told once, the denied ones first; under each frame or line its own. */
export function renderExplanation(report: ExplainReport, options: ExplainTextOptions): string {
  const told =
    report.places.length === 0
      ? renderAnswers(report.answers, options)
      : report.places.flatMap((place) => [
          placeHead(place, options.palette),
          ...renderAnswers(
            place.answers.flatMap((index) => report.answers[index] ?? []),
            options,
          ),
        ]);
  const hasPatch = report.changes.some((change) => change.kind === 'patch');
  const hint = hasPatch ? options.palette.label('`--format patch` prints the change for `git apply`') : '';
  const sections = [...told, ...report.changes.map((change) => renderChange(change, options)), hint];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function renderAnswers(answers: readonly ExplainAnswer[], options: ExplainTextOptions): readonly string[] {
  const groups = Map.groupBy(answers, (answer) =>
    JSON.stringify([
      answer.source,
      answer.destination,
      answer.activeWindows,
      { ...answer.enforcement, drops: null },
      { ...answer.verdict, nearest: { ...answer.verdict.nearest, actual: null } },
    ]),
  );
  const rank = ({ verdict }: ExplainAnswer): number => ['denied', 'unjudged', 'allowed'].indexOf(verdict.kind);
  return [...groups.values()]
    .sort(([a], [b]) => (a === undefined || b === undefined ? 0 : rank(a) - rank(b)))
    .map((group) => renderGroup(group, options));
}

/** The patches alone, for `git apply`. */
export function renderPatches(report: ExplainReport): string {
  const patches = report.changes.flatMap((change) => (change.kind === 'patch' ? change.patches : []));
  return patches.map((patch) => patch.text).join('');
}

/** What the frame or line is, where it does not simply show the conversation. */
function placeHead({ file, position, unit, role, words, answers }: ExplainPlace, palette: Palette): string {
  const name = palette.code(escapeText(`${unit} ${position} of ${file === '-' ? 'standard input' : file}`));
  const what = words === null ? '' : `: ${escapeText(words)}`;
  switch (role) {
    case 'request':
      return name;
    case 'answer':
      return `${name} answers this request`;
    case 'connection':
      return `${name}${what}\n  it asks for nothing itself; its connection holds ${counted(answers.length, 'conversation')}`;
    case 'nothing':
      return `${name} is no conversation${what}`;
  }
}

function renderGroup(answers: readonly ExplainAnswer[], options: ExplainTextOptions): string {
  const [first] = answers;
  if (first === undefined) return '';
  const { palette } = options;
  const { verdict } = first;
  const paint =
    verdict.kind === 'allowed' ? palette.code : palette.severity[verdict.kind === 'denied' ? 'high' : 'medium'];
  const pair = `${endpointText(first.source)} -> ${endpointText(first.destination)}`;
  const out = [`${paint(verdict.kind)}  ${escapeText(pair)}`, ...requestLines(answers), ...translationLines(first)];
  for (const grant of first.grants) {
    const reason = grant.reason === null ? '' : ` (${grant.reason})`;
    out.push(escapeText(`  by ${grant.id}${reason}`), ...placeLines(grant.at, options));
    out.push(...grant.places.flatMap((place) => noteLines(place, options)));
  }
  const { reason, nearest, detail, missing, kind, at } = verdict;
  const enforced = enforcementWords(first);
  if (enforced !== null) out.push(`  ${enforced}`);
  const why = first.count === null ? 'was not given' : 'the recording does not show';
  if (kind === 'unjudged') out.push(`  it depends on the ${missing.join(' and the ')}, which ${why}`);
  if (reason !== null)
    out.push(escapeText(`  because ${reason.replaceAll('-', ' ')}${detail === null ? '' : `: ${detail}`}`));
  if (nearest !== null) {
    const says = `${nearest.field} is ${nearest.expected}, asked was ${nearest.actual}`;
    out.push(escapeText(`  nearest grant ${nearest.grant}: ${says}`), ...placeLines(at, options));
  }
  out.push(`  ${palette.label(timeText(answers))}`);
  return out.join('\n');
}

/** What an address that a boundary translates stands for. */
function translationLines({ source, destination }: ExplainAnswer): readonly string[] {
  return [source, destination].flatMap(({ address, standsFor }) => {
    if (standsFor === null || standsFor.address === address) return [];
    return [escapeText(`  ${address} stands for ${standsFor.address} in scope ${standsFor.scope}`)];
  });
}

/** Up to four requests are written out; of more, the first ones and the names of the other operations. */
function requestLines(answers: readonly ExplainAnswer[]): readonly string[] {
  const written = answers.slice(0, answers.length <= 4 ? 4 : 1).map((answer) => {
    const times = answer.count === null || answer.count === 1 ? '' : `  (${counted(answer.count, 'time')})`;
    return `  ${escapeText(requestWords(answer))}${times}`;
  });
  const others = answers.slice(written.length);
  if (others.length === 0) return written;
  const names = [...new Set(others.map((answer) => answer.operation?.name ?? answer.operation?.class ?? 'unknown'))];
  return [...written, `  and ${counted(others.length, 'other request')}: ${escapeText(names.join(', '))}`];
}

function timeText(answers: readonly ExplainAnswer[]): string {
  const times = answers.flatMap((answer) => answer.time ?? []).sort();
  const [first] = times;
  const last = times.at(-1);
  const named = (answers[0]?.activeWindows ?? []).filter((window) => !/^(until|since):/.test(window));
  const windows = named.length === 0 ? 'no window active' : `active: ${named.join(', ')}`;
  if (first === undefined) return 'at a time that is not known';
  const seen = answers.some((answer) => (answer.count ?? 0) > 1) ? 'first seen ' : '';
  return `${seen}${first === last ? `at ${first}` : `between ${first} and ${last ?? ''}`}, ${windows}`;
}

function renderChange(change: ExplainChange, options: ExplainTextOptions): string {
  const { palette } = options;
  if (change.kind === 'none') {
    const head = `${palette.code('no change is proposed')}: ${escapeText(change.reason)}`;
    return [head, ...placeLines(change.at, options)].join('\n');
  }
  const [step = '', ...steps] = change.steps;
  const out = [`${palette.code('smallest change')}: ${escapeText(step)}`];
  out.push(...steps.map((each) => `  then ${escapeText(each)}`));
  out.push(...change.notes.map((note) => `  ${palette.label(escapeText(note))}`));
  out.push(...change.warnings.map((warning) => `  ${palette.severity.high('careful')}: ${escapeText(warning)}`));
  const { examples, more } = change.opens;
  if (examples.length === 0) out.push('  it opens nothing else');
  else {
    out.push('  it also opens, for example:', ...examples.map((example) => `    ${escapeText(example)}`));
    if (more) out.push('    and more');
    if (change.narrower) out.push('  `--narrow` shows a grant of its own instead, which leaves that grant as it is');
  }
  const diff = change.patches.map((patch) => patch.text.trimEnd().split('\n').map(escapeText).join('\n'));
  return [...out, '', ...diff].join('\n');
}

function noteLines({ what, at }: PlaceNote, options: ExplainTextOptions): readonly string[] {
  return [`  with ${escapeText(what)}`, ...placeLines(at, options)];
}

function placeLines(at: Span | null, { lines, palette }: ExplainTextOptions): readonly string[] {
  if (at === null) return [];
  const line = lines(at.file, at.line);
  return [`  ${palette.place(escapeText(formatSpan(at)))}`, ...(line === null ? [] : excerptOf(line, at, palette))];
}

function endpointText(endpoint: AuditEndpoint): string {
  return `${endpoint.asset ?? endpoint.address} [${endpoint.zone ?? 'no zone'}]`;
}
