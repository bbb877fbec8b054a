/**
 * A zone and conduit map as SVG 1.1: levels as bands, zones as boxes, conduits as numbered lines. It stands alone: no script,
 * no font and no file besides it. The same plan gives the same bytes.
 */
import type { MapLink, ZoneMap } from '../../model/zone-map.ts';
import { joined, type Markup, markup, noMarkup } from '../markup.ts';
import { type Layout, layOut, type Route } from './layout/lay-out.ts';
import { arrowheads, bandsOf, boxOf, busPaths } from './map-parts.ts';
import { mapStyle } from './map-style.ts';
import { trafficWords } from './map-words.ts';
import { wrapText } from './text-width.ts';
import { type Card, cardWidths, zoneCards } from './zone-card.ts';

/** Room around the drawing, and for the names of the levels beside it. */
const margin = 16;
const gutter = 34;
const titleHeight = 40;
const legendLine = 18;

export function renderMapSvg(map: ZoneMap): string {
  return `${drawMap(map).markup}\n`;
}

/** The same inside of a page, which has to allow {@link mapStyle}. */
export function drawMap(map: ZoneMap): Markup {
  const cards = zoneCards(map, 'full');
  const layout = layoutOf(map, cards);
  const width = Math.max(layout.width + gutter, 560) + 2 * margin;
  const legend = legendOf(map, width - 2 * margin);
  const height = titleHeight + layout.height + legend.length * legendLine + 2 * margin;
  const title = `Zones and conduits of ${map.plant}`;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${title}</title>
<style>${mapStyle}</style>
<rect class="paper" width="${width}" height="${height}"/>
<text class="title" x="${margin}" y="${margin + 14}">${title}</text>
<g transform="translate(${margin + gutter} ${titleHeight})">
${bandsOf(layout)}
${busesOf(layout)}
${joined(map.links.map((link, index) => endOf(map, link, layout.routes[index])))}
${joined(map.zones.map((zone) => boxOf(zone, layout.boxes.get(zone.zone.id), cards.get(zone.zone.id))))}
</g>
<g transform="translate(${margin} ${titleHeight + layout.height + margin})">
${joined(legend.map((line, index) => markup`<text class="fact" x="0" y="${(index + 1) * legendLine}">${line}</text>`))}
</g>
</svg>`;
}

function layoutOf(map: ZoneMap, cards: ReadonlyMap<string, Card>): Layout {
  const nodes = map.zones.map(({ zone: { id, level } }) => ({ id, level, height: cards.get(id)?.height ?? 0 }));
  return layOut(nodes, map.links, { width: cardWidths.full });
}

/** Lines that share a bus lie on one another; a pale edge keeps those of different buses apart where they cross. */
function busesOf(layout: Layout): Markup {
  return joined(
    busPaths(layout).map(
      ({ net, path }) => markup`<path class="edge" d="${path}"/><path class="line hue${net % 6}" d="${path}"/>`,
    ),
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
