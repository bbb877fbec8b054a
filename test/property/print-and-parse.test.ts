/** Law 9, the model's half: a plant that is printed and read again is the same plant, and so is each grant alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printFolder } from '../../src/compiler/print/print-folder.ts';
import { printGrant } from '../../src/compiler/print/print-grant.ts';
import { printPlant } from '../../src/compiler/print/print-plant.ts';
import type { Plant } from '../../src/model/plant.ts';
import { arbitraryLayout, arbitraryYamlPlant, writePlant } from '../support/arbitrary-plant.ts';
import { parseText } from '../support/expect-findings.ts';
import { expectShare } from '../support/expect-share.ts';
import { runs } from '../support/runs.ts';
import { withoutSpans } from '../support/without-spans.ts';

function read(files: readonly { readonly path: string; readonly text: string }[]): Plant {
  return parseText(Object.fromEntries(files.map(({ path, text }) => [path, text]))).value;
}

test('reading what was printed gives the same plant, and printing it again the same text', () => {
  let grants = 0;
  fc.assert(
    fc.property(arbitraryYamlPlant, ({ sources }) => {
      const plant = read(sources.yaml);
      const text = printPlant(plant);
      const again = read([{ path: 'plant.yaml', text }]);
      expect(withoutSpans(again)).toEqual(withoutSpans(plant));
      expect(printPlant(again)).toBe(text);
      for (const grant of plant.conduits.flatMap((conduit) => conduit.allow)) {
        expect(text).toContain(printGrant(grant, 6));
        grants += 1;
      }
    }),
    { numRuns: runs(100) },
  );
  expectShare(runs(100), grants);
});

test('how a plant is laid out in files does not show in what is printed', () => {
  fc.assert(
    fc.property(arbitraryYamlPlant, arbitraryLayout, ({ file, sources }, layout) => {
      expect(printPlant(read(writePlant(file, layout)))).toBe(printPlant(read(sources.yaml)));
    }),
    { numRuns: runs(100) },
  );
});

test('a plant that is printed as a folder is read as the same plant', () => {
  fc.assert(
    fc.property(arbitraryYamlPlant, ({ sources }) => {
      const plant = read(sources.yaml);
      const files = printFolder(plant);
      expect(withoutSpans(read(files))).toEqual(withoutSpans(plant));
      expect(new Set(files.map(({ path }) => path.toLowerCase())).size).toBe(files.length);
    }),
    { numRuns: runs(100) },
  );
});
