/** What a live run tells, in bounded memory, adds up to what was there. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLiveRun } from '../../src/cli/live-run.ts';
import { denied } from '../../src/evaluator/conclude.ts';
import type { Judge } from '../../src/evaluator/judge.ts';
import { createAggregator } from '../../src/flows/aggregate.ts';
import { type ObservationSink, observe } from '../../src/flows/observation-sink.ts';
import { readFlows } from '../../src/flows/read-flows.ts';
import type { Observation } from '../../src/model/conversation.ts';
import { unknownEndpoint } from '../../src/model/endpoint.ts';
import type { LiveEvent } from '../../src/model/live-event.ts';
import { arbitraryObservation } from '../support/arbitrary-observation.ts';
import { pcap } from '../support/capture-files.ts';
import { eveLog, modbusEvent } from '../support/eve.ts';
import { fixedDatagram } from '../support/flow-datagrams.ts';
import { readRequest } from '../support/modbus-messages.ts';
import { buildPlan } from '../support/plan-builder.ts';
import { testContext } from '../support/read-conversations.ts';
import { shippedCatalogue } from '../support/shipped-catalogue.ts';
import { tcpTalk } from '../support/tcp-talk.ts';
import { commonRow, connFields, modbusFields, zeekTsv } from '../support/zeek.ts';

/** Denies everything. */
const judge: Judge = {
  buckets: { bucketUnit: 'minute', bucketOf: () => 0, windowsIn: () => [], momentIn: () => 0 },
  counts: () => ({ asked: 0, evaluated: 0 }),
  judgeAll: (keys) =>
    keys.map((key) => ({
      source: unknownEndpoint,
      destination: unknownEndpoint,
      scope: key.scope,
      key,
      protocols: [key.protocol ?? key.transport],
      verdict: denied('unknown-source', null),
    })),
};

const schema = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../schemas/live.schema.json'), 'utf8'),
) as object;
const validate = new Ajv({ strict: false }).compile(schema);

function liveRun(conversations: number) {
  const events: LiveEvent[] = [];
  const limits = { conversations, heldRows: 1000 };
  const tell = (event: LiveEvent): void => {
    events.push(event);
  };
  const context = { ...testContext, reportAfter: 5_000_000, limits };
  const rhythm = { patience: 5000, interval: 1000 };
  const run = createLiveRun(context, { judge, catalogue: shippedCatalogue, plan: buildPlan({}), tell, ...rhythm });
  return { context, events, run };
}

/** How docs/command-line.md says that the counts of a stream are summed. */
function summed(events: readonly LiveEvent[]): ReadonlyMap<string, number> {
  const keys = new Map<number, string>();
  const counts = new Map<number, number>();
  for (const event of events) {
    if (event.event === 'finding') {
      const { scope, source, destination, service, operation, object, count } = event.conversation;
      keys.set(event.id, JSON.stringify([scope, source, destination, service, operation, object]));
      counts.set(event.id, count);
    } else if (event.event === 'repeat' || event.event === 'given-up') counts.set(event.id, event.count);
  }
  const sums = new Map<string, number>();
  for (const [id, count] of counts) sums.set(keys.get(id) ?? '', (sums.get(keys.get(id) ?? '') ?? 0) + count);
  return new Map([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a run that holds everything tells. */
function wholeStory(feed: (sink: ObservationSink) => void): ReadonlyMap<string, number> {
  const { events, run } = liveRun(1_000_000);
  feed(run.sink);
  run.close(0);
  expect(events.every((event) => event.event === 'finding')).toBe(true);
  return summed(events);
}

describe('a live run', () => {
  test('tells the same counts in bounded memory as without a bound', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(arbitraryObservation, arbitraryObservation, fc.constant(null)), {
          maxLength: 100,
          size: 'max',
        }),
        fc.integer({ min: 1, max: 8 }),
        (steps, conversations) => {
          const { events, run } = liveRun(conversations);
          for (const [index, step] of steps.entries()) {
            if (step === null) run.look(index * 300);
            else observe(run.sink, step);
          }
          run.close(100_000);
          const observations = steps.filter((step): step is Observation => step !== null);
          expect(summed(events)).toEqual(
            wholeStory((sink) => {
              for (const each of observations) observe(sink, each);
            }),
          );
          const told = events.filter((event) => event.event === 'finding');
          const given = events.filter((event) => event.event === 'given-up');
          const { givenUp, conversations: all, denied: no } = run.counts();
          expect([all, no, givenUp]).toEqual([told.length, told.length, given.length]);
          // Nothing is told of a conversation after its last event.
          for (const { id } of given)
            expect(events.filter((event) => 'id' in event && event.id === id).at(-1)).toMatchObject({
              event: 'given-up',
            });
          for (const event of events) expect(validate(event), JSON.stringify(validate.errors)).toBe(true);
        },
      ),
    );
  });

  test('goes on when there are more conversations than it holds, and says so once', () => {
    const { events, run } = liveRun(3);
    const ports = [1, 2, 3, 4, 5, 6, 1];
    for (const [time, port] of ports.entries()) observe(run.sink, { ...observation, port, time });
    run.close(0);
    expect(events.filter((event) => event.event === 'problem')).toMatchObject([
      { reason: expect.stringContaining('more than 3 different conversations') },
    ]);
    const told = events.flatMap((event) =>
      event.event === 'finding' ? [[event.id, event.conversation.service.port, event.conversation.first]] : [],
    );
    expect(told.map(([, port]) => port)).toEqual([1, 2, 3, 4, 5, 6, 1]);
    expect(told.at(-1)).toEqual([7, 1, '1970-01-01T00:00:00.000006Z']);
    expect(run.counts()).toMatchObject({ conversations: 7, givenUp: 4 });
    expect(run.sink.overflow()).toBe(0);
  });

  test('tells the last count of what it gives up', () => {
    const { events, run } = liveRun(1);
    observe(run.sink, observation);
    run.look(0);
    observe(run.sink, observation);
    observe(run.sink, { ...observation, port: 5 });
    expect(events.map((event) => event.event)).toEqual(['finding', 'problem', 'given-up']);
    expect(events[2]).toMatchObject({ id: 1, count: 2 });
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

/** Who asks, what for, and over which of a few connections: rows that repeat come back after others. */
const rows = fc.array(fc.record({ host: fc.integer({ min: 1, max: 9 }), unit: fc.integer({ min: 1, max: 3 }) }), {
  minLength: 1,
  maxLength: 120,
  size: 'max',
});
type Row = typeof rows extends fc.Arbitrary<(infer T)[]> ? T : never;

const text = new TextEncoder();
const addressOf = (host: number): string => `10.0.1.${host}`;

const formats: readonly (readonly [string, (asked: readonly Row[]) => Uint8Array])[] = [
  [
    'conn.log',
    (asked) =>
      text.encode(
        zeekTsv(
          'conn',
          connFields,
          asked.map(({ host, unit }, index) => ({
            ...commonRow,
            uid: `C${index}`,
            'id.orig_h': addressOf(host),
            'id.resp_h': addressOf(100 + unit),
            'id.resp_p': 22,
            proto: 'tcp',
            service: 'ssh',
            conn_state: 'SF',
            history: 'ShAD',
          })),
        ),
      ),
  ],
  [
    'conn.log with rows that wait',
    (asked) =>
      text.encode(
        zeekTsv(
          'conn',
          connFields,
          asked.map(({ host }, index) => ({
            ...commonRow,
            uid: `C${index}`,
            'id.orig_h': addressOf(host),
            proto: 'tcp',
            service: 'modbus',
          })),
        ),
      ),
  ],
  [
    'modbus.log',
    (asked) =>
      text.encode(
        zeekTsv(
          'modbus',
          modbusFields,
          asked.map(({ host, unit }) => ({
            ...commonRow,
            uid: `C${host}`,
            'id.orig_h': addressOf(host),
            tid: 1,
            unit,
            func: 'READ_COILS',
            pdu_type: 'REQ',
          })),
        ),
      ),
  ],
  [
    'EVE',
    (asked) =>
      text.encode(
        eveLog(
          asked.map(({ host, unit }) =>
            modbusEvent({ function_raw: 3, read: { address: unit, quantity: 2 } }, null, {
              src_ip: addressOf(host),
              flow_id: host,
            }),
          ),
        ),
      ),
  ],
  [
    'NetFlow',
    (asked) => {
      const flows = asked.map(({ host, unit }, index) => ({
        source: addressOf(host),
        sourcePort: 50_000 + index,
        destinationPort: 4000 + unit,
      }));
      return Buffer.concat(
        Array.from({ length: Math.ceil(flows.length / 20) }, (_, at) =>
          fixedDatagram(5, flows.slice(at * 20, at * 20 + 20)),
        ),
      );
    },
  ],
  [
    'a capture',
    (asked) => {
      const talks = Array.from({ length: 9 }, (_, host) => tcpTalk({ client: addressOf(host + 1), step: 1000 }).open());
      const frames = asked.flatMap(({ host, unit }) => {
        const talk = talks[host - 1];
        const from = talk?.frames.length ?? 0;
        talk?.client(readRequest(1, 3, unit, 10));
        return talk?.frames.slice(from) ?? [];
      });
      return pcap([...talks.flatMap((talk) => talk.frames.slice(0, 3)), ...frames]);
    },
  ],
];

describe('readers whose conversations are given up while they read', () => {
  test.each(formats)('%s: nothing is lost, and nothing counts for somebody else', async (_, contentOf) => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 6 }), async (asked, conversations) => {
        const content = contentOf(asked);
        const { context, events, run } = liveRun(conversations);
        await readFlows({ file: 'x', chunks: pieces(content) }, context, run.sink);
        run.close(0);
        const whole = liveRun(1_000_000);
        await readFlows({ file: 'x', chunks: pieces(content) }, whole.context, whole.run.sink);
        whole.run.close(0);
        expect(summed(events)).toEqual(summed(whole.events));
        expect(summed(events).size).toBeGreaterThan(0);
        const sink = createAggregator(testContext);
        await readFlows({ file: 'x', chunks: pieces(content) }, testContext, sink);
        const total = [...summed(events).values()].reduce((sum, count) => sum + count, 0);
        expect(total).toBe(sink.conversations().reduce((sum, { count }) => sum + count, 0));
      }),
      { numRuns: 40 },
    );
  });
});

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 300) yield bytes.subarray(at, at + 300);
}
