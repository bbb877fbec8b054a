/**
 * A comparison as a comment on a change. It begins with a line that no reader sees and that is the same for a plant each
 * time, so that whoever posts it can find and replace the comment of the last push.
 */
import { counted } from '../diagnostics/words.ts';
import type { DiffApproval, DiffConversation, DiffEntry, DiffGroup, DiffHold, DiffMove } from '../model/plan-diff.ts';
import { formatSpan, type Span } from '../model/span.ts';
import { enforcementWords, isSame, patchWords, presenceWords, shownLines } from './configuration-words.ts';
import { conversationLine } from './conversation-text.ts';
import { type DiffConfiguration, type DiffReport, isApproved } from './diff-json.ts';
import {
  deniedWords,
  endpointWords,
  entryWords,
  holdWords,
  memberWords,
  sideWords,
  summaryWords,
  witnessWords,
} from './diff-words.ts';
import { code, fenced, words } from './markdown-words.ts';

/** Comments longer than this are refused by GitHub (65,536 characters); GitLab takes more. */
const mostCharacters = 60_000;
const mostConversations = 10;

export function renderDiffMarkdown(report: DiffReport): string {
  const lines = [
    commentMarker(report.plant),
    `### ${words(report.plant)}: ${headline(report)}`,
    '',
    ...section('Opened', 'may now', report.opened),
    ...section('Closed', 'may no longer', report.closed),
    ...moves(report.moved),
    ...uncompared(report),
    ...held(report),
    ...approvals(report),
    ...(report.boundaries ?? []).flatMap(configuration),
    ...conversations(report.changedConversations),
    `Compared: ${code(sideWords(report.base))} with ${code(sideWords(report.head))}.`,
    '',
  ];
  return cut(lines);
}

/** The line by which the comment on a plant is found again. */
export function commentMarker(plant: string): string {
  return `<!-- zonewright diff ${plant.replaceAll(/[^A-Za-z0-9._-]/g, '_')} -->`;
}

function headline({ summary, changedConversations }: DiffReport): string {
  const denied = deniedWords(changedConversations);
  return `${summaryWords(summary)}${denied === null ? '' : `; **${denied}**`}`;
}

function section(title: string, verb: string, groups: readonly DiffGroup[]): readonly string[] {
  if (groups.length === 0) return [];
  return [`#### ${title}`, '', ...groups.flatMap((group) => groupLines(group, verb)), ''];
}

function groupLines({ from, to, owner, entries, more }: DiffGroup, verb: string): readonly string[] {
  const answers = owner === null ? '' : `, owned by ${code(owner)}`;
  return [
    `${code(from)} → ${code(to)}${answers}`,
    '',
    ...entries.flatMap((entry) => entryLines(entry, verb)),
    ...(more ? ['- and more of this kind'] : []),
    '',
  ];
}

function entryLines(entry: DiffEntry, verb: string): readonly string[] {
  const { operations, objects, how } = entryWords(entry);
  const names = (list: readonly string[]): string => list.map((each) => code(endpointWords(each))).join(', ');
  const opening = verb === 'may now';
  const severity = opening ? `**${entry.severity}** ` : '';
  const because = opening && entry.because.length > 0 ? ` — ${words(entry.because.join(', '))}` : '';
  const what = [`**${words(operations)}**`, objects === '' ? '' : `${words(objects)} of`, names(entry.destinations)];
  return [
    `- ${severity}${names(entry.sources)} ${verb} ${what.filter((word) => word !== '').join(' ')} (${words(how)})${because}`,
    `  - for example ${code(witnessWords(entry))}`,
    ...entry.grants.slice(0, 4).map((grant) => {
      const notes = [grant.owner ?? '', grant.ticket ?? '', grant.reason ?? ''].filter((note) => note !== '');
      return `  - by ${code(grant.id)} ${place(grant.at)}${notes.length === 0 ? '' : ` — ${words(notes.join(', '))}`}`;
    }),
    ...entry.causes.slice(0, 4).map(({ what: cause, base, head }) => {
      const sides = [
        ...(head === null ? [] : [`now ${place(head)}`]),
        ...(base === null ? [] : [`before ${place(base)}`]),
      ];
      return `  - ${words(cause)}${sides.length === 0 ? ' means something else' : `: ${sides.join(', ')}`}`;
    }),
  ];
}

function place(span: Span): string {
  return code(formatSpan(span));
}

function moves(moved: readonly DiffMove[]): readonly string[] {
  if (moved.length === 0) return [];
  const line = ({ base, head, lost, gained, grants }: DiffMove): string => {
    const name =
      base === head ? code(endpointWords(head)) : `${code(endpointWords(base))}, now ${code(endpointWords(head))},`;
    const [from, to] = [lost, gained].map((list) => list.slice(0, 4).map(code).join(', '));
    return `- ${name} ${from} → ${to}; ${counted(grants, 'grant')} go with it`;
  };
  return ['#### Moved', '', ...moved.map(line), ''];
}

function uncompared({ uncompared: guards }: DiffReport): readonly string[] {
  if (guards.length === 0) return [];
  return [
    '#### Not compared, since only the compiled policy can judge it',
    '',
    ...guards.map(
      ({ name, side, at }) => `- ${code(name)}, ${side === 'both' ? 'changed' : `only in the ${side}`} ${place(at)}`,
    ),
    '',
  ];
}

function held({ held: holds }: DiffReport): readonly string[] {
  if (holds.length === 0) return [];
  const line = (hold: DiffHold): string => {
    const { change, severity, grant, base, head, at } = hold;
    const before = base === null ? '' : `, before ${place(base)}`;
    const now = head ?? at;
    const places = `${now === null ? '' : ` ${place(now)}`}${before}`;
    return `- ${change === 'widened' ? `**${severity}** ` : ''}**${change}** ${code(grant)}${places}: ${words(holdWords(hold))}`;
  };
  return ['#### Held at boundaries', '', ...holds.map(line), ''];
}

function approvals(report: DiffReport): readonly string[] {
  if (report.approvals.length === 0) return [];
  // No boxes to tick: anybody who can write may tick a box of a comment.
  const line = (approval: DiffApproval): string => {
    const zones = approval.zones.map(code).join(', ');
    if (approval.owner === null)
      return `- nobody answers for ${zones}: name an ${code('owner')} (${approval.severity})`;
    const asked = report.approvedBy === null ? '' : isApproved(report, approval) ? ', given' : ', **missing**';
    return `- ${code(approval.owner)}${memberWords(approval.members.map(code))}, for what opens into ${zones} (${approval.severity})${asked}`;
  };
  return ['#### Needs approval', '', ...report.approvals.map(line), ''];
}

function configuration(boundary: DiffConfiguration): readonly string[] {
  const presence = presenceWords(boundary);
  const title = `#### Boundary ${code(boundary.id)}${presence === '' ? '' : ` ${presence}`}`;
  if (isSame(boundary)) return [title, '', 'Its configuration stays as it is.', ''];
  return [
    title,
    '',
    ...boundary.enforcement.map((each) => `- ${code(each.grant)} ${place(each.at)}: ${words(enforcementWords(each))}`),
    ...boundary.files.map((file) => `- ${words(patchWords(file))}`),
    '',
    ...boundary.files.flatMap(({ patch }) => [...fenced(shownLines(patch), 'diff'), '']),
  ];
}

function conversations(changed: readonly DiffConversation[] | null): readonly string[] {
  if (changed === null) return [];
  if (changed.length === 0) return ['No recorded conversation is judged otherwise.', ''];
  return [
    '#### Recorded conversations that are judged otherwise',
    '',
    '| before | after | requests | conversation |',
    '| --- | --- | ---: | --- |',
    ...changed
      .slice(0, mostConversations)
      .map((each) => `| ${each.before} | ${each.verdict.kind} | ${each.count} | ${code(conversationLine(each))} |`),
    ...(changed.length > mostConversations
      ? ['', `and ${counted(changed.length - mostConversations, 'more conversation')}`]
      : []),
    '',
  ];
}

function cut(lines: readonly string[]): string {
  let length = 0;
  const single = lines.filter((line, index) => line !== '' || lines[index - 1] !== '');
  const kept = single.filter((line) => {
    length += line.length + 1;
    return length <= mostCharacters;
  });
  const more = kept.length === single.length ? [] : ['', 'and more; `zonewright diff` shows all of it'];
  return `${[...kept, ...more].join('\n')}\n`;
}
