/** The document of a plant: every characteristic, what is not recorded, and no text that is more than text. */
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapStyle } from '../../../src/report/zone-map/map-style.ts';
import { drawMap } from '../../../src/report/zone-map/map-svg.ts';
import { describePlant } from '../../../src/report/zone-report/describe-plant.ts';
import { renderDocumentHtml } from '../../../src/report/zone-report/document-html.ts';
import { renderDocumentMarkdown } from '../../../src/report/zone-report/document-markdown.ts';
import { documentStyle } from '../../../src/report/zone-report/document-style.ts';
import { hostileText } from '../../support/hostile-text.ts';
import { expectInertMarkup } from '../../support/inert-markup.ts';
import { reportedPlantOf } from '../../support/reported-plant-of.ts';
import { runCli } from '../../support/run-cli.ts';
import { runs } from '../../support/runs.ts';

const root = path.join(import.meta.dirname, '../../..');

describe('the document of a plant', () => {
  test('has every characteristic of a zone that the plant records', () => {
    const text = renderDocumentMarkdown(describePlant(reportedPlantOf('x')), 'DRAWING');
    for (const row of [
      '| definition | x |',
      '| accountable organisation | x |',
      '| safety designation | safety zone |',
      '| target security level | not recorded |',
      '| logical boundary | `10.0.0.0/24` in the address domain `x` |',
      '| enforced by | `x x` |',
      '| physical boundary | x |',
      '| logical access points and data flows | [1](#line-1): to x2, from x2 at x |',
      '| physical access points | x |',
      '| connected zones | [x2](#zone-2) |',
      '| applicable policies | x |',
      '| assumptions and dependencies | x |',
      '| `x` | x | `x` | x | x |  |',
      '| `x` | x may do anything with x | x on tcp/502, during x | x, x, x | `x:3:3` |',
      '| `x` | never from x to x protocols x operations x during x | x | x until 2027\\-01\\-01 \\(x, x\\) |',
      '- zones without a target security level: `x1`, `x2`',
    ]) {
      expect(text.split('\n')).toContain(row);
    }
    expect(text).toContain('\n\nDRAWING\n\n');
    expect(text).not.toContain('zones without a definition');
  });

  test('is the example, as a person has read it', async () => {
    const { stdout } = await runCli(['report', '--plant', 'examples/plants/dairy-line'], { cwd: root });
    await expect(stdout).toMatchFileSnapshot('golden/dairy-line.md');
  });

  test('has no HTML, no link and no table cell of a plant in its Markdown', () => {
    const shape = (text: string): readonly number[] =>
      renderDocumentMarkdown(describePlant(reportedPlantOf(text)), '')
        .split('\n')
        .map((line) => bare(line).split('|').length);
    const plain = shape('x');
    fc.assert(
      fc.property(hostileText, (text) => {
        const lines = renderDocumentMarkdown(describePlant(reportedPlantOf(text)), '').split('\n');
        expect(lines.map((line) => bare(line).split('|').length)).toEqual(plain);
        for (const line of lines) expect(bare(line)).not.toMatch(/[<[\]`@]|!\[/);
      }),
      { numRuns: runs(200) },
    );
  });

  test('has nothing but text of a plant in its HTML', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const reported = reportedPlantOf(text);
        const page = renderDocumentHtml(describePlant(reported), drawMap(reported.map), mapStyle);
        expectInertMarkup(page, [documentStyle.markup, mapStyle.markup]);
        expect(page.match(/<h3 /g)).toHaveLength(3);
      }),
      { numRuns: runs(50) },
    );
  });
});

/** What is left of a line without code spans, escaped signs, and the anchors and links of the document itself. */
function bare(line: string): string {
  return line
    .replaceAll(/(`+)[\s\S]*?[^`]\1(?!`)|\\./g, '')
    .replaceAll(/^<a id="[a-z0-9-]+"><\/a>$/g, '')
    .replaceAll(/\[([^\]]*)\]\(#[a-z0-9-]+\)/g, '$1');
}
