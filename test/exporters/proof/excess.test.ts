/** What an open port lets through beside the grants on it: declared exactly where the policy does not allow it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Residual } from '../../../src/exporters/dialect.ts';
import { nftables } from '../../../src/exporters/nftables/nftables.ts';
import { readBackNftText } from '../../../src/exporters/nftables/read-back.ts';
import { type ProofResult, proveExport } from '../../../src/exporters/proof/prove.ts';
import { exportBoundary } from '../../../src/exporters/registry.ts';
import type { PlanGrant, PlanObject, PlanOperation } from '../../../src/model/plan.ts';
import type { BoundaryCase } from '../../support/arbitrary-boundary.ts';
import { expectShare } from '../../support/expect-share.ts';
import { exportText, requestOf } from '../../support/export-request.ts';
import { buildAsset, buildBoundary, buildGrant, buildOnce, buildPlan, buildZone } from '../../support/plan-builder.ts';

const classes = ['read', 'write', 'program', 'unknown'] as const;
const operation = fc.constantFrom<PlanOperation>(
  ...classes.map((name) => ({ class: name, name: null })),
  { class: 'read', name: 'read_coils' },
  { class: 'read', name: 'read_holding' },
  { class: 'unknown', name: 'code:99' },
);
const limit = fc.constantFrom<PlanObject>(
  { unit: null, table: null, range: null },
  { unit: { from: 0, to: 255 }, table: null, range: { from: 0, to: 65_535 } },
  { unit: { from: 0, to: 127 }, table: 'holding', range: null },
  { unit: { from: 128, to: 255 }, table: 'holding', range: null },
  { unit: null, table: 'coils', range: { from: 0, to: 99 } },
  { unit: null, table: 'coils', range: { from: 100, to: 65_535 } },
);
const grant = fc.record({
  operations: fc.option(fc.uniqueArray(operation, { minLength: 1, maxLength: 5 })),
  objects: fc.option(fc.uniqueArray(limit, { minLength: 1, maxLength: 4 })),
  windows: fc.constantFrom<readonly string[]>([], [], [], ['until']),
  protocol: fc.constantFrom('modbus', 'modbus', 'modbus', 'tcp'),
  source: fc.constantFrom<readonly string[]>(['office/pc'], ['office/pc'], ['office/hmi'], ['office/hmi', 'office/pc']),
});

function caseOf(grants: readonly PlanGrant[]): BoundaryCase {
  const boundary = buildBoundary({ eth0: ['office'], eth1: ['cell'] }, 'fw');
  const plan = buildPlan({
    zones: [buildZone('cell', ['10.2.0.0/24']), buildZone('office', ['10.1.0.0/24'])],
    assets: [
      buildAsset('hmi', 'office', ['10.1.0.2']),
      buildAsset('pc', 'office', ['10.1.0.1']),
      buildAsset('plc', 'cell', ['10.2.0.1']),
    ],
    windows: [buildOnce('until', 'UTC', null, '2027-03-31T24:00')],
    grants,
    boundaries: [boundary],
  });
  return { plan, boundary };
}

const cases = fc
  .array(grant, { minLength: 1, maxLength: 4 })
  .map((list) =>
    caseOf(list.map(({ source, ...rest }, index) => buildGrant(`g${index}`, source, ['cell/plc'], ['tcp/502'], rest))),
  );

test('is declared wherever the policy does not allow it', () => {
  const exact = { limited: 0, wider: 0 };
  fc.assert(
    fc.property(cases, (each) => {
      const { residual } = exportBoundary(requestOf(each));
      expect(proveWith(each, residual)).toMatchObject({ kind: 'equal' });
      const byId = new Map(each.plan.grants.map((one) => [one.id, one]));
      exact.limited += residual.exact.filter((entry) => byId.get(entry.grant)?.operations !== null).length;
      exact.wider += residual.wider.length;
    }),
    { numRuns: 300 },
  );
  expectShare(3, exact.limited);
  expectShare(100, exact.wider);
});

test('is missed in no report that is silent about a single grant', () => {
  let silent = 0;
  let found = 0;
  fc.assert(
    fc.property(cases, fc.nat(), (each, which) => {
      const { residual } = exportBoundary(requestOf(each));
      const entry = residual.wider[which % Math.max(residual.wider.length, 1)];
      if (entry === undefined || entry.losses.every((loss) => loss.kind === 'time')) return;
      const wider = residual.wider.map((one) => (one === entry ? { ...one, losses: [] } : one));
      const proof = proveWith(each, { ...residual, wider });
      silent++;
      if (proof.kind !== 'different') return;
      found++;
      expect(proof.difference.grant).toBe(entry.grant);
    }),
    { numRuns: 200 },
  );
  expectShare(50, silent);
  // The report may declare more than passes: it looks at grants with the same windows only, and not at all together.
  expectShare(0.8, found / silent);
});

function proveWith(each: BoundaryCase, residual: Residual): ProofResult {
  const request = requestOf(each);
  const read = readBackNftText(exportText(exportBoundary(request)));
  if (read.value === null) return { kind: 'unreadable', refusal: read.refusal };
  return proveExport(request, nftables.capabilities, residual, read.value);
}
