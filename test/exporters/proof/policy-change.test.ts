/** What a policy opens and closes is the difference of what passes, told by grants, zones and services. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nftables } from '../../../src/exporters/nftables/nftables.ts';
import { readBackNftText } from '../../../src/exporters/nftables/read-back.ts';
import { changeOf } from '../../../src/exporters/proof/policy-change.ts';
import { exportBoundary } from '../../../src/exporters/registry.ts';
import type { PolicyChange } from '../../../src/model/policy-change.ts';
import { type BoundaryCase, boundaryCase } from '../../support/arbitrary-boundary.ts';
import { exportCase, requestOf } from '../../support/export-request.ts';
import { lineGrants, linePlant } from '../../support/line-plant.ts';

function change(before: BoundaryCase, after: BoundaryCase): PolicyChange {
  const [then, now] = [before, after].map((each) => readBackNftText(exportCase(each)).value);
  const request = requestOf(after);
  const { residual } = exportBoundary(request);
  if (then == null || now == null) throw new Error('unreadable');
  const { value, refusal } = changeOf(request, nftables.capabilities, residual, then, now);
  if (value === null) throw new Error(JSON.stringify(refusal));
  return value;
}

const { whole, data, ...others } = lineGrants;
const wide = linePlant();
const tight = linePlant(Object.values(others));

test('names the grants that open something, with their place and a packet', () => {
  const { opened, closed } = change(tight, wide);
  expect(closed).toEqual({ count: 0, first: [] });
  expect(opened).toMatchObject({
    count: 2,
    first: [
      {
        grant: 'conduit/whole',
        at: { file: 'conduits/line.yaml', line: 15 },
        witness: '10.20.0.10 behind eth0 -> 10.20.1.11 behind eth1, tcp 4840, at 2026-08-03T12:00:00Z',
      },
      { grant: 'conduit/data', at: { line: 24 }, witness: expect.stringMatching(/udp 20000/) as string },
    ],
  });
});

test('names the zones and services that something is closed to', () => {
  const { opened, closed } = change(wide, tight);
  expect(opened.count).toBe(0);
  expect(closed.first.map(({ from, to, service }) => `${from} -> ${to}: ${service}`)).toEqual([
    'scada -> cell: tcp 4840',
    'scada -> cell: udp 20000-20010',
  ]);
  expect(closed.count).toBe(2);
});

test('a grant that another covers opens nothing', () => {
  const twin = { ...(whole as NonNullable<typeof whole>), id: 'conduit/twin' };
  expect(change(wide, linePlant([...Object.values(lineGrants), twin]))).toMatchObject({
    opened: { count: 0 },
    closed: { count: 0 },
  });
});

test('nothing opens or closes between equal policies, and what opens one way closes the other way', () => {
  fc.assert(
    fc.property(boundaryCase, (each) => {
      const half = each.plan.grants.filter((_, index) => index % 2 === 0);
      const less: BoundaryCase = { ...each, plan: { ...each.plan, grants: half } };
      expect(change(each, each)).toEqual({ opened: { count: 0, first: [] }, closed: { count: 0, first: [] } });
      const [more, fewer] = [change(less, each), change(each, less)];
      expect(more.closed.count).toBe(0);
      expect(fewer.opened.count).toBe(0);
      expect(fewer.closed.count > 0).toBe(more.opened.count > 0);
    }),
    { numRuns: 40 },
  );
});
