/** Elements come in chunks that fit into one message to the kernel, whatever is exported. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addElements, bareElement } from '../../../../src/exporters/nft/write/elements.ts';
import { exportBoundary } from '../../../../src/exporters/registry.ts';
import { boundaryCase } from '../../../support/arbitrary-boundary.ts';
import { bridgeCase } from '../../../support/arbitrary-bridge.ts';
import { exportCase, exportText, requestOf } from '../../../support/export-request.ts';
import { goldenBoundaries } from '../../../support/golden-boundaries.ts';
import { goldenBridges } from '../../../support/golden-bridges.ts';
import { largeBridge } from '../../../support/large-bridge.ts';
import { shippedCatalogue as catalogue } from '../../../support/shipped-catalogue.ts';

const most = 100;

test('a command adds at most a hundred elements, and all of them together add every one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 450 }), (count) => {
      const elements = Array.from({ length: count }, (_, index) => bareElement(`0x${index.toString(16)}`, 'drop'));
      const lines = addElements('inet t m', elements);
      expect(chunksOf(lines.join('\n')).every((chunk) => chunk.length <= most)).toBe(true);
      expect(chunksOf(lines.join('\n')).flat()).toEqual(elements.map(({ key }) => `${key} : drop`));
    }),
  );
});

test('no export has a longer command, and no element beside one', () => {
  const texts = [
    ...Object.values(goldenBoundaries).map(exportCase),
    ...fc.sample(boundaryCase, { seed: 1, numRuns: 20 }).map(exportCase),
    ...[...Object.values(goldenBridges), ...fc.sample(bridgeCase, { seed: 1, numRuns: 20 }), largeBridge(300)].map(
      (each) => exportText(exportBoundary(requestOf(each, { catalogue }))),
    ),
  ];
  const lengths = texts.flatMap((text) => chunksOf(text).map((chunk) => chunk.length));
  expect(Math.max(...lengths)).toBe(most);
  for (const text of texts) expect(text).not.toMatch(/elements = \{/);
});

test('every chain, map and comment of an export is short enough for nft', () => {
  const texts = [
    ...Object.values(goldenBoundaries).map(exportCase),
    ...Object.values(goldenBridges).map((each) => exportText(exportBoundary(requestOf(each, { catalogue })))),
  ];
  for (const text of texts) {
    for (const [, name = ''] of text.matchAll(/^\t(?:chain|map|set|counter) (\S+) /gm))
      expect(name).toMatch(/^[a-z]\w{0,30}$/);
    for (const [, comment = ''] of text.matchAll(/comment "([^"\n]*)"/g))
      expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(128);
    for (const [, prefix = ''] of text.matchAll(/prefix "([^"\n]*)"/g)) expect(prefix.length).toBeLessThanOrEqual(127);
  }
});

/** Elements of each command, without their comments. */
function chunksOf(text: string): readonly (readonly string[])[] {
  const chunks: string[][] = [];
  let inside = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('add element ')) {
      inside = true;
      chunks.push([]);
    } else if (line === '}') inside = false;
    else if (inside && !line.trim().startsWith('#')) chunks.at(-1)?.push(line.trim().replace(/,$/, ''));
  }
  return chunks;
}
