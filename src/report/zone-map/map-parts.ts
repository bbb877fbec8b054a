/** The parts that every drawing of a map has: bands of levels, boxes of zones, the paths of buses and arrowheads. */
import type { MapLink, MapTraffic, MapZone } from '../../model/zone-map.ts';
import { joined, type Markup, markup, noMarkup } from '../markup.ts';
import type { Layout, Rectangle, Route } from './layout/lay-out.ts';
import { linePath } from './line-path.ts';
import { isSafetyZone, levelWords, trafficWords } from './map-words.ts';
import { type Card, cardPadding } from './zone-card.ts';

export function bandsOf(layout: Layout): Markup {
  return joined(
    layout.bands.map(({ level, top, bottom }, index) => {
      const middle = (top + bottom) / 2;
      return markup`<rect class="band${index % 2 === 0 ? '' : ' odd'}" x="-34" y="${top}" width="${layout.width + 34}" height="${bottom - top}"/>
<text class="level" transform="translate(-16 ${middle}) rotate(-90)">${bottom - top > 130 ? levelWords(level) : `level ${level}`}</text>`;
    }),
  );
}

/** Into the box where it answers, out of it where it begins; hollow where a conduit grants nothing. */
export function arrowheads({ traffic }: MapLink, { leaf, side, points }: Route): Markup {
  const end = points.at(-1);
  if (end === undefined) return noMarkup;
  const away = side === 'bottom' ? 1 : -1;
  const into = traffic.find((each) => each.to === leaf);
  const out = traffic.find((each) => each.from === leaf);
  const start = end.y + away * (into === undefined ? 1 : 11);
  return joined(
    [
      ...(into === undefined ? [] : [head(into, end.x, end.y, away)]),
      ...(out === undefined ? [] : [head(out, end.x, start + away * 9, -away)]),
    ],
    '',
  );
}

function head(traffic: MapTraffic, x: number, y: number, away: number): Markup {
  const empty = trafficWords(traffic) === '';
  return markup`<path class="head${empty ? ' none' : ''}" d="M${x} ${y}l-4.5 ${away * 9}h9z"/>`;
}

export function boxOf({ zone }: MapZone, box: Rectangle | undefined, card: Card | undefined): Markup {
  if (box === undefined || card === undefined) return noMarkup;
  const { x, y, width, height } = box;
  const inner = isSafetyZone(zone)
    ? markup`<rect class="inner" x="3" y="3" width="${width - 6}" height="${height - 6}" rx="3"/>`
    : noMarkup;
  const lines = card.lines.map(
    (line) => markup`<text class="${line.style}" x="${cardPadding}" y="${line.y}">${line.text}</text>`,
  );
  return markup`<g class="zone ${zone.kind}" transform="translate(${x} ${y})"><title>${zone.id}</title><rect class="box" width="${width}" height="${height}" rx="5"/>${inner}${lines}</g>`;
}

/** One path for each bus. */
export function busPaths({ routes }: Layout): readonly { readonly net: number; readonly path: string }[] {
  return [...Map.groupBy(routes, (route) => route.net)].map(([net, own]) => ({
    net,
    path: own.map((route) => linePath(route.points)).join(''),
  }));
}
