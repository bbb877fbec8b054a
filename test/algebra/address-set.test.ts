import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compareRanges,
  flattenNetworks,
  formatRange,
  joinRanges,
  type LabelledRange,
  overlayRanges,
} from '../../src/algebra/address-set.ts';
import { type AddressRange, type Family, parseIpAddress, parseIpNetwork } from '../../src/algebra/ip-address.ts';

/** Networks over the last six bits of a family, so that they nest and touch often. */
const network = fc
  .tuple(fc.constantFrom<Family>(4, 6), fc.nat(6), fc.nat(63), fc.nat(99))
  .map(([family, bits, value, label]): LabelledRange<number> => {
    const size = 1n << BigInt(bits);
    const from = (BigInt(value) / size) * size;
    return { family, from, to: from + size - 1n, label };
  });
const everywhere = ([4, 6] as const).flatMap((family) =>
  Array.from({ length: 66 }, (_, value) => ({ family, value: BigInt(value) })),
);

function labelAt<T>(ranges: readonly LabelledRange<T>[], address: { family: Family; value: bigint }): T | null {
  return ranges.find((range) => holds(range, address))?.label ?? null;
}

function holds(range: AddressRange, { family, value }: { family: Family; value: bigint }): boolean {
  return range.family === family && range.from <= value && value <= range.to;
}

function expectSortedAndDisjoint(ranges: readonly AddressRange[]): void {
  for (const [index, range] of ranges.entries()) {
    const next = ranges[index + 1];
    expect(range.from <= range.to).toBe(true);
    if (next !== undefined)
      expect(range.family < next.family || (range.family === next.family && range.to < next.from)).toBe(true);
  }
}

test('gives every address the label of its innermost network, of equal ones the last', () => {
  fc.assert(
    fc.property(fc.array(network), (networks) => {
      const flat = flattenNetworks(networks);
      expectSortedAndDisjoint(flat);
      for (const address of everywhere) {
        const around = networks.filter((each) => holds(each, address));
        const [size] = around.map((each) => Number(each.to - each.from)).sort((a, b) => a - b);
        const inner = around.filter((each) => Number(each.to - each.from) === size).at(-1);
        expect(labelAt(flat, address)).toBe(inner?.label ?? null);
      }
    }),
  );
});

test('overlays lists without losing or inventing a label', () => {
  fc.assert(
    fc.property(fc.array(fc.array(network).map(flattenNetworks), { maxLength: 4 }), (layers) => {
      const overlay = overlayRanges(layers);
      expectSortedAndDisjoint(overlay);
      for (const address of everywhere) {
        const labels = layers.map((layer) => labelAt(layer, address));
        expect(labelAt(overlay, address)).toEqual(labels.every((label) => label === null) ? null : labels);
      }
    }),
  );
});

test('joins neighbours of one label and nothing else', () => {
  fc.assert(
    fc.property(fc.array(network).map(flattenNetworks), (ranges) => {
      const joined = joinRanges(ranges);
      expectSortedAndDisjoint(joined);
      for (const address of everywhere) expect(labelAt(joined, address)).toBe(labelAt(ranges, address));
      for (const [index, range] of joined.entries()) {
        const next = joined[index + 1];
        expect(next?.family === range.family && next.from === range.to + 1n && next.label === range.label).toBe(false);
      }
    }),
  );
});

test('writes an interval so that reading it gives the same interval', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Family>(4, 6),
      fc.bigInt(0n, (1n << 32n) - 1n),
      fc.bigInt(0n, (1n << 32n) - 1n),
      (family, a, b) => {
        const [from = 0n, to = 0n] = [a, b].sort((x, y) => Number(x - y));
        const range = { family, from, to };
        const text = formatRange(range);
        const [first = '', last = ''] = text.split('-');
        const read = text.includes('-')
          ? { family, from: parseIpAddress(first)?.value, to: parseIpAddress(last)?.value }
          : parseIpNetwork(text);
        expect(read).toMatchObject(range);
      },
    ),
  );
});

test.each([
  ['10.0.0.0/8', 0x0a000000n, 0x0affffffn],
  ['0.0.0.0/0', 0n, 0xffffffffn],
  ['10.0.0.1', 0x0a000001n, 0x0a000001n],
  ['10.0.0.1-10.0.0.2', 0x0a000001n, 0x0a000002n],
])('writes %s in its shortest form', (text, from, to) => {
  expect(formatRange({ family: 4, from, to })).toBe(text);
});

test('orders IPv4 before IPv6, then by address', () => {
  const ranges: readonly AddressRange[] = [
    { family: 6, from: 0n, to: 1n },
    { family: 4, from: 9n, to: 9n },
    { family: 4, from: 1n, to: 9n },
    { family: 4, from: 1n, to: 2n },
  ];
  expect([...ranges].sort(compareRanges).map((range) => [range.family, Number(range.from), Number(range.to)])).toEqual([
    [4, 1, 2],
    [4, 1, 9],
    [4, 9, 9],
    [6, 0, 1],
  ]);
});
