import { expect, test } from 'vitest';
import { findCrossing, interfacesOfZones } from '../../src/exporters/crossing.ts';
import { buildBoundary, buildGrant } from '../support/plan-builder.ts';

const interfaces = interfacesOfZones(buildBoundary({ eth0: ['a', 'b'], eth1: ['c', 'b'] }));

function crossingOf(from: string, to: string, destination: string = 'x'): readonly string[] {
  const grant = buildGrant(`${from}-${to}`, [`${from}/x`], [`${to}/${destination}`], ['tcp/1']);
  return findCrossing([grant], interfaces).grants.map((each) => each.id);
}

test('crosses between zones behind different interfaces', () => {
  expect(crossingOf('a', 'c')).toEqual(['conduit/a-c']);
  expect(crossingOf('c', 'a')).toEqual(['conduit/c-a']);
});

test('does not cross behind one interface, inside a zone, or to a zone that is elsewhere', () => {
  expect([crossingOf('a', 'a'), crossingOf('a', 'elsewhere'), crossingOf('elsewhere', 'a')]).toEqual([[], [], []]);
  expect(findCrossing([buildGrant('g', ['a/x'], ['a/y'], ['tcp/1'])], interfaces).elsewhere).toBe(1);
});

test('crosses from and to a zone that is behind both', () => {
  expect([crossingOf('a', 'b'), crossingOf('b', 'c'), crossingOf('b', 'b')].flat()).toHaveLength(3);
});

test('leaves out destinations that stay in the zone of their sender', () => {
  expect(crossingOf('a', 'c', '~broadcast')).toEqual([]);
  const both = buildGrant('both', ['a/x'], ['c/plc', 'c/~multicast'], ['udp/1']);
  expect(findCrossing([both], interfaces).grants[0]?.destinations).toEqual(['c/plc']);
});
