/** `zonewright report`: the zone and conduit drawing and characteristics as a document. */
import path from 'node:path';
import { mapZones } from '../../analyzer/map-zones.ts';
import { writeOutput } from '../../platform/output-files.ts';
import { mermaidRefusal, renderMapMermaid } from '../../report/zone-map/map-mermaid.ts';
import { mapStyle } from '../../report/zone-map/map-style.ts';
import { drawMap, renderMapSvg } from '../../report/zone-map/map-svg.ts';
import { describePlant } from '../../report/zone-report/describe-plant.ts';
import { renderDocumentHtml } from '../../report/zone-report/document-html.ts';
import { renderDocumentMarkdown } from '../../report/zone-report/document-markdown.ts';
import { planOrExplain } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import type { PlantFlags } from '../flags.ts';
import { namedPlant } from '../load-plant.ts';

export interface ReportFlags extends PlantFlags {
  readonly format: 'markdown' | 'html';
  readonly output?: string;
}

const fileName = 'zones-and-conduits';

export async function report(this: CliContext, flags: ReportFlags, folder?: string): Promise<void> {
  const checked = await planOrExplain(this, namedPlant(flags, folder));
  if (checked === null) return;
  const { plan, plant, catalogue } = checked;
  const map = mapZones(plan, catalogue);
  const document = describePlant({ plan, plant, map });
  const { stdout } = this.process;
  if (flags.output === undefined) {
    const refusal = mermaidRefusal(map);
    const mermaid =
      refusal === null
        ? `\`\`\`mermaid\n${renderMapMermaid(map)}\`\`\``
        : `The drawing is left out here, as ${refusal}; \`zonewright report -o\` writes it as a picture.`;
    stdout.write(
      flags.format === 'html'
        ? renderDocumentHtml(document, drawMap(map), mapStyle)
        : renderDocumentMarkdown(document, mermaid),
    );
    return;
  }
  const files: readonly (readonly [string, string])[] = [
    [`${fileName}.md`, renderDocumentMarkdown(document, `![Zones and conduits](${fileName}.svg)`)],
    [`${fileName}.html`, renderDocumentHtml(document, drawMap(map), mapStyle)],
    [`${fileName}.svg`, renderMapSvg(map)],
  ];
  for (const [name, text] of files) {
    writeOutput(path.resolve(this.cwd, flags.output, name), text);
    stdout.write(`${path.join(flags.output, name)}\n`);
  }
}
