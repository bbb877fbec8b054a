/** A change on the map: what is new, what is gone and drawn all the same, what is only called otherwise, and where it all is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparePlans } from '../../../src/analyzer/compare/compare-plans.ts';
import { mapChange } from '../../../src/analyzer/compare/map-change.ts';
import type { ChangeMap } from '../../../src/model/change-map.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { arbitraryPlan } from '../../support/arbitrary-plan.ts';
import { buildAsset, buildGrant, buildPlan, buildZone, spanAt } from '../../support/plan-builder.ts';
import { runs } from '../../support/runs.ts';
import { smallCatalogue } from '../../support/small-catalogue.ts';

const catalogue = smallCatalogue();
const zones = [
  buildZone('cell', ['10.0.1.0/24'], { level: 1 }),
  buildZone('control', ['10.0.2.0/24']),
  buildZone('old', ['10.0.3.0/24'], { level: 1 }),
];
const assets = [
  buildAsset('plc', 'cell', ['10.0.1.1']),
  buildAsset('scada', 'control', ['10.0.2.1']),
  buildAsset('press', 'old', ['10.0.3.1']),
];
const conduit = (id: string, from: string, to: string) => ({
  id,
  from,
  to,
  owner: null,
  allowlists: [],
  at: spanAt(5),
});
const base = buildPlan({
  zones,
  assets,
  conduits: [conduit('down', 'control', 'cell'), conduit('press', 'control', 'old')],
  grants: [
    buildGrant('poll', ['control/scada'], ['cell/plc'], ['tcp/502']),
    buildGrant('press', ['control/scada'], ['old/press'], ['tcp/502']),
  ],
});

function changeTo(head: Plan): ChangeMap {
  const [one, other] = [base, head].map((plan) => ({ plan, catalogue, textAt: () => '', owners: [] }));
  if (one === undefined || other === undefined) throw new Error('two sides');
  return mapChange(one, other, comparePlans(one, other, 0));
}

const presences = (change: ChangeMap): readonly string[] => [
  ...change.map.zones.map(({ zone }, index) => `${zone.id} ${change.zones[index]?.presence}`),
  ...change.map.links.map(({ ends }, index) => `${ends.join('-')} ${change.links[index]?.presence}`),
];

describe('a change on the map', () => {
  test('is nothing where nothing changes', () => {
    const change = changeTo(base);
    expect(new Set(presences(change).map((each) => each.split(' ')[1]))).toEqual(new Set(['kept']));
    expect(change.links.flatMap(({ opened, closed }) => [...opened, ...closed])).toEqual([]);
  });

  test('draws what is gone, with what it allowed', () => {
    const head = {
      ...base,
      zones: zones.slice(0, 2),
      assets: assets.slice(0, 2),
      conduits: base.conduits.slice(0, 1),
      grants: base.grants.slice(0, 1),
    };
    const change = changeTo(head);
    expect(presences(change)).toEqual([
      'control kept',
      'cell kept',
      'old gone',
      'control-cell kept',
      'control-old gone',
    ]);
    expect(change.map.links[1]?.traffic[0]?.grants.map((each) => each.id)).toEqual(['conduit/press']);
    expect(change.links[1]?.closed).toMatchObject([{ from: 'control', to: 'old' }]);
    expect(change.links[0]).toMatchObject({ opened: [], closed: [] });
    expect(change.map.zones[2]?.assets).toBe(1);
  });

  test('says where something is opened, either way and inside', () => {
    const change = changeTo({
      ...base,
      conduits: [...base.conduits, conduit('up', 'cell', 'control'), conduit('own', 'cell', 'cell')],
      assets: [...assets, buildAsset('plc-2', 'cell', ['10.0.1.2'])],
      grants: [
        ...base.grants,
        buildGrant('up', ['cell/plc'], ['control/scada'], ['udp/123']),
        buildGrant('own', ['cell/plc'], ['cell/plc-2'], ['tcp/502']),
      ],
    });
    expect(change.links[0]).toMatchObject({ presence: 'kept', opened: [{ from: 'cell', to: 'control' }] });
    expect(change.zones[1]?.inside).toMatchObject({ presence: 'new', opened: [{ from: 'cell', to: 'cell' }] });
  });

  test('has a zone of another name once, with what changes there under that name', () => {
    const rename = (text: string): string => text.replace(/^old(?=\/|$)/, 'press-shop');
    const change = changeTo({
      ...base,
      zones: zones.map((zone) => ({ ...zone, id: rename(zone.id) })),
      assets: assets.map((asset) => ({ ...asset, zones: asset.zones.map(rename) })),
      conduits: base.conduits.map((each) => ({ ...each, to: rename(each.to) })),
      grants: base.grants.slice(0, 1),
    });
    expect(presences(change)).toEqual([
      'control kept',
      'cell kept',
      'press-shop kept',
      'control-cell kept',
      'control-press-shop kept',
    ]);
    expect(change.zones[2]?.before).toBe('old');
    expect(change.links[1]?.closed).toHaveLength(1);
  });

  test('loses nothing of a comparison', () => {
    fc.assert(
      fc.property(arbitraryPlan, arbitraryPlan, (one, other) => {
        const sides = [one, other].map((plan) => ({
          plan: withConduits(plan),
          catalogue,
          textAt: () => '',
          owners: [],
        }));
        const [before, after] = sides;
        if (before === undefined || after === undefined) return;
        const diff = comparePlans(before, after, 0);
        const { links, zones: boxes } = mapChange(before, after, diff);
        const shown = [...links, ...boxes.map((zone) => zone.inside)];
        expect(shown.reduce((sum, each) => sum + each.opened.length, 0)).toBe(diff.opened.length);
        expect(shown.reduce((sum, each) => sum + each.closed.length, 0)).toBe(diff.closed.length);
      }),
      { numRuns: runs(30) },
    );
  });
});

/** Each grant in a conduit, as in every plan that a plant's files make. */
function withConduits(plan: Plan): Plan {
  return { ...plan, conduits: plan.grants.map(({ id, from, to }) => conduit(id, from, to)) };
}
