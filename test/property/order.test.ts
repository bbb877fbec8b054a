/**
 * Law 2, second half: the order in which things are written, and how they are spread over files, changes no output.
 * Where something stands is part of the output as a place, and of nothing else.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bundleFiles } from '../../src/compiler/bundle.ts';
import type { PlantSources } from '../../src/compiler/compile.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';
import { exportManifest, renderResidualReport } from '../../src/exporters/residual-report.ts';
import { arbitraryLayout, arbitraryRegoPlant, arbitraryYamlPlant, writePlant } from '../support/arbitrary-plant.ts';
import { assemblePlant } from '../support/compiled-plant.ts';
import { expectShare } from '../support/expect-share.ts';
import { shuffle } from '../support/plants/shuffle.ts';
import { runs } from '../support/runs.ts';
import { withoutSpans } from '../support/without-spans.ts';

/** Every file of the bundle and of each boundary's export, by name. */
async function outputsOf(sources: PlantSources): Promise<Readonly<Record<string, string>>> {
  const { bundle, catalogue } = await assemblePlant(sources);
  const { plan } = bundle;
  const outputs: Record<string, string> = {};
  for (const { path, bytes } of bundleFiles(bundle))
    outputs[path] = path.endsWith('.wasm') ? hashOf(bytes) : Buffer.from(bytes).toString();
  for (const boundary of plan.boundaries) {
    const grants = [...plan.grants, ...plan.lowered.grants];
    const request = { plan, boundary, grants, guards: plan.lowered.guards, catalogue, revision: null };
    const result = exportBoundary(request);
    for (const file of result.files) outputs[file.name] = file.text;
    outputs[`${boundary.id}.json`] = JSON.stringify(exportManifest(request, result, null));
    outputs[`${boundary.id}.md`] = renderResidualReport(request, result);
  }
  return outputs;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The same without places, and without what is computed from bytes with places in them. */
async function meaningOf(sources: PlantSources): Promise<Readonly<Record<string, string>>> {
  const outputs = await outputsOf(sources);
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([name]) => name !== '.manifest')
      .map(([name, text]) => [name, name.endsWith('.json') ? jsonWithoutPlaces(text) : withoutPlaces(text)]),
  );
}

function jsonWithoutPlaces(text: string): string {
  return JSON.stringify(withoutSpans(JSON.parse(text)));
}

function withoutPlaces(text: string): string {
  return text.replaceAll(/[\w./-]+\.yaml:\d+(:\d+)?/g, 'place');
}

describe('the order of things', () => {
  test('changes no byte of any output when it is the order of files', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryYamlPlant, fc.nat(), async ({ sources }, seed) => {
        const again = { yaml: shuffle(sources.yaml, seed), rego: sources.rego };
        expect(await outputsOf(again)).toEqual(await outputsOf(sources));
      }),
      { numRuns: runs(25) },
    );
  });

  test('changes places only when it is the order of keys and of list items', async () => {
    let exported = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryYamlPlant, arbitraryLayout, fc.nat(), async ({ file, sources }, layout, seed) => {
        const again = { yaml: writePlant(shuffle(file, seed), layout), rego: [] };
        const meaning = await meaningOf(sources);
        if ('fw-1.nft' in meaning) exported += 1;
        expect(await meaningOf(again)).toEqual(meaning);
      }),
      { numRuns: runs(40) },
    );
    expectShare(runs(10), exported);
  });

  test('changes no byte when the allowlists come first or last', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRegoPlant, async ({ sources }) => {
        const again = { yaml: [...sources.yaml].reverse(), rego: [...sources.rego].reverse() };
        expect(await outputsOf(again)).toEqual(await outputsOf(sources));
      }),
      { numRuns: runs(3) },
    );
  });
});
