/** What the page of a change says of each line and each box of its map. */
import { counted, joinWords } from '../../diagnostics/words.ts';
import type { ChangeMap, TrafficChange, ZoneChange } from '../../model/change-map.ts';
import type { PlanGrant } from '../../model/plan.ts';
import type { DiffCause, DiffConversation, DiffEntry, DiffGroup } from '../../model/plan-diff.ts';
import { formatSpan, type Span } from '../../model/span.ts';
import type { MapLink, MapTraffic, MapZone } from '../../model/zone-map.ts';
import { conversationLine, evidenceText, reasonWords } from '../conversation-text.ts';
import { endpointWords, entryWords, witnessWords } from '../diff-words.ts';
import { grantWords } from '../grant-words.ts';
import { joined, type Markup, markup, noMarkup } from '../markup.ts';
import { levelWords, zoneFacts } from '../zone-map/map-words.ts';
import { changeWords, isChanged, isZoneChanged } from './link-words.ts';

/** Rows of a table, and conversations, that are shown; the rest is only counted. */
const mostRows = 60;

export interface PairContext {
  readonly zoneNumber: (id: string) => number;
  /** Lines at which the same changes, itself among them, where these are many; the first stands for all. */
  readonly alike: readonly MapLink[] | null;
}

export function pairArticle(
  link: MapLink,
  change: TrafficChange,
  conversations: readonly DiffConversation[],
  { zoneNumber, alike }: PairContext,
): Markup {
  const [upper, lower] = link.ends;
  const zones = [upper, lower].map((id) => markup`<a href="#zone-${zoneNumber(id)}">${id}</a>`);
  const between =
    link.boundaries.length === 0
      ? 'no boundary lies between the two'
      : `what passes here passes ${joinWords(link.boundaries)}`;
  const classes = [isChanged(change) ? 'changed' : 'same', ...(alike === null || alike[0] === link ? [] : ['alike'])];
  return markup`<article id="pair-${link.number}" class="${classes.join(' ')}">
<h2>${link.number}: ${joined(zones, ' and ')}</h2>
<p class="facts">${changeWords(change)}; ${between}</p>
${changesOf(change, conversations)}
${joined(link.traffic.map((traffic) => trafficTable(traffic, change.presence === 'gone')))}
${alike === null ? noMarkup : alikeLines(link, alike)}
</article>`;
}

/** The first line names all others, and each of them the first. */
function alikeLines(link: MapLink, alike: readonly MapLink[]): Markup {
  const [first = link, ...others] = alike;
  const item = ({ number, ends: [one, other] }: MapLink): Markup =>
    markup`<a href="#pair-${number}">${number}: ${one} and ${other}</a>`;
  if (first !== link)
    return markup`<p>The same changes at ${counted(alike.length, 'line')}, of which the first is ${item(first)}.</p>`;
  return markup`<p>The same changes at ${counted(others.length, 'other line')}: ${joined(others.map(item), ', ')}</p>`;
}

export function zoneArticle(
  { zone, assets, inside, boundaries }: MapZone,
  change: ZoneChange,
  number: number,
  { map, links }: ChangeMap,
  conversations: readonly DiffConversation[],
): Markup {
  const before = change.before === null ? '' : `, ${change.before} before`;
  const own = map.links.filter(({ ends }) => ends.includes(zone.id));
  const rows: readonly (readonly [string, string])[] = [
    ['level', levelWords(zone.level)],
    ['owner', zone.owner ?? 'nobody'],
    ['address domain', zone.scope],
    ['networks', zone.networks.length === 0 ? 'none' : joinWords(zone.networks)],
    ['assets', counted(assets, 'asset')],
    [
      'boundaries',
      boundaries.length === 0
        ? 'none'
        : joinWords(boundaries.map((side) => `${side.boundary} ${side.interfaces.join('/')}`)),
    ],
    ['declared', formatSpan(zone.at)],
  ];
  return markup`<article id="zone-${number}" class="${isZoneChanged(change) ? 'changed' : 'same'}">
<h2>Zone ${zone.id}${before}</h2>
<p class="facts">${presenceWords(change)}${zoneFacts({ zone, assets, inside, boundaries })}</p>
<dl>${rows.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${movesOf(change)}
${changesOf(change.inside, conversations)}
${inside === null ? noMarkup : trafficTable(inside, change.inside.presence === 'gone')}
${own.length === 0 ? markup`<p>No conduit leads here or away.</p>` : markup`<h3>Conduits</h3><ul>${own.map((link) => markup`<li><a href="#pair-${link.number}">${link.number}: ${link.ends[0]} and ${link.ends[1]}</a>, ${wordsAt(links, link)}</li>`)}</ul>`}
</article>`;
}

function wordsAt(links: readonly TrafficChange[], link: MapLink): string {
  const change = links[link.number - 1];
  return change === undefined ? '' : changeWords(change);
}

function presenceWords({ presence }: ZoneChange): string {
  return presence === 'kept' ? '' : presence === 'new' ? 'new zone; ' : 'the zone is gone; ';
}

function movesOf({ moved }: ZoneChange): Markup {
  if (moved.length === 0) return noMarkup;
  return markup`<h3>Moved</h3><ul>${moved.map(
    ({ base, head, lost, gained, grants, at }) =>
      markup`<li>${base === head ? endpointWords(head) : `${endpointWords(base)}, now ${endpointWords(head)},`}: ${joinWords(lost, 4)} to ${joinWords(gained, 4)}; ${counted(grants, 'grant')} go with it ${at === null ? noMarkup : place(at)}</li>`,
  )}</ul>`;
}

function changesOf(change: TrafficChange, conversations: readonly DiffConversation[]): Markup {
  return joined([
    ...groupsOf('Opened', 'may now', change.opened),
    ...groupsOf('Closed', 'may no longer', change.closed),
    ...(change.uncompared.length === 0
      ? []
      : [
          markup`<h3>Not compared</h3><ul>${change.uncompared.map((name) => markup`<li>${name}: only the compiled policy can judge it, and it is not the same</li>`)}</ul>`,
        ]),
    ...(conversations.length === 0 ? [] : [conversationsOf(conversations)]),
  ]);
}

function groupsOf(title: string, verb: string, groups: readonly DiffGroup[]): readonly Markup[] {
  return groups.map(({ from, to, owner, entries, more }) => {
    const sign =
      title === 'Opened' ? markup`<span class="sign plus">+</span>` : markup`<span class="sign minus">−</span>`;
    const answers = owner === null ? 'nobody owns the zone that answers' : `${to} is owned by ${owner}`;
    return markup`<section class="${title.toLowerCase()}"><h3>${sign} ${title}: ${from} to ${to}</h3><p class="facts">${answers}</p><ul>${entries.map((entry) => entryItem(entry, verb))}${more ? markup`<li>and more of this kind</li>` : noMarkup}</ul></section>`;
  });
}

function entryItem(entry: DiffEntry, verb: string): Markup {
  const said = entryWords(entry);
  const opens = verb === 'may now';
  const because = entry.because.length === 0 ? '' : `: ${entry.because.join(', ')}`;
  const objects = said.objects === '' ? '' : `${said.objects} of `;
  return markup`<li><p>${said.sources} ${verb} <strong>${said.operations}</strong> ${objects}${said.destinations} <span class="how">${said.how}</span></p>
${opens ? markup`<p><strong class="severity ${entry.severity}">${entry.severity}</strong>${because}</p>` : noMarkup}
<p>for example <code>${witnessWords(entry)}</code></p>
<ul class="causes">${entry.grants.map((grant) => grantItem(grant))}${entry.causes.map(causeItem)}</ul></li>`;
}

function grantItem({ id, owner, reason, ticket, expires, at }: DiffEntry['grants'][number]): Markup {
  const notes = [
    owner === null ? 'no owner' : `owner ${owner}`,
    ...(ticket === null ? [] : [`ticket ${ticket}`]),
    ...(expires === null ? [] : [`expires ${expires}`]),
    ...(reason === null ? [] : [reason]),
  ];
  return markup`<li>by <code>${id}</code> ${place(at)} (${notes.join(', ')})</li>`;
}

function causeItem({ what, base, head }: DiffCause): Markup {
  if (base === null && head === null) return markup`<li>${what} means something else</li>`;
  if (base === null) return markup`<li>${what} is new ${head === null ? noMarkup : place(head)}</li>`;
  if (head === null) return markup`<li>${what} is gone, before ${place(base)}</li>`;
  return markup`<li>${what} changed, now ${place(head)}, before ${place(base)}</li>`;
}

export function conversationsOf(conversations: readonly DiffConversation[]): Markup {
  const shown = conversations.slice(0, mostRows);
  const more = conversations.length - shown.length;
  return markup`<section class="flows"><h3>Recorded conversations that are judged otherwise</h3><ul>${shown.map(
    (each) =>
      markup`<li><strong>${each.before} → ${each.verdict.kind}</strong> ${conversationLine(each)}${each.verdict.kind === 'denied' ? `: ${reasonWords(each)}` : ''} <span class="place">${evidenceText(each)}</span></li>`,
  )}</ul>${more > 0 ? markup`<p>and ${counted(more, 'more conversation')}</p>` : noMarkup}</section>`;
}

function trafficTable({ from, to, conduits, grants, guards }: MapTraffic, isGone: boolean): Markup {
  const names = joinWords(conduits.map(({ id, owner }) => (owner === null ? id : `${id} (owner ${owner})`)));
  const title = from === to ? `Inside ${from}` : `${from} to ${to}`;
  const shown = grants.slice(0, mostRows);
  const rest = grants.length - shown.length;
  return markup`<section class="grants"><h3>${title}${isGone ? ', as it was' : ''}</h3>
<p class="facts">${counted(conduits.length, 'conduit')}: ${names}</p>
${grants.length + guards.length === 0 ? markup`<p>Nothing is granted.</p>` : noMarkup}
${guards.length === 0 ? noMarkup : markup`<p>Rego that only the compiled policy can judge: ${joinWords(guards)}</p>`}
${grants.length === 0 ? noMarkup : markup`<table><thead><tr><th>grant</th><th>who may do what</th><th>owner, reason</th></tr></thead><tbody>${shown.map(grantRow)}</tbody></table>`}
${rest > 0 ? markup`<p>and ${counted(rest, 'more grant')}</p>` : noMarkup}</section>`;
}

function grantRow(grant: PlanGrant): Markup {
  const said = grantWords(grant);
  const objects = said.objects === '' ? '' : `${said.objects} of `;
  const notes = [grant.owner, grant.ticket, grant.reason].filter((note) => note !== null);
  return markup`<tr><td><code>${grant.id}</code> ${place(grant.at)}</td><td>${said.sources} may ${said.operations} ${objects}${said.destinations} <span class="how">${said.how}</span></td><td>${notes.join(', ')}</td></tr>`;
}

function place(at: Span): Markup {
  return markup`<span class="place">${formatSpan(at)}</span>`;
}
