import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAggregator } from '../../src/flows/aggregate.ts';
import type { BoundaryDrop } from '../../src/model/boundary-drop.ts';
import type { Observation } from '../../src/model/conversation.ts';
import { arbitraryObservation } from '../support/arbitrary-observation.ts';
import { testContext } from '../support/read-conversations.ts';

const drop: BoundaryDrop = {
  action: 'denied',
  boundary: 'fw',
  hook: 'forward',
  entry: { index: 2 },
  exit: null,
};

const observation: Observation = {
  drop: null,
  scope: 'plant',
  source: '10.0.0.1',
  destination: '10.0.0.2',
  transport: 'tcp',
  port: 502,
  protocol: 'modbus',
  operation: { class: 'read', code: '3', name: 'read_holding_registers' },
  object: { unit: 1, table: 'holding', first: 0, count: 10 },
  missing: [],
  bucket: 0,
  time: 1000,
  refused: false,
  evidence: { file: 'a', position: 1, unit: 'frame', uid: null },
};

function aggregate(observations: readonly Observation[]) {
  const aggregator = createAggregator(testContext);
  for (const each of observations) aggregator.add(each);
  return aggregator.conversations();
}

describe('aggregation', () => {
  test('counts equal keys together and keeps the first three places', () => {
    const times = [5000, 1000, 4000, 2000, 3000];
    const conversations = aggregate(
      times.map((time) => ({
        ...observation,
        time,
        refused: time === 2000,
        evidence: { ...observation.evidence, position: time },
      })),
    );
    expect(conversations).toMatchObject([
      { count: 5, refused: 1, first: 1000, last: 5000, operation: observation.operation },
    ]);
    expect(conversations[0]?.evidence.map(({ position }) => position)).toEqual([1000, 2000, 3000]);
  });

  test('every field of the key makes another conversation', () => {
    const others: readonly Partial<Observation>[] = [
      { scope: null },
      { source: '10.0.0.3' },
      { destination: '10.0.0.3' },
      { transport: 'udp' },
      { port: 503 },
      { protocol: null },
      { operation: null },
      { operation: { class: 'write', code: '3', name: 'read_holding_registers' } },
      { object: null },
      { object: { unit: 2, table: 'holding', first: 0, count: 10 } },
      { object: { unit: 1, table: 'input', first: 0, count: 10 } },
      { object: { unit: 1, table: 'holding', first: 1, count: 10 } },
      { object: { unit: 1, table: 'holding', first: 0, count: 11 } },
      { missing: ['object'] },
      { bucket: 1 },
      { drop },
      { drop: { ...drop, action: 'stray' as const } },
      { drop: { ...drop, exit: { index: 1 } } },
    ];
    expect(aggregate([observation, ...others.map((other) => ({ ...observation, ...other }))])).toHaveLength(
      others.length + 1,
    );
  });

  test('counts what finds no place as skipped', () => {
    const aggregator = createAggregator({ ...testContext, limits: { conversations: 3 } });
    for (let port = 1; port <= 5; port++) aggregator.add({ ...observation, port });
    aggregator.add({ ...observation, port: 1 });
    expect(aggregator.conversations().map(({ port, count }) => [port, count])).toEqual([
      [1, 2],
      [2, 1],
      [3, 1],
    ]);
    expect(aggregator.overflow()).toBe(2);
  });

  test('says the same in any order, and the counts add up', () => {
    fc.assert(
      fc.property(fc.array(arbitraryObservation, { maxLength: 60 }), fc.infiniteStream(fc.double()), (all, keys) => {
        const shuffled = all
          .map((each) => ({ each, key: keys.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        const conversations = aggregate(all);
        expect(aggregate(shuffled)).toEqual(conversations);
        expect(conversations.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
      }),
    );
  });

  test('gives observations back as they were', () => {
    fc.assert(
      fc.property(arbitraryObservation, (each) => {
        const { time, refused, evidence, ...key } = each;
        const object =
          key.object === null || Object.values(key.object).every((value) => value === null) ? null : key.object;
        expect(aggregate([each])).toEqual([
          { ...key, object, count: 1, refused: refused ? 1 : 0, first: time, last: time, evidence: [evidence] },
        ]);
      }),
    );
  });
});

describe('conditions', () => {
  test('a row counts unless another log covers it, whichever is read first', () => {
    for (const coverFirst of [true, false]) {
      const aggregator = createAggregator(testContext);
      if (coverFirst) aggregator.cover('C1', null);
      for (const uid of ['C1', 'C2', 'C3']) {
        const slot = aggregator.slot(
          aggregator.channel(observation),
          0,
          -1,
          0,
          -1,
          -1,
          2,
          0,
          aggregator.condition(uid, null),
        );
        if (aggregator.observe(slot, 7)) aggregator.evidence(slot, 7, { ...observation.evidence, uid });
      }
      if (!coverFirst) aggregator.cover('C1', null);
      expect(aggregator.conversations()).toMatchObject([{ count: 2, evidence: [{ uid: 'C2' }, { uid: 'C3' }] }]);
    }
  });

  test.each([
    [
      0,
      [
        [0, 2],
        [1, 1],
      ],
    ],
    [
      1,
      [
        [0, 1],
        [1, 1],
      ],
    ],
    [2, [[1, 1]]],
    [9, []],
  ])('%i messages that a richer log shows are taken from the earliest rows', (shown, expected) => {
    for (const showFirst of [true, false]) {
      const aggregator = createAggregator(testContext);
      const show = (): void => {
        for (let message = 0; message < shown; message++) aggregator.coverOne('C1', '1');
      };
      if (showFirst) show();
      const channel = aggregator.channel(observation);
      // The bucket of each row, and when it was.
      for (const [bucket, micros] of [
        [1, 70],
        [0, 7],
        [0, 8],
      ] as const) {
        const condition = aggregator.condition('C1', '1');
        aggregator.observe(aggregator.slot(channel, 0, -1, 0, -1, -1, 2, bucket, condition), micros);
      }
      if (!showFirst) show();
      expect(aggregator.conversations().map(({ bucket, count }) => [bucket, count])).toEqual(expected);
    }
  });

  test('what cannot be remembered is counted in every case, and said', () => {
    const aggregator = createAggregator({ ...testContext, limits: { heldRows: 2 } });
    const conditions = ['C1', 'C2', 'C3'].map((uid) => aggregator.condition(uid, null));
    expect(conditions).toEqual([1, 2, 0]);
    expect(aggregator.forgotten()).toBe(1);
  });
});
