/** A zone and conduit map as a Mermaid flowchart, which forges draw in Markdown (https://mermaid.js.org/syntax/flowchart.html). */
import { counted, escapeText } from '../../diagnostics/words.ts';
import type { MapTraffic, MapZone, ZoneMap } from '../../model/zone-map.ts';
import {
  boundaryLines,
  insideLines,
  isSafetyZone,
  levelWords,
  scopeLines,
  trafficWords,
  zoneFacts,
} from './map-words.ts';

/** What Mermaid 11 draws unless its page is set up otherwise, which a forge's is not (`maxEdges`, `maxTextSize`). */
const mostArrows = 500;
const mostCharacters = 50_000;

/** Why a forge would not draw it; null when it would. */
export function mermaidRefusal(map: ZoneMap): string | null {
  const arrows = map.links.reduce((sum, { traffic }) => sum + traffic.length, 0);
  if (arrows > mostArrows) return `it has ${counted(arrows, 'arrow')}, and Mermaid draws ${mostArrows} at most`;
  const { length } = renderMapMermaid(map);
  return length <= mostCharacters
    ? null
    : `it has ${counted(length, 'character')}, and Mermaid reads ${mostCharacters.toLocaleString('en-US')} at most`;
}

export function renderMapMermaid(map: ZoneMap): string {
  const names = new Map(map.zones.map(({ zone }, index) => [zone.id, `z${index + 1}`]));
  const levels = Map.groupBy(map.zones, ({ zone }) => zone.level);
  const lines = [
    'flowchart TB',
    ...[...levels].flatMap(([level, zones], index) => [
      `  subgraph l${index + 1}[${quoted([levelWords(level)])}]`,
      ...zones.map((zone) => `    ${names.get(zone.zone.id) ?? ''}${shape(zone, map)}`),
      '  end',
    ]),
    ...map.links.flatMap(({ traffic, boundaries }) => traffic.map((each) => `  ${arrow(each, boundaries, names)}`)),
  ];
  return `${lines.join('\n')}\n`;
}

/** A doubled frame for safety zones, a rounded one for what lies outside. */
function shape(zone: MapZone, map: ZoneMap): string {
  const { id, kind } = zone.zone;
  const text = quoted([id, zoneFacts(zone), ...scopeLines(zone, map), ...insideLines(zone)]);
  if (isSafetyZone(zone.zone)) return `[[${text}]]`;
  return ['enterprise', 'vendor', 'external'].includes(kind) ? `(${text})` : `[${text}]`;
}

function arrow(traffic: MapTraffic, boundaries: readonly string[], names: ReadonlyMap<string, string>): string {
  const words = trafficWords(traffic);
  const line = words === '' ? '-.->' : '-->';
  const [from, to] = [names.get(traffic.from) ?? '', names.get(traffic.to) ?? ''];
  return `${from} ${line}|${quoted([words === '' ? 'nothing is granted' : words, ...boundaryLines(boundaries)])}| ${to}`;
}

/** Everything but letters, digits and plain signs as an entity code, so that nothing ends a label or is read as HTML. */
function quoted(lines: readonly string[]): string {
  const clean = lines.map((line) =>
    escapeText(line).replaceAll(/[^\p{L}\p{N} .,:;·/*()_-]/gu, (sign) => `#${sign.codePointAt(0) ?? 63};`),
  );
  return `"${clean.join('<br/>')}"`;
}
