/** Exports as their readers see them: the configuration, the manifest and the report. */
import { expect, test } from 'vitest';
import { proofOf } from '../../src/exporters/proof/proof-text.ts';
import { exportBoundary, proveBoundary } from '../../src/exporters/registry.ts';
import { exportManifest, renderResidualReport } from '../../src/exporters/residual-report.ts';
import type { PlanGuard } from '../../src/model/plan.ts';
import { requestOf } from '../support/export-request.ts';
import { goldenBoundaries } from '../support/golden-boundaries.ts';

const guards: readonly PlanGuard[] = [
  {
    name: 'plant.allow.remote-support/session',
    allowlist: 'remote-support',
    pairs: [{ from: 'dmz', to: 'cell' }],
    at: { file: 'policies/remote-support.rego', line: 12, column: 1, endLine: 20, endColumn: 2 },
    reason: 'calls `regex.match` on a label',
  },
];

test.each(Object.entries(goldenBoundaries))('writes the boundary `%s` as before', async (name, each) => {
  const request = requestOf(each, { guards, revision: '4f1c2d7' });
  const result = exportBoundary(request);
  const proof = proveBoundary(request, result);
  if (proof?.kind !== 'equal') throw new Error(JSON.stringify(proof));
  const manifest = exportManifest(request, result, proofOf(proof));
  await expect(result.files[0]?.text).toMatchFileSnapshot(`golden/${name}.nft`);
  await expect(`${JSON.stringify(manifest, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`);
  await expect(renderResidualReport(request, result)).toMatchFileSnapshot(`golden/${name}.md`);
});

test.each(Object.entries(goldenBoundaries))('gives the same bytes for `%s` every time', (_, each) => {
  const [first, second] = [1, 2].map(() => exportBoundary(requestOf(structuredClone(each))));
  expect(first).toEqual(second);
});

test('the revision is the only thing that differs between two revisions of one policy', () => {
  const [each] = Object.values(goldenBoundaries);
  if (each === undefined) throw new Error('no boundary');
  const text = (revision: string): string => exportBoundary(requestOf(each, { revision })).files[0]?.text ?? '';
  expect(text('aaaaaaa').replaceAll('aaaaaaa', 'bbbbbbb')).toBe(text('bbbbbbb'));
});
