/**
 * A zone and conduit map as SVG 1.1: levels as bands, zones as boxes, conduits as numbered lines. It stands alone: no script,
 * no font and no file besides it. The same plan gives the same bytes.
 */
import type { MapLink, MapTraffic, MapZone, ZoneMap } from '../../model/zone-map.ts';
import { joined, type Markup, markup, noMarkup } from '../markup.ts';
import { type Layout, layOut, type Rectangle, type Route } from './layout/lay-out.ts';
import { linePath } from './line-path.ts';
import { mapStyle } from './map-style.ts';
import { isSafetyZone, levelWords, trafficWords } from './map-words.ts';
import { wrapText } from './text-width.ts';
import { type Card, cardPadding, cardWidths, zoneCards } from './zone-card.ts';

/** Room around the drawing, and for the names of the levels beside it. */
const margin = 16;
const gutter = 34;
const titleHeight = 40;
const legendLine = 18;

export function renderMapSvg(map: ZoneMap): string {
  const cards = zoneCards(map, 'full');
  const layout = layoutOf(map, cards);
  const width = Math.max(layout.width + gutter, 560) + 2 * margin;
  const legend = legendOf(map, width - 2 * margin);
  const height = titleHeight + layout.height + legend.length * legendLine + 2 * margin;
  const title = `Zones and conduits of ${map.plant}`;
  const drawing = markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${title}</title>
<style>${mapStyle}</style>
<rect class="paper" width="${width}" height="${height}"/>
<text class="title" x="${margin}" y="${margin + 14}">${title}</text>
<g transform="translate(${margin + gutter} ${titleHeight})">
${bandsOf(layout)}
${busesOf(map, layout)}
${joined(map.links.map((link, index) => endOf(map, link, layout.routes[index])))}
${joined(map.zones.map((zone) => boxOf(zone, layout.boxes.get(zone.zone.id), cards.get(zone.zone.id))))}
</g>
<g transform="translate(${margin} ${titleHeight + layout.height + margin})">
${joined(legend.map((line, index) => markup`<text class="fact" x="0" y="${(index + 1) * legendLine}">${line}</text>`))}
</g>
</svg>`;
  return `${drawing.markup}\n`;
}

function layoutOf(map: ZoneMap, cards: ReadonlyMap<string, Card>): Layout {
  const nodes = map.zones.map(({ zone: { id, level } }) => ({ id, level, height: cards.get(id)?.height ?? 0 }));
  return layOut(nodes, map.links, { width: cardWidths.full });
}

function bandsOf(layout: Layout): Markup {
  return joined(
    layout.bands.map(({ level, top, bottom }, index) => {
      const middle = (top + bottom) / 2;
      return markup`<rect class="band${index % 2 === 0 ? '' : ' odd'}" x="-34" y="${top}" width="${layout.width + 34}" height="${bottom - top}"/>
<text class="level" transform="translate(-16 ${middle}) rotate(-90)">${bottom - top > 130 ? levelWords(level) : `level ${level}`}</text>`;
    }),
  );
}

/** Lines that share a bus lie on one another; a pale edge keeps those of different buses apart where they cross. */
function busesOf(map: ZoneMap, layout: Layout): Markup {
  const nets = Map.groupBy(
    map.links.flatMap((_, index) => layout.routes[index] ?? []),
    (route) => route.net,
  );
  return joined(
    [...nets].map(([net, routes]) => {
      const path = routes.map((route) => linePath(route.points)).join('');
      return markup`<path class="edge" d="${path}"/><path class="line hue${net % 6}" d="${path}"/>`;
    }),
  );
}

/** Number, boundaries and arrowheads of a link, at the end that it has for itself. */
function endOf(map: ZoneMap, link: MapLink, route: Route | undefined): Markup {
  const end = route?.points.at(-1);
  if (route === undefined || end === undefined) return noMarkup;
  const signs = link.boundaries.map((id) => map.boundaries.find((each) => each.id === id)?.sign ?? '');
  const below = route.side === 'bottom';
  const label = [String(link.number), ...signs].join(' ');
  const about = joined(
    link.traffic.map((traffic) => markup`${traffic.from} to ${traffic.to}: ${trafficWords(traffic)}`),
  );
  return markup`<g class="end hue${route.net % 6}"><title>${about}</title>${arrowheads(link, route)}<text class="number" x="${end.x + 6}" y="${end.y + (below ? 17 : -8)}">${label}</text></g>`;
}

/** Into the box where it answers, out of it where it begins; hollow where a conduit grants nothing. */
function arrowheads({ traffic }: MapLink, { leaf, side, points }: Route): Markup {
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

function boxOf({ zone }: MapZone, box: Rectangle | undefined, card: Card | undefined): Markup {
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

/** Lines that end before the paper does. */
function legendOf({ boundaries }: ZoneMap, width: number): readonly string[] {
  const texts = [
    'A line joins two zones that a conduit connects; an arrowhead points from the zone that begins to the zone that answers. The number leads to the line in the box of the zone that answers. A protocol alone is every operation of it. A hollow arrowhead is a conduit without grants, a doubled frame a safety zone.',
    ...boundaries.map(
      ({ id, sign, dialect, interfaces }) =>
        `${sign}: boundary ${id} (${dialect}), ${interfaces.map(({ name, zones }) => `${name} ${zones.join(', ')}`).join('; ')}`,
    ),
  ];
  return texts.flatMap((text) => wrapText(text, { width, size: 11, most: 4 }));
}
