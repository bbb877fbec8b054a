/** Pictures that can be read: nothing lies on anything else, and every line leads from one box to the other. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Layout, type LayoutNode, layOut, type Point } from '../../../../src/report/zone-map/layout/lay-out.ts';
import { runs } from '../../../support/runs.ts';

interface Drawing {
  readonly nodes: readonly LayoutNode[];
  readonly links: readonly { readonly ends: readonly [string, string] }[];
}

const width = 200;

/** Up to thirty boxes on the levels of a plant, with as many links as there are pairs. */
const drawings: fc.Arbitrary<Drawing> = fc
  .array(fc.record({ level: fc.constantFrom(0, 1, 2, 3, 3.5, 4), height: fc.integer({ min: 30, max: 120 }) }), {
    minLength: 1,
    maxLength: 30,
  })
  .chain((boxes) => {
    const nodes = boxes
      .map((box, index) => ({ id: `b${index}`, ...box }))
      .sort((one, other) => other.level - one.level);
    const pairs = nodes.flatMap((one, index) =>
      nodes.slice(index + 1).map((other): [string, string] => [one.id, other.id]),
    );
    return fc.record({
      nodes: fc.constant(nodes),
      links: fc.subarray(pairs, { maxLength: Math.min(60, pairs.length) }).map((all) => all.map((ends) => ({ ends }))),
    });
  });

interface Segment {
  readonly net: number;
  readonly from: Point;
  readonly to: Point;
}

function segmentsOf({ routes }: Layout): readonly Segment[] {
  return routes.flatMap(({ net, points }) =>
    points.slice(1).map((point, index) => {
      const before = points[index] ?? point;
      const [from, to] = before.x < point.x || before.y < point.y ? [before, point] : [point, before];
      return { net, from, to };
    }),
  );
}

const overlap = (one: readonly [number, number], other: readonly [number, number]): boolean =>
  Math.min(one[1], other[1]) - Math.max(one[0], other[0]) > 0.01;

describe('a layout', () => {
  test('leads every line from box to box, along the axes', () => {
    fc.assert(
      fc.property(drawings, ({ nodes, links }) => {
        const { boxes, routes } = layOut(nodes, links, { width });
        expect(routes).toHaveLength(links.length);
        for (const [index, { hub, leaf, points }] of routes.entries()) {
          expect([hub, leaf].sort()).toEqual([...(links[index]?.ends ?? [])].sort());
          for (const [id, point] of [
            [hub, points[0]],
            [leaf, points.at(-1)],
          ] as const) {
            const box = boxes.get(id);
            if (box === undefined || point === undefined) throw new Error('no box');
            expect(point.x).toBeGreaterThanOrEqual(box.x);
            expect(point.x).toBeLessThanOrEqual(box.x + box.width);
            expect([box.y, box.y + box.height]).toContain(point.y);
          }
          for (const [step, point] of points.slice(1).entries()) {
            expect(point.x === points[step]?.x || point.y === points[step]?.y).toBe(true);
          }
        }
      }),
      { numRuns: runs(60) },
    );
  });

  test('has no line that crosses a box, and no box on another', () => {
    fc.assert(
      fc.property(drawings, ({ nodes, links }) => {
        const layout = layOut(nodes, links, { width });
        const boxes = [...layout.boxes.values()];
        for (const { x, y, width: wide, height } of boxes) {
          expect(x >= 0 && y >= 0 && x + wide <= layout.width && y + height <= layout.height).toBe(true);
          for (const { from, to } of segmentsOf(layout)) {
            const across = overlap([from.x, Math.max(to.x, from.x + 0.1)], [x, x + wide]);
            expect(across && overlap([from.y, Math.max(to.y, from.y + 0.1)], [y, y + height])).toBe(false);
          }
        }
        for (const [index, one] of boxes.entries()) {
          for (const other of boxes.slice(index + 1)) {
            const meet =
              overlap([one.x, one.x + one.width], [other.x, other.x + other.width]) &&
              overlap([one.y, one.y + one.height], [other.y, other.y + other.height]);
            expect(meet).toBe(false);
          }
        }
      }),
      { numRuns: runs(60) },
    );
  });

  test('has no line of one bus on a line of another', () => {
    fc.assert(
      fc.property(drawings, ({ nodes, links }) => {
        const segments = segmentsOf(layOut(nodes, links, { width }));
        for (const [index, one] of segments.entries()) {
          for (const other of segments.slice(index + 1)) {
            if (one.net === other.net) continue;
            const flat =
              one.from.y === one.to.y && other.from.y === other.to.y && one.from.y === other.from.y
                ? overlap([one.from.x, one.to.x], [other.from.x, other.to.x])
                : false;
            const upright =
              one.from.x === one.to.x && other.from.x === other.to.x && one.from.x === other.from.x
                ? overlap([one.from.y, one.to.y], [other.from.y, other.to.y])
                : false;
            expect(flat || upright).toBe(false);
          }
        }
      }),
      { numRuns: runs(60) },
    );
  });

  test('puts upper levels above lower ones, and wraps a level that is too wide', () => {
    const nodes = Array.from({ length: 40 }, (_, index) => ({
      id: `b${index}`,
      level: index === 0 ? 2 : 1,
      height: 40,
    }));
    const { boxes, bands, width: wide } = layOut(nodes, [], { width });
    expect(bands.map((band) => band.level)).toEqual([2, 1]);
    expect(bands[0]?.bottom).toBeLessThan(boxes.get('b1')?.y ?? 0);
    expect(wide).toBeLessThan(8 * (width + 40));
    expect(new Set([...boxes.values()].map((box) => box.y)).size).toBeGreaterThan(5);
  });

  test('draws one box, and nothing at all', () => {
    expect(layOut([], [], { width })).toMatchObject({ routes: [], bands: [] });
    expect(layOut([{ id: 'a', level: 1, height: 40 }], [], { width }).boxes.get('a')).toMatchObject({
      width,
      height: 40,
    });
  });
});
