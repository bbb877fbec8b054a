import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAggregator } from '../../../src/flows/aggregate.ts';
import { readFlows } from '../../../src/flows/read-flows.ts';
import { pcap, type TimedFrame } from '../../support/capture-files.ts';
import { bytesOf, word } from '../../support/frames.ts';
import { exception, modbus, readRequest, registersAnswer, writeRegisters } from '../../support/modbus-messages.ts';
import { conversationLine, readContent, testContext } from '../../support/read-conversations.ts';
import { type By, segmentFrame } from '../../support/tcp-segments.ts';
import { tcpTalk } from '../../support/tcp-talk.ts';

/** A segment as it is sent: a stretch of its side's stream, and how much of the other side was seen. */
interface Sent {
  readonly by: By;
  readonly from: number;
  readonly to: number;
  readonly acknowledged: number;
  /** Places by which it reaches the capture too late, and by which a second copy does. */
  readonly late: number;
  readonly again: number | null;
}

const arbitraryStep = fc.record({
  first: fc.integer({ min: 0, max: 3 }),
  count: fc.integer({ min: 1, max: 60 }),
  kind: fc.constantFrom('read', 'write', 'refused'),
  /** Where messages are cut into segments. */
  cuts: fc.array(fc.integer({ min: 1, max: 140 }), { maxLength: 4 }),
  late: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 12, maxLength: 12 }),
  again: fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { freq: 3 }), { minLength: 12, maxLength: 12 }),
  /** Stretches that are sent again with other boundaries: how far back they begin, and how long they are. */
  repeats: fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 })), { maxLength: 2 }),
});

type Step = typeof arbitraryStep extends fc.Arbitrary<infer T> ? T : never;

function messagesOf({ first, count, kind }: Step, number: number): readonly [Uint8Array, Uint8Array] {
  const request = kind === 'write' ? writeRegisters(number, first, count) : readRequest(number, 3, first, count);
  if (kind === 'refused') return [request, exception(number, 3, 2)];
  if (kind === 'read') return [request, registersAnswer(number, 3, count)];
  return [request, modbus(number, 1, 16, [...word(first), ...word(count)])];
}

/** All that both sides send, in the order in which they send it. */
function segmentsOf(steps: readonly Step[]): { sent: Sent[]; streams: Readonly<Record<By, Uint8Array>> } {
  const streams: Record<By, Uint8Array> = { client: new Uint8Array(0), server: new Uint8Array(0) };
  const sent: Sent[] = [];
  for (const [number, step] of steps.entries()) {
    let place = 0;
    const [request, answer] = messagesOf(step, number);
    for (const [by, message] of [['client', request] as const, ['server', answer] as const]) {
      const begin = streams[by].length;
      streams[by] = bytesOf(streams[by], message);
      const other = streams[by === 'client' ? 'server' : 'client'].length;
      const end = streams[by].length;
      const inner = step.cuts.map((cut) => begin + cut).filter((cut) => cut < end);
      const edges = [...new Set([begin, ...inner, end])].sort((a, b) => a - b);
      const add = (from: number, to: number) =>
        sent.push({
          by,
          from,
          to,
          acknowledged: other,
          late: step.late[place % 12] ?? 0,
          again: step.again[place++ % 12] ?? null,
        });
      for (const [index, from] of edges.slice(0, -1).entries()) add(from, edges[index + 1] ?? end);
      for (const [back, length] of step.repeats) {
        const from = Math.max(0, end - back);
        add(from, Math.min(end, from + length));
      }
    }
  }
  return { sent, streams };
}

async function linesOf(frames: readonly TimedFrame[]): Promise<string[]> {
  const { conversations } = await readContent(pcap(frames));
  return conversations.map(conversationLine);
}

test('however streams are cut, overlapped, repeated and moved, the same operations are counted', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitraryStep, { minLength: 1, maxLength: 12 }),
      fc.record({ client: fc.integer(), server: fc.integer() }),
      async (steps, initial) => {
        const plain = tcpTalk({ step: 1000 }).open();
        for (const [number, step] of steps.entries()) {
          const [request, answer] = messagesOf(step, number);
          plain.client(request).server(answer);
        }
        const { sent, streams } = segmentsOf(steps);
        const captured = sent.flatMap((segment, place) => {
          const places = [place + segment.late, ...(segment.again === null ? [] : [place + 0.5 + segment.again])];
          return places.map((each) => ({ segment, place: each }));
        });
        captured.sort((a, b) => a.place - b.place);
        const frames = [
          segmentFrame({ by: 'client', initial, from: -1, flags: ['syn'], micros: 0 }),
          segmentFrame({ by: 'server', initial, from: -1, acknowledged: 0, flags: ['syn'], micros: 1 }),
          ...captured.map(({ segment: { by, from, to, acknowledged } }, index) => {
            const payload = streams[by].subarray(from, to);
            return segmentFrame({ by, initial, from, acknowledged, payload, micros: 2 + index });
          }),
        ];
        expect(await linesOf(frames)).toEqual(await linesOf(plain.frames));
      },
    ),
    { numRuns: 300 },
  );
});

const initial = { client: 1000, server: 5000 };

test('what waits behind holes in all connections together is bounded', async () => {
  const request = readRequest(1, 3, 0, 10);
  const frames = Array.from({ length: 100 }, (_, index) => {
    const port = 40_000 + index;
    return [
      segmentFrame({ by: 'client', initial, port, from: -1, flags: ['syn'], micros: index }),
      segmentFrame({ by: 'client', initial, port, from: 1, payload: request, micros: index }),
    ];
  }).flat();
  const context = { ...testContext, limits: { reassemblyBytes: 10 * request.length } };
  const aggregator = createAggregator(context);
  let read = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield pcap(frames);
    read = aggregator.conversations().reduce((sum, { count }) => sum + count, 0);
  }
  await readFlows({ file: 'input', chunks: chunks() }, context, aggregator);
  expect(read).toBe(90);
});
