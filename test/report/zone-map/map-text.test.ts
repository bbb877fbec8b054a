/** Maps as text for other programs: what a plant says stays inside of the quotes. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderMapDot } from '../../../src/report/zone-map/map-dot.ts';
import { renderMapMermaid } from '../../../src/report/zone-map/map-mermaid.ts';
import { hostileText } from '../../support/hostile-text.ts';
import { runs } from '../../support/runs.ts';
import { zoneMapOf } from '../../support/zone-map-of.ts';

/** What is left of a text when quoted strings are taken out. */
const bare = (text: string): string => text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
const graphviz = spawnSync('dot', ['-V']).status === 0;

describe.each([
  ['Graphviz', renderMapDot],
  ['Mermaid', renderMapMermaid],
])('a map for %s', (_name, render) => {
  test('is the same outside of quotes whatever the plant says', () => {
    const plain = bare(render(zoneMapOf('x')));
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(bare(render(zoneMapOf(text)))).toBe(plain);
      }),
      { numRuns: runs(300) },
    );
  });
});

test('Mermaid gets no sign that it, Markdown or HTML could read', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      for (const [, label = ''] of renderMapMermaid(zoneMapOf(text)).matchAll(/"([^"]*)"/g)) {
        expect(label.replaceAll('<br/>', '').replaceAll(/#\d+;/g, '')).not.toMatch(/[<>&`{}[\]|%#\n]/);
      }
    }),
    { numRuns: runs(300) },
  );
});

test.runIf(graphviz)('Graphviz reads every name back as it was written', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const { status, stdout, stderr } = spawnSync('dot', ['-Tplain'], {
        input: renderMapDot(zoneMapOf(text)),
        encoding: 'utf8',
      });
      expect([status, stderr.replaceAll(/^Warning.*\n/gm, '')]).toEqual([0, '']);
      expect(stdout.match(/^node /gm)).toHaveLength(2);
      expect(stdout.match(/^edge /gm)).toHaveLength(2);
    }),
    { numRuns: runs(10) },
  );
});
