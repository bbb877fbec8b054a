/** The box of a zone on a map: what it is, and who may begin what with it. */
import { joinWords } from '../../diagnostics/words.ts';
import type { MapLink, MapTraffic, MapZone, ZoneMap } from '../../model/zone-map.ts';
import { insideLines, scopeLines, sidesWords, trafficWords, zoneFacts, zoneKind } from './map-words.ts';
import { fitText, wrapText } from './text-width.ts';

/** `full` says who may begin what; `brief` leaves that to the page around the map. */
export type CardDetail = 'full' | 'brief';

export interface Card {
  readonly height: number;
  readonly lines: readonly CardLine[];
}

export interface CardLine {
  readonly style: 'name' | 'fact' | 'row' | 'note';
  readonly text: string;
  /** Baseline, from the upper edge of the box. */
  readonly y: number;
}

export const cardWidths: Readonly<Record<CardDetail, number>> = { full: 236, brief: 158 };
/** Between the edge of a box and its text. */
export const cardPadding = 10;

const sizes = { name: 13, fact: 11, row: 11 };
const leading = { name: 16, fact: 15, row: 14 };
const mostRowLines = 4;

export function zoneCards(map: ZoneMap, detail: CardDetail): ReadonlyMap<string, Card> {
  const arriving = Map.groupBy(
    map.links.flatMap((link) => link.traffic.map((traffic) => ({ link, traffic }))),
    ({ traffic }) => traffic.to,
  );
  return new Map(
    map.zones.map((zone) => [
      zone.zone.id,
      detail === 'full'
        ? fullCard(zone, map, arriving.get(zone.zone.id) ?? [])
        : cardOf(facts(zone.zone.id, zoneKind(zone.zone)), 'brief'),
    ]),
  );
}

interface Text {
  readonly style: keyof typeof sizes;
  readonly text: string;
}

function facts(name: string, fact: string): readonly Text[] {
  return [
    { style: 'name', text: name },
    { style: 'fact', text: fact },
  ];
}

interface Arriving {
  readonly link: MapLink;
  readonly traffic: MapTraffic;
}

function fullCard(zone: MapZone, map: ZoneMap, arriving: readonly Arriving[]): Card {
  const width = cardWidths.full - 2 * cardPadding;
  const rows = [...rowsOf(arriving), ...insideLines(zone)];
  return cardOf(
    [
      ...facts(zone.zone.id, zoneFacts(zone)),
      ...scopeLines(zone, map).map((text): Text => ({ style: 'fact', text })),
      { style: 'fact', text: sidesWords(zone) },
      ...rows.flatMap((text) =>
        wrapText(text, { width, size: sizes.row, most: mostRowLines }).map(
          (line): Text => ({ style: 'row', text: line }),
        ),
      ),
    ],
    'full',
  );
}

/** As `2, 3 from vendor and scada: ssh`: zones that may begin the same share a line. */
function rowsOf(arriving: readonly Arriving[]): readonly string[] {
  const byTraffic = Map.groupBy(arriving, ({ traffic }) => trafficWords(traffic));
  return [...byTraffic].map(([words, own]) => {
    const numbers = own.map(({ link }) => link.number);
    const from = joinWords(
      own.map(({ traffic }) => traffic.from),
      3,
    );
    return `${rangesWords(numbers)} from ${from}: ${words === '' ? 'nothing is granted' : words}`;
  });
}

/** As `1, 4-7`; the numbers rise. */
function rangesWords(numbers: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last.to === number - 1) last.to = number;
    else ranges.push({ from: number, to: number });
  }
  return ranges
    .map(({ from, to }) => (from === to ? String(from) : to === from + 1 ? `${from}, ${to}` : `${from}-${to}`))
    .join(', ');
}

function cardOf(texts: readonly Text[], detail: CardDetail): Card {
  const width = cardWidths[detail] - 2 * cardPadding;
  let y = 4;
  let before: Text['style'] = 'name';
  const lines = texts.map(({ style, text }): CardLine => {
    y += leading[style] + (style === 'row' && before !== 'row' ? 5 : 0);
    before = style;
    return { style, text: fitText(text, width, sizes[style]), y };
  });
  return { height: y + 9, lines };
}
