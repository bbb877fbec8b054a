import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAggregator } from '../../src/flows/aggregate.ts';
import { createLiveSlots } from '../../src/flows/live-slots.ts';
import { absent, type Channel, missingMask, type ObservationSink, observe } from '../../src/flows/observation-sink.ts';
import type { Conversation, Observation } from '../../src/model/conversation.ts';
import { arbitraryObservation } from '../support/arbitrary-observation.ts';
import { testContext } from '../support/read-conversations.ts';

const patience = 5000;

/** Counts and refusals by everything else that makes a conversation. */
type Sums = Map<string, { count: number; refused: number }>;

function addTo(sums: Sums, { count, refused, first, last, evidence, ...key }: Conversation): void {
  const text = JSON.stringify(key);
  const sum = sums.get(text) ?? { count: 0, refused: 0 };
  sums.set(text, { count: sum.count + count, refused: sum.refused + refused });
  expect(first).toBeLessThanOrEqual(last);
  expect(evidence.length).toBe(Math.min(count, 3));
}

function sumsOf(conversations: readonly Conversation[]): Sums {
  const sums: Sums = new Map();
  for (const each of conversations) addTo(sums, each);
  return sums;
}

/** Live slots that add up what they give up, and say what is held. */
function watched(limits: { conversations: number; heldRows?: number }) {
  const sums: Sums = new Map();
  const held = new Map<number, number>();
  let clock = 0;
  let givenUp = 0;
  const live = createLiveSlots(
    { ...testContext, limits },
    {
      patience,
      giveUp(slots) {
        givenUp += slots.length;
        const latest = Math.max(...slots.map((slot) => held.get(slot) ?? 0));
        for (const slot of slots) {
          addTo(sums, live.conversationOf(slot));
          held.delete(slot);
        }
        // Whoever stays was seen later.
        for (const seen of held.values()) expect(seen).toBeGreaterThan(latest);
      },
    },
  );
  const sink: ObservationSink = {
    ...live.sink,
    observe(slot, micros) {
      held.set(slot, ++clock);
      expect([...held.keys()].filter(live.sink.holds).length).toBeLessThanOrEqual(limits.conversations);
      return live.sink.observe(slot, micros);
    },
  };
  return {
    live,
    sink,
    givenUp: () => givenUp,
    finish() {
      for (const slot of held.keys()) if (live.sink.holds(slot)) addTo(sums, live.conversationOf(slot));
      return sums;
    },
  };
}

/** Counts as readers do, who keep channels and slots for as long as they like. */
function keepingReader(sink: ObservationSink): (observation: Observation) => void {
  const channels = new Map<string, Channel>();
  const slots = new Map<string, number>();
  return (observation) => {
    const { time, refused, evidence, ...key } = observation;
    const { scope, source, destination, transport, port, protocol, drop, object } = observation;
    const ends = JSON.stringify([scope, source, destination, transport, port, protocol, drop]);
    const channel = channels.get(ends) ?? sink.channel(observation);
    channels.set(ends, channel);
    const text = JSON.stringify(key);
    let slot = slots.get(text);
    if (slot === undefined || !sink.holds(slot)) {
      const [operation, table] = [sink.operation(observation.operation), sink.table(object?.table ?? null)];
      const [unit, first, count] = [object?.unit, object?.first, object?.count].map((each) => each ?? absent);
      const missing = missingMask(observation.missing);
      slot = sink.slot(
        channel,
        operation,
        unit ?? absent,
        table,
        first ?? absent,
        count ?? absent,
        missing,
        observation.bucket,
        0,
      );
      slots.set(text, slot);
    }
    if (sink.observe(slot, time)) sink.evidence(slot, time, evidence);
    if (refused) sink.refuse(slot);
  };
}

describe('live slots', () => {
  test('what is given up and what is held add up to everything, and the table is never over its bound', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryObservation, { maxLength: 120, size: 'max' }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('keeps', 'asks'),
        (observations, conversations, reader) => {
          const { sink, finish } = watched({ conversations });
          const count = reader === 'keeps' ? keepingReader(sink) : (each: Observation) => observe(sink, each);
          for (const each of observations) count(each);
          const whole = createAggregator(testContext);
          for (const each of observations) whole.add(each);
          expect(finish()).toEqual(sumsOf(whole.conversations()));
          expect(sink.overflow()).toBe(0);
        },
      ),
    );
  });

  test('a conversation that comes back begins anew', () => {
    const { live, sink, givenUp } = watched({ conversations: 2 });
    for (const [port, time] of [
      [1, 10],
      [2, 20],
      [3, 30],
      [1, 40],
    ] as const)
      observe(sink, { ...observation, port, time });
    expect(givenUp()).toBe(2);
    expect(live.take(0).map((slot) => live.conversationOf(slot))).toMatchObject([
      { port: 3, count: 1, first: 30 },
      { port: 1, count: 1, first: 40, last: 40 },
    ]);
  });

  test('an answer to what was given up is not counted elsewhere', () => {
    const { live, sink } = watched({ conversations: 1 });
    const slots = [1, 2].map((port) => {
      const slot = sink.slot(sink.channel({ ...observation, port }), 0, -1, 0, -1, -1, 0, 0, 0);
      if (sink.observe(slot, port)) sink.evidence(slot, port, observation.evidence);
      return slot;
    });
    sink.refuse(slots[0] ?? -1);
    expect(live.take(0).map((slot) => live.conversationOf(slot))).toMatchObject([{ port: 2, refused: 0 }]);
  });
});

const observation: Observation = {
  drop: null,
  scope: 'plant',
  source: '10.0.0.1',
  destination: '10.0.0.2',
  transport: 'tcp',
  port: 502,
  protocol: 'modbus',
  operation: null,
  object: null,
  missing: ['operation'],
  bucket: 0,
  time: 7,
  refused: false,
  evidence: { file: 'conn.log', position: 1, unit: 'line', uid: 'C1' },
};

/** A row, or what another log says about rows; `0` stands for all codes of a connection. */
function play(sink: ObservationSink, event: { kind: string; uid: string; code: string }, micros: number): void {
  const { kind, uid, code } = event;
  if (kind === 'row') countUnder(sink, uid, code === '0' ? null : code, micros);
  else if (kind === 'cover') sink.cover(uid, code === '0' ? null : code);
  else if (kind === 'coverOne') sink.coverOne(uid, code);
}

function totalOf(conversations: readonly Conversation[]): number {
  return conversations.reduce((sum, { count }) => sum + count, 0);
}

/** Counts a row of one connection that another log may describe. */
function countUnder(sink: ObservationSink, uid: string, code: string | null, micros: number): void {
  const channel = sink.channel(observation);
  const slot = sink.slot(channel, 0, -1, 0, -1, -1, 2, 0, sink.condition(uid, code));
  if (sink.observe(slot, micros)) sink.evidence(slot, micros, { ...observation.evidence, uid });
}

describe('rows that another log may describe', () => {
  test('wait, and then count as one conversation, whatever their connections are', () => {
    const { live, sink } = watched({ conversations: 10 });
    countUnder(sink, 'C1', null, 5);
    expect(live.take(0)).toEqual([]);
    countUnder(sink, 'C2', null, 3);
    countUnder(sink, 'C3', null, 4);
    expect(live.take(1000)).toEqual([]);
    sink.cover('C3', null);
    const [one = -1, ...others] = live.take(5000);
    expect([live.conversationOf(one).count, others]).toEqual([1, []]);
    expect(live.take(6000)).toEqual([one]);
    expect(live.conversationOf(one)).toMatchObject({
      count: 2,
      first: 3,
      last: 5,
      evidence: [{ uid: 'C2' }, { uid: 'C1' }],
    });
    expect(live.take(20_000)).toEqual([]);
  });

  test('are never counted when the richer log is always a little behind', () => {
    const { live, sink } = watched({ conversations: 10 });
    for (let now = 0; now < 60_000; now += 500) {
      countUnder(sink, 'C1', '3', now);
      if (now >= 1000) sink.coverOne('C1', '3');
      expect(live.take(now)).toEqual([]);
    }
  });

  test('count by the time that there is no end to wait for', () => {
    const { live, sink } = watched({ conversations: 10 });
    for (const uid of ['C1', 'C2', 'C3']) countUnder(sink, uid, null, 1);
    sink.coverOne('C2', 'x');
    sink.cover('C1', null);
    expect(live.takeAll().map((slot) => live.conversationOf(slot).count)).toEqual([2]);
  });

  test('are left out as in a run over the finished logs', () => {
    const event = fc.record({
      kind: fc.constantFrom('row', 'row', 'row', 'cover', 'coverOne', 'look'),
      uid: fc.constantFrom('C1', 'C2', 'C3', 'C4'),
      code: fc.constantFrom('0', '1', '2'),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80, size: 'max' }), (events) => {
        const { live, sink, givenUp } = watched({ conversations: 30 });
        const whole = createAggregator(testContext);
        for (const [micros, each] of events.entries()) {
          if (each.kind === 'look') live.take(10);
          play(sink, each, micros);
          play(whole, each, micros);
        }
        expect(totalOf(live.takeAll().map((slot) => live.conversationOf(slot)))).toBe(totalOf(whole.conversations()));
        expect(givenUp()).toBe(0);
      }),
    );
  });

  test('count at once when no more of them can wait', () => {
    const { live, sink, givenUp } = watched({ conversations: 4 });
    for (let row = 0; row < 50; row++) countUnder(sink, `C${row}`, null, row);
    expect(live.take(0).map((slot) => live.conversationOf(slot))).toMatchObject([{ count: 47, first: 0 }]);
    expect(live.takeAll().map((slot) => live.conversationOf(slot))).toMatchObject([{ count: 50, last: 49 }]);
    expect(givenUp()).toBe(0);
  });

  test('of connections that were described long ago count', () => {
    const { live, sink } = watched({ conversations: 10, heldRows: 4 });
    for (const uid of ['C1', 'C2', 'C3', 'C4', 'C5']) sink.cover(uid, null);
    countUnder(sink, 'C1', null, 1);
    countUnder(sink, 'C5', null, 1);
    expect(live.takeAll().map((slot) => live.conversationOf(slot).count)).toEqual([1]);
  });
});
