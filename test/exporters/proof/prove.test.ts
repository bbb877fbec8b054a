/** Law 4: what is read back from an export is what was granted and what was declared, and no silence is taken for either. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Residual } from '../../../src/exporters/dialect.ts';
import { nftables } from '../../../src/exporters/nftables/nftables.ts';
import { readBackNftText } from '../../../src/exporters/nftables/read-back.ts';
import { renderFailedProof } from '../../../src/exporters/proof/proof-text.ts';
import { type ProofResult, proveExport } from '../../../src/exporters/proof/prove.ts';
import { exportBoundary } from '../../../src/exporters/registry.ts';
import {
  type BoundaryCase,
  boundaryCase,
  functionCase,
  scopedCase,
  wideningCase,
} from '../../support/arbitrary-boundary.ts';
import { arbitraryPlan } from '../../support/arbitrary-plan.ts';
import { expectShare } from '../../support/expect-share.ts';
import { exportCase, exportText, requestOf } from '../../support/export-request.ts';
import { goldenBoundaries } from '../../support/golden-boundaries.ts';
import { linePlant } from '../../support/line-plant.ts';
import { buildAsset, buildBoundary, buildGrant, buildPlan, buildZone } from '../../support/plan-builder.ts';
import { proveChanged } from '../../support/prove-case.ts';
import { shippedCatalogue } from '../../support/shipped-catalogue.ts';

test('reads back what was granted from random boundaries', () => {
  let grants = 0;
  fc.assert(
    fc.property(boundaryCase, (each) => {
      const proof = proveChanged(requestOf(each));
      expect(proof).toMatchObject({ kind: 'equal' });
      if (proof.kind === 'equal') grants += proof.checked;
    }),
    { numRuns: 120 },
  );
  expectShare(50, grants);
});

test.each(Object.entries(goldenBoundaries))('reads back the boundary `%s`', (_, each) => {
  expect(proveChanged(requestOf(each))).toMatchObject({ kind: 'equal' });
});

test('reads back random plans of the shipped catalogue, with operations, objects and group destinations', () => {
  let grants = 0;
  fc.assert(
    fc.property(arbitraryPlan, (plan) => {
      const interfaces = Object.fromEntries(plan.zones.map((zone, index) => [`eth${index}`, [zone.id]]));
      const each = { plan, boundary: buildBoundary(interfaces) };
      const proof = proveChanged(requestOf(each, { catalogue: shippedCatalogue }));
      expect(proof).toMatchObject({ kind: 'equal' });
      if (proof.kind === 'equal') grants += proof.checked;
    }),
    { numRuns: 100 },
  );
  expectShare(50, grants);
});

test('reads back what was granted where scopes use the same addresses', () => {
  let ambiguous = 0;
  fc.assert(
    fc.property(scopedCase, (each) => {
      expect(proveChanged(requestOf(each))).toMatchObject({ kind: 'equal' });
      const { refused } = exportBoundary(requestOf(each)).residual;
      ambiguous += refused.filter(({ losses }) => losses.some((loss) => loss.kind === 'addresses')).length;
    }),
    { numRuns: 80 },
  );
  expectShare(5, ambiguous);
});

test('reads back what was granted and what was declared where windows are widened', () => {
  let widened = 0;
  fc.assert(
    fc.property(wideningCase, (each) => {
      const { residual } = exportBoundary(requestOf(each));
      widened += residual.wider.length;
      expect(proveChanged(requestOf(each))).toMatchObject({ kind: 'equal' });
    }),
    { numRuns: 80 },
  );
  expectShare(0, widened);
});

test('reads back what was granted and what was declared where functions are enforced', () => {
  let enforced = 0;
  fc.assert(
    fc.property(functionCase, (each) => {
      expect(proveChanged(requestOf(each))).toMatchObject({ kind: 'equal' });
      if (exportCase(each).includes('chain functions_')) enforced += 1;
    }),
    { numRuns: 80 },
  );
  expectShare(12, enforced);
});

test('a window that is open longer than the report says is a difference', () => {
  const shown = fc
    .sample(wideningCase, { numRuns: 60, seed: 1 })
    .map((each) => [each, exportBoundary(requestOf(each)).residual] as const)
    .filter(([, residual]) => residual.wider.length > 0)
    .map(([each, residual]) =>
      proveWith(each, { ...residual, wider: residual.wider.map((entry) => ({ ...entry, losses: [] })) }),
    );
  const passes = shown.flatMap((proof) => (proof.kind === 'different' ? [proof.difference.what] : []));
  expectShare(2, passes.length);
  expect(new Set(passes)).toEqual(new Set(['passes although nobody granted it']));
});

test('a port that is opened for a grant of some operations must be declared', () => {
  const residual = exportBoundary(requestOf(linePlant())).residual;
  const silent = { ...residual, wider: residual.wider.map((entry) => ({ ...entry, losses: [] })) };
  expect(proveWith(linePlant(), silent)).toMatchObject({
    difference: { what: 'opens more operations or objects than are granted, and no loss says so' },
  });
});

test.each<readonly [string, (residual: Residual) => Residual]>([
  ['is neither opened nor refused', (residual) => ({ ...residual, exact: residual.exact.slice(1) })],
  ['grants are said not to cross', (residual) => ({ ...residual, elsewhere: residual.elsewhere + 1 })],
  [
    'does not cross the boundary',
    (residual) => ({ ...residual, exact: [...residual.exact, { ...residual.exact[0], grant: 'none' } as never] }),
  ],
])('a report in which a grant %s is a difference', (what, change) => {
  const each = plain();
  const proof = proveWith(each, change(exportBoundary(requestOf(each)).residual));
  expect(proof.kind === 'different' ? proof.difference.what : '').toContain(what);
});

test('parts that are left out must be refused, each by its kind', () => {
  const each = partly();
  const { residual } = exportBoundary(requestOf(each));
  expect(proveWith(each, residual)).toMatchObject({ kind: 'equal' });
  const whats = (['services', 'members', 'addresses'] as const).map((kind) => {
    const refused = residual.refused.map((entry) => ({
      ...entry,
      losses: entry.losses.filter((loss) => loss.kind !== kind),
    }));
    const proof = proveWith(each, { ...residual, refused });
    return proof.kind === 'different' ? proof.difference.what : proof.kind;
  });
  expect(whats).toEqual([
    'has services that are not opened, and no refusal says so',
    'has endpoints without addresses, and no refusal says so',
    'has addresses that mean two endpoints, and no refusal says so',
  ]);
});

test('a witness names the packet, and the grant that should open it', () => {
  const proof = proveChanged(requestOf(plain()), (text) => text.replace('tcp . 502', 'tcp . 503'));
  expect(proof).toEqual({
    kind: 'different',
    difference: {
      what: 'passes although nobody granted it',
      packet: expect.objectContaining({ entry: 'eth0', exit: 'eth1', protocol: 6, port: 503 }) as unknown,
      witness: '10.1.0.1 behind eth0 -> 10.2.0.1 behind eth1, tcp 503, at 2026-08-03T12:00:00Z',
      grant: null,
    },
  });
  const less = proveChanged(requestOf(plain()), (text) => text.replace(/^.*tcp \. 502.*$/m, ''));
  expect(less.kind === 'equal' ? '' : renderFailedProof('fw', less)).toBe(
    [
      'fw: internal error: the configuration does not say what the policy says, so nothing is written',
      '  10.1.0.1 behind eth0 -> 10.2.0.1 behind eth1, tcp 502, at 2026-08-03T12:00:00Z: is granted and does not pass',
      '  granted by conduit/poll',
      'please report this with the plant that shows it',
      '',
    ].join('\n'),
  );
});

function proveWith(each: BoundaryCase, residual: Residual): ProofResult {
  const request = requestOf(each);
  const read = readBackNftText(exportText(exportBoundary(request)));
  if (read.value === null) return { kind: 'unreadable', refusal: read.refusal };
  return proveExport(request, nftables.capabilities, residual, read.value);
}

function plain(): BoundaryCase {
  const boundary = buildBoundary({ eth0: ['office'], eth1: ['cell'] }, 'fw');
  const plan = buildPlan({
    zones: [buildZone('cell', ['10.2.0.0/24']), buildZone('office', ['10.1.0.0/24'])],
    assets: [buildAsset('pc', 'office', ['10.1.0.1']), buildAsset('plc', 'cell', ['10.2.0.1'])],
    grants: [buildGrant('poll', ['office/pc'], ['cell/plc'], ['tcp/502'])],
    boundaries: [boundary],
  });
  return { plan, boundary };
}

/** A grant with a service, a member and an address too many, and a part that can be opened. */
function partly(): BoundaryCase {
  const boundary = buildBoundary({ eth0: ['office'], eth1: ['cell'], eth2: ['twin'] }, 'fw');
  const plan = buildPlan({
    zones: [
      buildZone('cell', ['10.2.0.0/24']),
      buildZone('office', ['10.1.0.0/24']),
      buildZone('twin', ['10.2.0.0/30'], { scope: 'other' }),
    ],
    assets: [
      buildAsset('bare', 'cell', []),
      buildAsset('pc', 'office', ['10.1.0.1']),
      buildAsset('plc', 'cell', ['10.2.0.1', '10.2.0.9']),
    ],
    grants: [buildGrant('poll', ['office/pc'], ['cell/bare', 'cell/plc'], ['tcp/502', 'ethernet/34962'])],
    boundaries: [boundary],
  });
  return { plan, boundary };
}
