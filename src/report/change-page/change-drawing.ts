/**
 * The map of a change: what was and stays is grey, what opens is a heavy line with `+`, what closes a dashed one with `−`,
 * beside each other where a bus has both. Every line and every box is a link to its details.
 */
import { counted } from '../../diagnostics/words.ts';
import type { ChangeMap, TrafficChange, ZoneChange } from '../../model/change-map.ts';
import type { MapLink, MapZone } from '../../model/zone-map.ts';
import { joined, type Markup, markup, noMarkup } from '../markup.ts';
import { type Layout, layOut, type Point, type Rectangle, type Route } from '../zone-map/layout/lay-out.ts';
import { linePath } from '../zone-map/line-path.ts';
import { arrowheads, bandsOf, boxOf, busPaths } from '../zone-map/map-parts.ts';
import { type Card, cardWidths, zoneCards } from '../zone-map/zone-card.ts';
import { changeClasses, changeSigns, changeWords, isChanged } from './link-words.ts';

const margin = 12;
const gutter = 34;

export function drawChange(change: ChangeMap): Markup {
  const { map, zones, links } = change;
  const cards = withRoom(zoneCards(map, 'brief'), change);
  const nodes = map.zones.map(({ zone: { id, level } }) => ({ id, level, height: cards.get(id)?.height ?? 0 }));
  const layout = layOut(nodes, map.links, { width: cardWidths.brief });
  const [width, height] = [layout.width + gutter + 2 * margin, layout.height + 2 * margin];
  return markup`<svg id="map" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="group" aria-label="Zones and conduits">
<rect class="paper" width="${width}" height="${height}"/>
<g transform="translate(${margin + gutter} ${margin})">
${bandsOf(layout)}
${joined(busPaths(layout).map(({ path }) => markup`<path class="edge" d="${path}"/><path class="line" d="${path}"/>`))}
${joined(inOrder(map.links, links).map(({ link, own }) => linkOf(link, own, layout)))}
${joined(map.zones.map((zone, index) => zoneOf(zone, index, zones[index], layout.boxes.get(zone.zone.id), cards.get(zone.zone.id))))}
</g>
</svg>`;
}

/** Room for one more line in the boxes that say something about the change. */
function withRoom(cards: ReadonlyMap<string, Card>, { map, zones }: ChangeMap): ReadonlyMap<string, Card> {
  return new Map(
    map.zones.flatMap(({ zone: { id } }, index) => {
      const [card, change] = [cards.get(id), zones[index]];
      if (card === undefined || change === undefined) return [];
      const words = zoneWords(change);
      if (words === '') return [[id, card] as const];
      return [
        [
          id,
          { height: card.height + 15, lines: [...card.lines, { style: 'note', text: words, y: card.height + 6 }] },
        ] as const,
      ];
    }),
  );
}

/** What changes lies over what does not. */
function inOrder(
  links: readonly MapLink[],
  changes: readonly TrafficChange[],
): readonly { readonly link: MapLink; readonly own: TrafficChange }[] {
  const all = links.flatMap((link, index) => {
    const own = changes[index];
    return own === undefined ? [] : [{ link, own }];
  });
  return [...all.filter(({ own }) => !isChanged(own)), ...all.filter(({ own }) => isChanged(own))];
}

function linkOf(link: MapLink, change: TrafficChange, layout: Layout): Markup {
  const route = layout.routes[link.number - 1];
  const end = route?.points.at(-1);
  if (route === undefined || end === undefined) return noMarkup;
  const path = linePath(route.points);
  const name = `${link.number}: ${link.ends[0]} and ${link.ends[1]}, ${changeWords(change)}`;
  const signs = changeSigns(change);
  const label = signs === '' ? String(link.number) : `${link.number} ${signs}`;
  const strands = [
    ...(change.uncompared.length > 0 ? [markup`<path class="strand asks" d="${path}"/>`] : []),
    ...(change.opened.length > 0 ? [markup`<path class="strand opens" d="${path}"/>`] : []),
    ...(change.closed.length > 0
      ? [markup`<path class="strand closes" d="${path}" transform="translate(3.5 3.5)"/>`]
      : []),
  ];
  const target = isChanged(change) ? path : linePath(lastLeg(route));
  return markup`<a class="link ${changeClasses(change)}" id="link-${link.number}" href="#pair-${link.number}" aria-label="${name}"><title>${name}</title><path class="way" d="${path}"/>${strands}<path class="target" d="${target}"/>${arrowheads(link, route)}<text class="number" x="${end.x + 6}" y="${end.y + (route.side === 'bottom' ? 17 : -8)}">${label}</text></a>`;
}

/** What a link has for itself; the rest of the bus belongs to others too. */
function lastLeg({ points }: Route): readonly Point[] {
  return points.slice(-2);
}

function zoneOf(
  zone: MapZone,
  index: number,
  change: ZoneChange | undefined,
  box: Rectangle | undefined,
  card: Card | undefined,
): Markup {
  if (change === undefined) return noMarkup;
  const words = zoneWords(change);
  const name = `zone ${zone.zone.id}${words === '' ? '' : `, ${words}`}`;
  const classes = `${change.presence} ${changeClasses(change.inside)}`;
  return markup`<a class="place ${classes}" id="box-${index + 1}" href="#zone-${index + 1}" aria-label="${name}">${boxOf(zone, box, card)}</a>`;
}

/** As `new zone, inside +1`; empty where nothing changes. */
function zoneWords({ presence, before, inside, moved }: ZoneChange): string {
  const signs = changeSigns(inside);
  return [
    ...(presence === 'kept' ? [] : [presence === 'new' ? 'new zone' : 'zone is gone']),
    ...(before === null ? [] : [`was ${before}`]),
    ...(signs === '' ? [] : [`inside ${signs}`]),
    ...(moved.length === 0 ? [] : [counted(moved.length, 'asset moved', 'assets moved')]),
  ].join(', ');
}
