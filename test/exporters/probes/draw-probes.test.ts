/** Probes that are drawn are different, repeat with their seed, and miss nothing that can be counted. */
import { expect, test } from 'vitest';
import { nftables } from '../../../src/exporters/nftables/nftables.ts';
import { prepareProbes } from '../../../src/exporters/probes/prepare-probes.ts';
import type { Probe } from '../../../src/exporters/probes/probe.ts';
import { exportBoundary } from '../../../src/exporters/registry.ts';
import type { BoundaryCase } from '../../support/arbitrary-boundary.ts';
import { requestOf } from '../../support/export-request.ts';
import { goldenBoundaries } from '../../support/golden-boundaries.ts';
import { lineGrants, linePlant } from '../../support/line-plant.ts';
import { buildOnce } from '../../support/plan-builder.ts';

const noon = Date.parse('2026-08-03T12:00:00Z') / 1000;

function draw(each: BoundaryCase, probes: number, seed: number = 1, to: number = noon + 60) {
  const request = requestOf(each);
  const { residual } = exportBoundary(request);
  const options = { probes, perRound: 500, seed, time: { from: noon, to, sessions: [] } };
  return prepareProbes(request, nftables.capabilities, residual, options).drawn;
}

const words = ({ entry, source, destination, protocol, port, clientPort, service, form }: Probe): string =>
  [entry, source.text, clientPort, destination.text, port, protocol, service, form].join(' ');

test('the same seed draws the same probes, and another seed others', () => {
  const [one, again, other] = [1, 1, 2].map((seed) => draw(linePlant(), 700, seed).rounds.flat().map(words));
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});

test('gives as many probes as are asked for, in rounds', () => {
  expect(draw(linePlant(), 1_200).rounds.map((round) => round.length)).toEqual([500, 500, 200]);
});

test('no two packets of a round belong to one connection, in either direction', () => {
  for (const round of Object.values(goldenBoundaries).flatMap((each) => draw(each, 1_500).rounds)) {
    const seen = new Set<string>();
    for (const { protocol, source, destination, clientPort, port } of round) {
      const hasPorts = [6, 17, 132].includes(protocol);
      const isMessage = [1, 58].includes(protocol);
      const ends = [
        `${source.text} ${hasPorts || isMessage ? clientPort : ''}`,
        `${destination.text} ${hasPorts ? port : isMessage ? clientPort : ''}`,
      ].sort();
      const connection = [protocol, ...ends].join(' ');
      expect(seen.has(connection), connection).toBe(false);
      seen.add(connection);
    }
  }
});

test('tries every border of every grant when there are enough probes', () => {
  for (const each of Object.values(goldenBoundaries)) {
    const { coverage } = draw(each, 4_000);
    expect(coverage.map(({ kind }) => kind)).toEqual([
      'inside',
      'service border',
      'source border',
      'destination border',
      'pair of endpoints',
      'one thing else',
    ]);
    for (const { kind, tried, of } of coverage) if (kind !== 'pair of endpoints') expect(tried).toBe(of);
  }
});

test('asks between any two endpoints for every port that a grant names', () => {
  const { rounds, coverage } = draw(linePlant(), 12_000);
  const pairs = coverage.find(({ kind }) => kind === 'pair of endpoints');
  expect(pairs?.tried).toBe(pairs?.of);
  const asked = rounds.flat().filter(({ protocol, form }) => protocol === 6 && form === 'plain');
  const keyOf = ({ source, destination, port }: (typeof asked)[number]): string =>
    [source.family, source.endpoint, destination.endpoint, port].join(' ');
  const keys = new Set(asked.map(keyOf));
  const inside = asked.filter(({ kind, port }) => kind === 'inside' && port === 502);
  expect(inside.length).toBeGreaterThan(0);
  for (const { source, destination } of rounds.flat().filter((probe) => probe.source.family === 4)) {
    const isOne = source.endpoint !== null && destination.endpoint !== null && destination.family === 4;
    if (isOne && !destination.isGroup) expect(keys).toContain(`4 ${source.endpoint} ${destination.endpoint} 502`);
  }
});

test('says how little was tried when there are too few', () => {
  expect(draw(linePlant(), 16).coverage).toContainEqual({ kind: 'one thing else', tried: 3, of: 225 });
});

test('goes to ports beside a granted one, to neighbours of addresses, and into the other family', () => {
  const grant = lineGrants['whole'];
  if (grant === undefined) throw new Error('no such grant');
  const probes = draw(linePlant([grant], []), 3_000).rounds.flat();
  const has = (source: string, destination: string, port: number): boolean =>
    probes.some((each) => each.source.text === source && each.destination.text === destination && each.port === port);
  for (const port of [4_839, 4_840, 4_841]) expect(has('10.20.0.10', '10.20.1.11', port)).toBe(true);
  for (const source of ['10.20.0.9', '10.20.0.11']) expect(has(source, '10.20.1.11', 4_840)).toBe(true);
  for (const destination of ['fd20:1::10', 'fd20:1::12']) expect(has('fd20::10', destination, 4_840)).toBe(true);
  expect(probes.some((each) => each.source.text.startsWith('2002:a14:a:'))).toBe(true);
  expect(probes.some((each) => each.source.text === '10.20.0.10' && each.entry !== each.source.route)).toBe(true);
  expect(probes.some((each) => each.service !== 0 && each.exit !== each.destination.route)).toBe(true);
});

test('leaves out what a window that begins or ends meanwhile would change', () => {
  const windows = [buildOnce('soon', 'UTC', '2026-08-03T12:01', null)];
  const grant = { ...lineGrants['whole'], windows: ['soon'] } as NonNullable<(typeof lineGrants)['whole']>;
  expect(draw(linePlant([grant], windows), 500, 1, noon + 59).leftOut).toBe(0);
  const drawn = draw(linePlant([grant], windows), 500, 1, noon + 60);
  expect(drawn.leftOut).toBeGreaterThan(20);
  const inside = drawn.rounds
    .flat()
    .filter((each) => each.port === 4_840 && each.protocol === 6 && each.source.text === 'fd20::10');
  expect(inside.every((each) => each.destination.text !== 'fd20:1::11' || each.entry !== 0 || each.service !== 0)).toBe(
    true,
  );
});

test('gives nothing where there is nothing behind the boundary that could be sent', () => {
  const { boundary, plan } = linePlant([], []);
  const { rounds } = draw({ plan, boundary: { ...boundary, interfaces: [] } }, 100);
  expect(rounds.flat().every((probe) => probe.origin === null)).toBe(true);
});
