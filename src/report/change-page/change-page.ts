/**
 * A change as one HTML file: what opens and closes on the zone and conduit map, with the details of each line beside it. It
 * can be read without its script, which adds zoom, a filter and keys, and it prints the map and everything that changes.
 */

import { type Severity, severities } from '../../diagnostics/severity.ts';
import type { ChangeMap } from '../../model/change-map.ts';
import type { DiffConversation } from '../../model/plan-diff.ts';
import type { DiffReport } from '../diff-json.ts';
import { changeCounts, deniedWords } from '../diff-words.ts';
import { joined, type Markup, markup, noMarkup } from '../markup.ts';
import { renderPage } from '../page.ts';
import { conversationsOf, pairArticle, zoneArticle } from './change-articles.ts';
import { drawChange } from './change-drawing.ts';
import { changeWords, gravest, isChanged, isZoneChanged, zoneChangeWords } from './link-words.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';

export function renderDiffHtml(report: DiffReport, change: ChangeMap): string {
  const numbers = new Map(change.map.zones.map(({ zone }, index) => [zone.id, index + 1]));
  const { between, elsewhere } = sortConversations(report.changedConversations ?? [], numbers);
  const subjects = subjectsOf(change, numbers, between);
  const body = markup`<header>
<h1>${report.plant}: ${headline(report)}</h1>
<p>${sideWords(report.base)} compared with ${sideWords(report.head)}</p>
</header>
<main>
<section class="drawing" aria-label="Map">
<div class="toolbar">
<button type="button" id="smaller" aria-label="smaller">−</button><button type="button" id="larger" aria-label="larger">+</button><button type="button" id="whole">whole map</button>
<label><input type="checkbox" id="only"> only what changes</label>
<span class="key"><svg width="150" height="14" aria-hidden="true"><path class="strand opens" d="M2 7h40"/><text x="50" y="11">+ opened</text></svg><svg width="150" height="14" aria-hidden="true"><path class="strand closes" d="M2 7h40"/><text x="50" y="11">− closed</text></svg></span>
</div>
<div class="view" id="view">
${drawChange(change)}
</div>
<p class="hint">Choose a line or a box for its grants, witnesses, owners and recorded conversations. Keys: arrows go from change to change, Enter opens, Escape goes back to the list.</p>
</section>
<section class="side">
<nav aria-label="Changes" id="changes">
${listOf(subjects)}
</nav>
<div id="details" aria-live="polite">
${elsewhere.length === 0 ? noMarkup : markup`<div class="elsewhere">${conversationsOf(elsewhere)}</div>`}
${uncomparedOf(report)}
${joined(subjects.map((subject) => subject.article))}
</div>
</section>
</main>`;
  return renderPage({
    title: `${report.plant}: what a change opens and closes`,
    style: pageStyle,
    script: pageScript,
    body,
  });
}

function headline({ summary, changedConversations }: DiffReport): string {
  if (summary.opened + summary.closed + summary.moved === 0) return 'nothing is opened and nothing is closed';
  const denied = deniedWords(changedConversations);
  return `${changeCounts(summary)}${denied === null ? '' : `; ${denied}`}`;
}

function sideWords({ name, revision }: DiffReport['base']): string {
  return revision === null || revision === name ? name : `${name} (${revision})`;
}

interface Sorted {
  /** Either way. */
  readonly between: (one: string, other: string) => readonly DiffConversation[];
  /** With an end in no zone of the map. */
  readonly elsewhere: readonly DiffConversation[];
}

function sortConversations(all: readonly DiffConversation[], zones: ReadonlyMap<string, number>): Sorted {
  const key = (one: string, other: string): string => [one, other].sort().join('\n');
  const placed = Map.groupBy(all, ({ source, destination }) =>
    zones.has(source.zone ?? '') && zones.has(destination.zone ?? '')
      ? key(source.zone ?? '', destination.zone ?? '')
      : '',
  );
  return { between: (one, other) => placed.get(key(one, other)) ?? [], elsewhere: placed.get('') ?? [] };
}

/** A line or a box of the map. */
interface Subject {
  readonly item: Markup;
  readonly article: Markup;
  readonly isChanged: boolean;
  readonly severity: Severity | null;
}

/** What changes comes first, the gravest of it at the top. */
function subjectsOf(
  change: ChangeMap,
  numbers: ReadonlyMap<string, number>,
  between: Sorted['between'],
): readonly Subject[] {
  const { map, zones, links } = change;
  const pairs = map.links.flatMap((link, index): readonly Subject[] => {
    const own = links[index];
    if (own === undefined) return [];
    const [one, other] = link.ends;
    return [
      {
        item: markup`<li><a href="#pair-${link.number}">${link.number}: ${one} and ${other}</a> ${changeWords(own)}</li>`,
        article: pairArticle(link, own, between(one, other), (id) => numbers.get(id) ?? 0),
        isChanged: isChanged(own),
        severity: gravest(own),
      },
    ];
  });
  const boxes = map.zones.flatMap((zone, index): readonly Subject[] => {
    const own = zones[index];
    if (own === undefined) return [];
    const { id } = zone.zone;
    return [
      {
        item: markup`<li><a href="#zone-${index + 1}">${id}</a> ${zoneChangeWords(own)}</li>`,
        article: zoneArticle(zone, own, index + 1, change, between(id, id)),
        isChanged: isZoneChanged(own),
        severity: gravest(own.inside),
      },
    ];
  });
  const all = [...pairs, ...boxes];
  const changed = all.filter((each) => each.isChanged).sort((one, other) => rank(one.severity) - rank(other.severity));
  return [...changed, ...all.filter((each) => !each.isChanged)];
}

function listOf(subjects: readonly Subject[]): Markup {
  const changed = subjects.filter((each) => each.isChanged).map((each) => each.item);
  return markup`<h2>What changes</h2>
${changed.length === 0 ? markup`<p>Nothing.</p>` : markup`<ol>${changed}</ol>`}
<details><summary>All ${subjects.length} lines and zones</summary>
<p><label>find <input type="search" id="find"></label></p>
<ul id="all">${subjects.map((each) => each.item)}</ul></details>`;
}

/** The gravest first, what opens nothing last. */
function rank(severity: Severity | null): number {
  return severity === null ? severities.length : severities.indexOf(severity);
}

function uncomparedOf({ uncompared }: DiffReport): Markup {
  if (uncompared.length === 0) return noMarkup;
  return markup`<section class="elsewhere"><h3>Not compared, since only the compiled policy can judge it</h3><ul>${uncompared.map(
    ({ name, side }) => markup`<li>${name}, ${side === 'both' ? 'changed' : `only in the ${side}`}</li>`,
  )}</ul></section>`;
}
