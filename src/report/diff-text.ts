/** A comparison as text: what opens first, by zone pair, each with who may do what, an example and the lines responsible. */
import type { Palette } from '../diagnostics/palette.ts';
import { counted, escapeText, joinWords } from '../diagnostics/words.ts';
import type {
  DiffCause,
  DiffConversation,
  DiffEntry,
  DiffGrant,
  DiffGroup,
  DiffHold,
  DiffMove,
} from '../model/plan-diff.ts';
import { formatSpan } from '../model/span.ts';
import { enforcementWords, isSame, patchWords, presenceWords, shownLines } from './configuration-words.ts';
import { conversationLine, evidenceText, reasonWords } from './conversation-text.ts';
import type { DiffConfiguration, DiffReport } from './diff-json.ts';
import {
  approvalWords,
  deedWords,
  deniedWords,
  endpointWords,
  entryWords,
  holdWords,
  sideWords,
  summaryWords,
  witnessWords,
} from './diff-words.ts';

export function renderDiff(report: DiffReport, palette: Palette): string {
  const sections = [
    ...section('opened', 'may now', report.opened, palette),
    ...section('closed', 'may no longer', report.closed, palette),
    ...(report.moved.length === 0
      ? []
      : [[heading('moved', report.moved.length, palette), ...report.moved.map(moveLine)]]),
    ...(report.uncompared.length === 0
      ? []
      : [
          [
            heading('not compared, since only the compiled policy can judge it', report.uncompared.length, palette),
            ...report.uncompared.map(({ name, side, at }) =>
              escapeText(`  ${name}, ${side === 'both' ? 'changed' : `only in the ${side}`}  ${formatSpan(at)}`),
            ),
          ],
        ]),
    ...(report.held.length === 0 ? [] : [heldLines(report.held, palette)]),
    ...(report.approvals.length === 0 ? [] : [approvalLines(report, palette)]),
    ...(report.boundaries ?? []).map((each) => configurationLines(each, palette)),
    ...(report.changedConversations === null ? [] : [conversationLines(report.changedConversations, palette)]),
  ];
  return `${[...sections.map((lines) => `${lines.join('\n')}\n`), summaryLine(report)].join('\n')}\n`;
}

function configurationLines(configuration: DiffConfiguration, palette: Palette): readonly string[] {
  const { id, enforcement, files } = configuration;
  const presence = presenceWords(configuration);
  const title = palette.label(escapeText(`== boundary ${id}${presence === '' ? '' : ` ${presence}`}`));
  if (isSame(configuration)) return [title, '  its configuration stays as it is'];
  return [
    title,
    ...enforcement.map((each) => escapeText(`  ${each.grant}  ${formatSpan(each.at)}: ${enforcementWords(each)}`)),
    ...files.flatMap((file) => [
      escapeText(`  ${patchWords(file)}`),
      ...shownLines(file.patch).map((line) => escapeText(`    ${line}`)),
    ]),
  ];
}

function heldLines(held: readonly DiffHold[], palette: Palette): readonly string[] {
  return [
    heading('held at boundaries', held.length, palette),
    ...held.flatMap((each) => {
      const { grant, change, severity, base, head, at } = each;
      const place = head ?? at ?? base;
      const before = base === null || place === base ? '' : `, before ${formatSpan(base)}`;
      return [
        escapeText(`  ${change}: ${grant}  ${place === null ? '' : formatSpan(place)}${before}`),
        ...(change === 'widened' ? [`    ${palette.severity[severity](severity)}`] : []),
        escapeText(`    ${holdWords(each)}`),
      ];
    }),
  ];
}

function approvalLines(report: DiffReport, palette: Palette): readonly string[] {
  return [
    heading('needs approval', report.approvals.length, palette),
    ...report.approvals.map((approval) => escapeText(`  ${approvalWords(report, approval)}`)),
  ];
}

function section(
  name: string,
  verb: string,
  groups: readonly DiffGroup[],
  palette: Palette,
): readonly (readonly string[])[] {
  if (groups.length === 0) return [];
  const count = groups.reduce((sum, group) => sum + group.entries.length, 0);
  return [[heading(name, count, palette), ...groups.flatMap((group) => groupLines(group, verb, palette))]];
}

function heading(name: string, count: number, palette: Palette): string {
  return palette.label(`== ${name} (${count})`);
}

function groupLines({ from, to, owner, entries, more }: DiffGroup, verb: string, palette: Palette): readonly string[] {
  const answers = owner === null ? '' : `   ${to} is owned by ${owner}`;
  return [
    '',
    escapeText(`${from} -> ${to}${answers}`),
    ...entries.flatMap((entry) => entryLines(entry, verb, palette)),
    ...(more ? ['  and more of this kind'] : []),
  ];
}

function entryLines(entry: DiffEntry, verb: string, palette: Palette): readonly string[] {
  const said = entryWords(entry);
  const because = entry.because.length === 0 ? '' : `: ${entry.because.join(', ')}`;
  const opening = verb === 'may now';
  return [
    `  ${escapeText(`${said.sources} ${verb} ${deedWords(said)}`)}`,
    `    ${escapeText(said.how)}`,
    ...(opening ? [`    ${palette.severity[entry.severity](entry.severity)}${escapeText(because)}`] : []),
    `    ${escapeText(`for example ${witnessWords(entry)}`)}`,
    ...entry.grants.slice(0, 4).map((grant) => `    ${escapeText(grantWords(grant))}`),
    ...(entry.grants.length > 4 ? [`    and ${counted(entry.grants.length - 4, 'more grant')}`] : []),
    ...entry.causes.slice(0, 6).map((cause) => `    ${escapeText(causeWords(cause))}`),
  ];
}

function grantWords({ id, owner, reason, ticket, expires, at }: DiffGrant): string {
  const notes = [
    ...(owner === null ? [] : [`owner ${owner}`]),
    ...(ticket === null ? [] : [`ticket ${ticket}`]),
    ...(expires === null ? [] : [`expires ${expires}`]),
    ...(reason === null ? [] : [reason]),
  ];
  return `by ${id}  ${formatSpan(at)}${notes.length === 0 ? '' : `  (${notes.join(', ')})`}`;
}

/** As `grant scada/setpoints: conduits/scada.yaml:12:7, before conduits/scada.yaml:11:7`. */
function causeWords({ what, base, head }: DiffCause): string {
  if (base === null && head === null) return `${what} means something else`;
  if (base === null) return `${what} is new: ${head === null ? '' : formatSpan(head)}`;
  if (head === null) return `${what} is gone: ${formatSpan(base)}`;
  return `${what} changed: ${formatSpan(head)}, before ${formatSpan(base)}`;
}

function moveLine({ base, head, lost, gained, grants, at }: DiffMove): string {
  const name = base === head ? endpointWords(head) : `${endpointWords(base)}, now ${endpointWords(head)}`;
  const where = at === null ? '' : `  ${formatSpan(at)}`;
  return escapeText(
    `  ${name}: ${joinWords(lost, 4)} -> ${joinWords(gained, 4)}; ${counted(grants, 'grant')} go with it${where}`,
  );
}

/** Conversations that are shown; the rest is only counted. */
const mostConversations = 20;

function conversationLines(changed: readonly DiffConversation[], palette: Palette): readonly string[] {
  if (changed.length === 0) return ['no recorded conversation is judged otherwise'];
  const rest = changed.slice(mostConversations);
  return [
    palette.label(`== recorded conversations that are judged otherwise (${changed.length})`),
    ...changed
      .slice(0, mostConversations)
      .flatMap((each) => [
        `  ${each.before} -> ${each.verdict.kind}  ${conversationLine(each)}`,
        ...(each.verdict.kind === 'denied' ? [`    ${reasonWords(each)}`] : []),
        `    ${evidenceText(each)}`,
      ]),
    ...(rest.length === 0
      ? []
      : [
          `  and ${counted(rest.length, 'more conversation')}, ${counted(
            rest.reduce((sum, each) => sum + each.count, 0),
            'request',
          )}`,
        ]),
  ];
}

function summaryLine({ base, head, summary, changedConversations }: DiffReport): string {
  const sides = `${sideWords(base)} to ${sideWords(head)}`;
  const denied = deniedWords(changedConversations);
  return escapeText(`${sides}: ${summaryWords(summary)}${denied === null ? '' : `; ${denied}`}`);
}
