/**
 * A change as one HTML file: what opens and closes on the zone and conduit map, with the details of each line beside it. It
 * can be read without its script, which adds zoom, a filter and keys, and it prints the map and everything that changes.
 */

import { type Severity, severities } from '../../diagnostics/severity.ts';
import { counted } from '../../diagnostics/words.ts';
import type { ChangeMap } from '../../model/change-map.ts';
import type { DiffConversation } from '../../model/plan-diff.ts';
import type { MapLink } from '../../model/zone-map.ts';
import type { DiffReport } from '../diff-json.ts';
import { deniedWords, sideWords, summaryWords } from '../diff-words.ts';
import { joined, type Markup, markup, noMarkup } from '../markup.ts';
import { renderPage } from '../page.ts';
import { conversationsOf, pairArticle, zoneArticle } from './change-articles.ts';
import { drawChange } from './change-drawing.ts';
import { changeNotes } from './change-notes.ts';
import { changeWords, gravest, isChanged, isZoneChanged, kindOf, zoneChangeWords } from './link-words.ts';
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
${changeNotes(report)}
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
  const denied = deniedWords(changedConversations);
  return `${summaryWords(summary)}${denied === null ? '' : `; ${denied}`}`;
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

/** Lines that change alike are told once from so many on. */
const fewestAlike = 4;

/** A line or a box of the map. */
interface Subject {
  /** In lists. */
  readonly item: Markup;
  readonly article: Markup;
  readonly isChanged: boolean;
  readonly severity: Severity | null;
  /** Equal for lines at which the same changes for the same reason; null for what has a place of its own in the list. */
  readonly kind: string | null;
}

/** What changes comes first, the gravest of it at the top. */
function subjectsOf(
  change: ChangeMap,
  numbers: ReadonlyMap<string, number>,
  between: Sorted['between'],
): readonly Subject[] {
  const { map, zones, links } = change;
  const alike = alikeLinks(change);
  const pairs = map.links.flatMap((link, index): readonly Subject[] => {
    const own = links[index];
    if (own === undefined) return [];
    const [one, other] = link.ends;
    return [
      {
        item: markup`<a href="#pair-${link.number}">${link.number}: ${one} and ${other}</a> ${changeWords(own)}`,
        article: pairArticle(link, own, between(one, other), {
          zoneNumber: (id) => numbers.get(id) ?? 0,
          alike: alike.get(link.number) ?? null,
        }),
        isChanged: isChanged(own),
        severity: gravest(own),
        kind: isChanged(own) ? kindOf(own) : null,
      },
    ];
  });
  const boxes = map.zones.flatMap((zone, index): readonly Subject[] => {
    const own = zones[index];
    if (own === undefined) return [];
    const { id } = zone.zone;
    return [
      {
        item: markup`<a href="#zone-${index + 1}">${id}</a> ${zoneChangeWords(own)}`,
        article: zoneArticle(zone, own, index + 1, change, between(id, id)),
        isChanged: isZoneChanged(own),
        severity: gravest(own.inside),
        kind: null,
      },
    ];
  });
  const all = [...pairs, ...boxes];
  const changed = all.filter((each) => each.isChanged).sort((one, other) => rank(one.severity) - rank(other.severity));
  return [...changed, ...all.filter((each) => !each.isChanged)];
}

function listOf(subjects: readonly Subject[]): Markup {
  const changed = subjects.filter((each) => each.isChanged);
  return markup`<h2>What changes</h2>
${changed.length === 0 ? markup`<p>Nothing.</p>` : markup`<ol>${groupAlike(changed)}</ol>`}
<details><summary>All ${subjects.length} lines and zones</summary>
<p><label>find <input type="search" id="find"></label></p>
<ul id="all">${subjects.map(listItem)}</ul></details>`;
}

function listItem({ item }: Subject): Markup {
  return markup`<li>${item}</li>`;
}

/** One change with wide effect is one point of the list, where its first line would stand. */
function groupAlike(changed: readonly Subject[]): readonly Markup[] {
  const byKind = Map.groupBy(changed, ({ kind }) => kind);
  return changed.flatMap((subject): readonly Markup[] => {
    const alike = subject.kind === null ? [] : (byKind.get(subject.kind) ?? []);
    if (alike.length < fewestAlike) return [listItem(subject)];
    if (alike[0] !== subject) return [];
    const others = alike.slice(1);
    return [
      markup`<li>${subject.item}<details><summary>the same at ${counted(others.length, 'other line')}</summary><ul>${others.map(listItem)}</ul></details></li>`,
    ];
  });
}

/** By number, the lines at which the same changes, itself among them; nothing where they are few. */
function alikeLinks({ map, links }: ChangeMap): ReadonlyMap<number, readonly MapLink[]> {
  const changed = map.links.flatMap((link, index) => {
    const change = links[index];
    return change === undefined || !isChanged(change) ? [] : [{ link, kind: kindOf(change) }];
  });
  const groups = [...Map.groupBy(changed, ({ kind }) => kind).values()].filter((group) => group.length >= fewestAlike);
  return new Map(
    groups.flatMap((group) => {
      const all = group.map(({ link }) => link);
      return all.map((link) => [link.number, all] as const);
    }),
  );
}

/** The gravest first, what opens nothing last. */
function rank(severity: Severity | null): number {
  return severity === null ? severities.length : severities.indexOf(severity);
}
