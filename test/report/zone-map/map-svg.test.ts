/** The picture of a map: all that is on it, inside its paper, and nothing that a plant's text could add to it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapStyle } from '../../../src/report/zone-map/map-style.ts';
import { renderMapSvg } from '../../../src/report/zone-map/map-svg.ts';
import { hostileText } from '../../support/hostile-text.ts';
import { expectInertMarkup } from '../../support/inert-markup.ts';
import { runs } from '../../support/runs.ts';
import { zoneMapOf } from '../../support/zone-map-of.ts';

describe('a map as SVG', () => {
  test('says who may begin what in the box that answers, under the number of the line', () => {
    const svg = renderMapSvg(zoneMapOf('x'));
    expect(svg).toContain('>1 from x1: x read; x (only the<');
    expect(svg).toContain('>1 from x2: nothing is granted<');
    expect(svg).toContain('>1 A</text>');
    expect(svg.match(/class="head"/g)).toHaveLength(1);
    expect(svg.match(/class="head none"/g)).toHaveLength(1);
    expect(svg.match(/class="inner"/g)).toHaveLength(1);
  });

  test('has nothing of a plant in it that is not text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const svg = renderMapSvg(zoneMapOf(text));
        expectInertMarkup(svg, [mapStyle.markup]);
        expect(svg.split('<rect class="box"')).toHaveLength(3);
      }),
      { numRuns: runs(200) },
    );
  });

  test('keeps every text inside of its box, by the widths of wide letters', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const [, line = ''] of renderMapSvg(zoneMapOf(text)).matchAll(
          /<text class="(?:name|fact|row)" x="10"[^>]*>([^<]*)</g,
        )) {
          expect([...line.replaceAll(/&[^;]+;/g, '.')].length).toBeLessThan(42);
        }
      }),
      { numRuns: runs(50) },
    );
  });
});
