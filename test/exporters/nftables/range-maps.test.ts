/** Ranges that pairs of groups share: cut into pieces that open what the cells open, in bounded number, and the rest left over. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cell, Group } from '../../../src/exporters/cells.ts';
import { planRanges, rangeKinds } from '../../../src/exporters/nftables/range-maps.ts';
import { exportBoundary } from '../../../src/exporters/registry.ts';
import type { BoundaryCase } from '../../support/arbitrary-boundary.ts';
import { exportCase, exportText, requestOf } from '../../support/export-request.ts';
import { parseRuleset } from '../../support/nft-interpreter.ts';
import { buildAsset, buildBoundary, buildGrant, buildPlan, buildZone } from '../../support/plan-builder.ts';
import { proveChanged } from '../../support/prove-case.ts';

/** Cells of pairs that do not overlap, from ranges of any kind: later ones give way. */
const cells = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...rangeKinds),
      source: fc.integer({ min: 1, max: 3 }),
      destination: fc.integer({ min: 1, max: 3 }),
      from: fc.integer({ min: 0, max: 60 }),
      size: fc.integer({ min: 0, max: 20 }),
      grant: fc.constantFrom('a', 'b'),
    }),
    { maxLength: 80 },
  )
  .map((drawn) => {
    const taken = new Set<string>();
    return drawn.flatMap(({ kind, source, destination, from, size, grant }): readonly Cell[] => {
      const keys = Array.from({ length: size + 1 }, (_, index) => `${kind} ${source} ${destination} ${from + index}`);
      if (keys.some((key) => taken.has(key))) return [];
      for (const key of keys) taken.add(key);
      const grants = [buildGrant(grant, [], [], ['tcp/1'])];
      const ports = { from, to: from + size };
      return [{ source: groupOf(source), destination: groupOf(destination), transport: kind, ports, grants }];
    });
  });

function groupOf(id: number): Group {
  return { id, zone: 'zone', interfaces: [], endpoints: [], ranges: [], granted: true };
}

const wayOf = ({ grants }: Cell): string => grants.map(({ id }) => id).join();

/** What is open at each value, and by which grants. */
function openOf(list: readonly { readonly cell: Cell; readonly ports: Cell['ports'] }[]): readonly string[] {
  return list
    .flatMap(({ cell, ports }) =>
      Array.from(
        { length: ports.to - ports.from + 1 },
        (_, index) => `${cell.transport} ${cell.source.id} ${cell.destination.id} ${ports.from + index} ${wayOf(cell)}`,
      ),
    )
    .sort();
}

test('maps and what is left over open what the cells open, each value once', () => {
  fc.assert(
    fc.property(cells, (list) => {
      const { maps, others } = planRanges(list, wayOf);
      const pieces = maps.flatMap(({ kind, values, cells: own }) =>
        own.flatMap((cell) => {
          expect(cell.transport).toBe(kind);
          return values.map((ports) => ({ cell, ports }));
        }),
      );
      const whole = (cell: Cell) => ({ cell, ports: cell.ports });
      expect(openOf([...pieces, ...others.map(whole)])).toEqual(openOf(list.map(whole)));
    }),
  );
});

test('the order of cells changes nothing', () => {
  fc.assert(
    fc.property(cells, (list) => {
      expect(planRanges(list.toReversed(), wayOf).maps).toEqual(planRanges(list, wayOf).maps);
    }),
  );
});

test('values that the same pairs have open for the same reason share a map', () => {
  const cell = (from: number, to: number, grant: string): Cell => ({
    source: groupOf(1),
    destination: groupOf(2),
    transport: 'ip',
    ports: { from, to },
    grants: [buildGrant(grant, [], [], ['tcp/1'])],
  });
  const { maps } = planRanges(
    [cell(2, 5, 'any'), cell(0, 0, 'any'), cell(47, 47, 'tunnel'), cell(7, 16, 'any')],
    wayOf,
  );
  expect(maps.map(({ id, values }) => [id, values])).toEqual([
    [
      1,
      [
        { from: 0, to: 0 },
        { from: 2, to: 5 },
        { from: 7, to: 16 },
      ],
    ],
    [2, [{ from: 47, to: 47 }]],
  ]);
});

const devices = 100;

/** As many grants as devices, each of ranges that no other has and most others overlap. */
function nestedRanges(): BoundaryCase {
  const boundary = buildBoundary({ eth0: ['office'], eth1: ['cell'] });
  const numbers = Array.from({ length: devices }, (_, index) => index);
  const plan = buildPlan({
    zones: [buildZone('cell', ['10.1.0.0/16']), buildZone('office', ['10.0.0.0/24'])],
    assets: [
      buildAsset('server', 'office', ['10.0.0.1']),
      ...numbers.map((index) => buildAsset(`plc-${index}`, 'cell', [`10.1.0.${index + 1}`])),
    ],
    grants: numbers.map((index) =>
      buildGrant(
        `grant-${index}`,
        ['office/server'],
        [`cell/plc-${index}`],
        [`tcp/${1_000 + index}-${9_000 - index}`, `udp/${index}-${2_000 + index}`, `ip/${59 + (index % 150)}-250`],
      ),
    ),
    boundaries: [boundary],
  });
  return { plan, boundary };
}

test('ranges that are too many and too different are in one interval map, and allow the same', () => {
  const each = nestedRanges();
  const { maps } = parseRuleset(exportCase(each));
  const sizeOf = (name: string): number => maps.get(name)?.length ?? 0;
  const shared = [...maps].filter(([name]) => /^allow_(?:tcp|udp|ip)_\d+$/.test(name));
  expect(sizeOf('allow_ranges')).toBeGreaterThanOrEqual(2 * (devices - 64));
  expect(sizeOf('allow_protocols')).toBeGreaterThan(0);
  expect(shared.length).toBeGreaterThan(100);
  expect(shared.length).toBeLessThan(3 * 128);
  expect(shared.reduce((sum, [, elements]) => sum + elements.length, 0)).toBeLessThanOrEqual(3 * 4_000);
  expect(proveChanged(requestOf(each))).toMatchObject({ kind: 'equal' });
});

test.each([
  ['an element of the interval map', (text: string) => text.replace(/^\t0x\w{8} \. udp \. .*\n/m, '')],
  ['the look at the interval map', (text: string) => text.replace(/^\t\t.*th dport vmap @allow_ranges\n/m, '')],
  ['the look for replies', (text: string) => text.replace(/^\t\t.*th sport vmap @allow_ranges\n/m, '')],
  ['the look at protocols', (text: string) => text.replace(/^\t\t.*vmap @allow_protocols\n/m, '')],
])('without %s the proof fails', (_, change) => {
  expect(exportText(exportBoundary(requestOf(nestedRanges())))).not.toBe(change(exportCase(nestedRanges())));
  expect(proveChanged(requestOf(nestedRanges()), change)).toMatchObject({ kind: 'different' });
});
