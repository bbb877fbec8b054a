/** Exports of bridges as their readers see them: the configuration, the manifest and the report. */
import { expect, test } from 'vitest';
import { proofOf } from '../../../src/exporters/proof/proof-text.ts';
import { exportBoundary, proveBoundary } from '../../../src/exporters/registry.ts';
import { exportManifest, renderResidualReport } from '../../../src/exporters/residual-report.ts';
import { requestOf } from '../../support/export-request.ts';
import { goldenBridges } from '../../support/golden-bridges.ts';
import { shippedCatalogue as catalogue } from '../../support/shipped-catalogue.ts';

test.each(Object.entries(goldenBridges))('writes the bridge `%s` as before', async (name, each) => {
  const request = requestOf(each, { catalogue, revision: '4f1c2d7' });
  const result = exportBoundary(request);
  const proof = proveBoundary(request, result);
  if (proof?.kind !== 'equal') throw new Error(JSON.stringify(proof));
  const manifest = exportManifest(request, result, proofOf(proof));
  await expect(result.files[0]?.text).toMatchFileSnapshot(`golden/${name}.nft`);
  await expect(`${JSON.stringify(manifest, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`);
  await expect(renderResidualReport(request, result)).toMatchFileSnapshot(`golden/${name}.md`);
});

test.each(Object.entries(goldenBridges))('gives the same bytes for `%s` every time and in any order', (_, each) => {
  const { plan, boundary } = structuredClone(each);
  const turned = {
    boundary: { ...boundary, interfaces: [...boundary.interfaces].reverse() },
    plan: {
      ...plan,
      assets: [...plan.assets].reverse(),
      grants: [...plan.grants].reverse(),
      zones: [...plan.zones].reverse(),
    },
  };
  expect(exportBoundary(requestOf(turned, { catalogue }))).toEqual(exportBoundary(requestOf(each, { catalogue })));
});
