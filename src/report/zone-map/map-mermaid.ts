/** A zone and conduit map as a Mermaid flowchart, which forges draw in Markdown (https://mermaid.js.org/syntax/flowchart.html). */
import { escapeText } from '../../diagnostics/words.ts';
import type { MapTraffic, MapZone, ZoneMap } from '../../model/zone-map.ts';
import { insideLines, isSafetyZone, levelWords, trafficWords, zoneFacts } from './map-words.ts';

export function renderMapMermaid(map: ZoneMap): string {
  const names = new Map(map.zones.map(({ zone }, index) => [zone.id, `z${index + 1}`]));
  const levels = Map.groupBy(map.zones, ({ zone }) => zone.level);
  const lines = [
    'flowchart TB',
    ...[...levels].flatMap(([level, zones], index) => [
      `  subgraph l${index + 1}[${quoted([levelWords(level)])}]`,
      ...zones.map((zone) => `    ${names.get(zone.zone.id) ?? ''}${shape(zone)}`),
      '  end',
    ]),
    ...map.links.flatMap(({ traffic }) => traffic.map((each) => `  ${arrow(each, names)}`)),
  ];
  return `${lines.join('\n')}\n`;
}

/** A doubled frame for safety zones, a rounded one for what lies outside. */
function shape(zone: MapZone): string {
  const { id, kind } = zone.zone;
  const text = quoted([id, zoneFacts(zone), ...insideLines(zone)]);
  if (isSafetyZone(zone.zone)) return `[[${text}]]`;
  return ['enterprise', 'vendor', 'external'].includes(kind) ? `(${text})` : `[${text}]`;
}

function arrow(traffic: MapTraffic, names: ReadonlyMap<string, string>): string {
  const words = trafficWords(traffic);
  const line = words === '' ? '-.->' : '-->';
  const [from, to] = [names.get(traffic.from) ?? '', names.get(traffic.to) ?? ''];
  return `${from} ${line}|${quoted([words === '' ? 'nothing is granted' : words])}| ${to}`;
}

/** Everything but letters, digits and plain signs as an entity code, so that nothing ends a label or is read as HTML. */
function quoted(lines: readonly string[]): string {
  const clean = lines.map((line) =>
    escapeText(line).replaceAll(/[^\p{L}\p{N} .,:;·/*()_-]/gu, (sign) => `#${sign.codePointAt(0) ?? 63};`),
  );
  return `"${clean.join('<br/>')}"`;
}
