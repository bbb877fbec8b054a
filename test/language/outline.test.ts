/** The outline of a file. */
import { expect, test } from 'vitest';
import { type OutlineItem, outlineOf } from '../../src/language/outline.ts';
import { viewOf } from '../support/view-of.ts';

function names(items: readonly OutlineItem[]): readonly unknown[] {
  return items.map(({ name, items: below }) => (below.length === 0 ? name : [name, ...names(below)]));
}

test('has sections, what they declare, and the grants of conduits', () => {
  const text =
    'plant: p\nzones:\n  a: {}\n  b: {}\nconduits:\n  c:\n    from: a\n    allow:\n      g: {to: b}\n      h: {to: b}\n';
  const items = outlineOf(viewOf({ 'plant.yaml': text }), 'plant.yaml');
  expect(names(items)).toEqual(['plant', ['zones', 'a', 'b'], ['conduits', ['c', 'g', 'h']]]);
});

test('has the tests of a file of tests by their names', () => {
  const text = 'tests:\n  - {name: one}\n  - {name: two}\n  - {}\n';
  expect(names(outlineOf(viewOf({ 'tests/t.yaml': text }), 'tests/t.yaml'))).toEqual([['tests', 'one', 'two', 'test']]);
});

test('names each thing inside of its section, and lists nothing twice that an alias repeats', () => {
  const text = 'zones: &z\n  a: {}\ntemplates: *z\n';
  const items = outlineOf(viewOf({ 'plant.yaml': text }), 'plant.yaml');
  expect(names(items)).toEqual([['zones', 'a'], 'templates']);
  const check = (each: OutlineItem): void => {
    expect(each.nameAt.start).toBeGreaterThanOrEqual(each.at.start);
    expect(each.nameAt.end).toBeLessThanOrEqual(each.at.end);
    for (const below of each.items) {
      expect(below.at.start).toBeGreaterThanOrEqual(each.at.start);
      expect(below.at.end).toBeLessThanOrEqual(each.at.end);
      check(below);
    }
  };
  for (const each of items) check(each);
});
