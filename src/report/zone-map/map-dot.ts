/** A zone and conduit map in the language of Graphviz (https://graphviz.org/doc/info/lang.html). */
import { escapeText } from '../../diagnostics/words.ts';
import type { MapTraffic, MapZone, ZoneMap } from '../../model/zone-map.ts';
import {
  boundaryLines,
  insideLines,
  isSafetyZone,
  levelWords,
  scopeLines,
  sidesWords,
  trafficWords,
  zoneFacts,
} from './map-words.ts';

export function renderMapDot(map: ZoneMap): string {
  const levels = Map.groupBy(map.zones, ({ zone }) => zone.level);
  const lines = [
    `digraph ${quoted(map.plant)} {`,
    '  graph [rankdir=TB, newrank=true, ranksep=0.9, fontname="sans-serif", labeljust=l];',
    '  node [shape=box, fontname="sans-serif", fontsize=11];',
    '  edge [fontname="sans-serif", fontsize=9];',
    ...[...levels].flatMap(([level, zones]) => [
      `  subgraph ${quoted(`cluster level ${level}`)} {`,
      `    label=${quoted(levelWords(level))}; style=filled; color="#eef2f5";`,
      ...zones.map((zone) => `    ${nodeLine(zone, map)}`),
      '  }',
    ]),
    ...map.links.flatMap(({ traffic, boundaries }) => traffic.map((each) => `  ${edgeLine(each, boundaries)}`)),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function nodeLine(zone: MapZone, map: ZoneMap): string {
  const { id, kind } = zone.zone;
  const text = [id, zoneFacts(zone), ...scopeLines(zone, map), sidesWords(zone), ...insideLines(zone)];
  const frame = isSafetyZone(zone.zone) ? ', peripheries=2' : '';
  const style = ['enterprise', 'vendor', 'external'].includes(kind) ? '"filled,dashed"' : 'filled';
  return `${quoted(id)} [label=${label(text)}, style=${style}, fillcolor=white${frame}];`;
}

function edgeLine(traffic: MapTraffic, boundaries: readonly string[]): string {
  const words = trafficWords(traffic);
  const text = [words === '' ? 'nothing is granted' : words, ...boundaryLines(boundaries)];
  const style = words === '' ? ', style=dotted' : '';
  const tip = quoted(traffic.conduits.map(({ id }) => id).join(', '));
  return `${quoted(traffic.from)} -> ${quoted(traffic.to)} [label=${label(text)}, tooltip=${tip}${style}];`;
}

/** Backslashes begin escapes in labels only, so they are doubled there. */
function label(lines: readonly string[]): string {
  return `"${lines.map((line) => escapeText(line).replaceAll('\\', '\\\\').replaceAll('"', '\\"')).join('\\n')}"`;
}

function quoted(text: string): string {
  return label([text]);
}
