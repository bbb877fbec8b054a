/**
 * What an export translates is what its plant says: the reader and the plan are asked for single addresses, the exporter works with
 * networks, and whoever writes the one knows nothing of the other.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExportRequest } from '../../src/exporters/dialect.ts';
import { exportBoundary, proveBoundary } from '../../src/exporters/registry.ts';
import { arbitraryYamlPlant } from '../support/arbitrary-plant.ts';
import { assemblePlant } from '../support/compiled-plant.ts';
import { expectShare } from '../support/expect-share.ts';
import { runs } from '../support/runs.ts';
import { shippedCatalogue as catalogue } from '../support/shipped-catalogue.ts';

test('reading a translating export back gives what the plan translates', async () => {
  const counts = { boundaries: 0, translated: 0 };
  await fc.assert(
    fc.asyncProperty(
      arbitraryYamlPlant.filter(({ file }) =>
        Object.values(file.boundaries ?? {}).some((each) => each.nat !== undefined),
      ),
      async ({ sources }) => {
        const { plan } = (await assemblePlant(sources)).bundle;
        for (const boundary of plan.boundaries) {
          const request: ExportRequest = { plan, boundary, grants: plan.grants, guards: [], catalogue, revision: null };
          const result = exportBoundary(request);
          const proof = proveBoundary(request, result);
          expect({ boundary, proof, residual: result.residual }).toMatchObject({ proof: { kind: 'equal' } });
          counts.boundaries += 1;
          if (/^add element inet zonewright (?:dnat|forwards)/m.test(result.files[0]?.text ?? ''))
            counts.translated += 1;
        }
      },
    ),
    { numRuns: runs(30) },
  );
  expectShare(runs(20), counts.boundaries);
  expectShare(runs(15), counts.translated);
});
