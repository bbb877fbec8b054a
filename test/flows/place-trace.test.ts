/** Every frame of every example's captures, and every line of a log, is followed to what it belongs to. */
import { createReadStream, globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAggregator } from '../../src/flows/aggregate.ts';
import { createPlaceTrace } from '../../src/flows/place-trace.ts';
import { readFlows } from '../../src/flows/read-flows.ts';
import type { Conversation } from '../../src/model/conversation.ts';
import type { TracedPlace } from '../../src/model/traced-place.ts';
import { pcap } from '../support/capture-files.ts';
import { ethernet, ipv4, udp } from '../support/frames.ts';
import { exception, readRequest, registersAnswer } from '../support/modbus-messages.ts';
import { conversationLine, testContext } from '../support/read-conversations.ts';
import { tcpTalk } from '../support/tcp-talk.ts';
import { commonRow, connFields, modbusDetailedFields, zeekTsv } from '../support/zeek.ts';

const root = path.join(import.meta.dirname, '../..');
const recordings = globSync('examples/plants/*/flows/**/*.{pcap,pcapng,log}', { cwd: root }).sort();

interface Traced {
  readonly places: readonly TracedPlace[];
  readonly conversations: readonly Conversation[];
  readonly last: number;
}

async function traceChunks(
  chunks: AsyncIterable<Uint8Array>,
  wants: (position: number) => boolean = () => true,
): Promise<Traced> {
  const trace = createPlaceTrace(wants);
  const context = { ...testContext, trace };
  const aggregator = createAggregator(context);
  await readFlows({ file: 'input', chunks }, context, aggregator);
  return {
    places: trace.places('input', aggregator.conversationOf),
    conversations: aggregator.conversations(),
    last: trace.last().position,
  };
}

const traceBytes = (content: Uint8Array | string, wants?: (position: number) => boolean): Promise<Traced> =>
  traceChunks(piecesOf(typeof content === 'string' ? new TextEncoder().encode(content) : content), wants);

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

const rolesOf = ({ places }: Traced): readonly string[] =>
  places.map(({ position, role, conversations }) => `${position} ${role} ${conversations.length}`);

describe('the examples', () => {
  test('have recordings', () => expect(recordings.length).toBeGreaterThanOrEqual(2));

  test.each(recordings)('%s: every frame or line belongs to conversations or says why not', async (file) => {
    const { places, conversations, last } = await traceChunks(createReadStream(path.join(root, file)));
    expect(places.map((place) => place.position)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    const shownBy = new Map<string, number[]>();
    for (const place of places) {
      if (place.role === 'nothing') expect(place.words).not.toBeNull();
      else expect(place.conversations.length).toBeGreaterThan(0);
      if (place.role === 'connection') expect(place.words).not.toBeNull();
      if (place.role !== 'request') continue;
      for (const each of place.conversations) {
        const line = JSON.stringify({ ...each, evidence: [] });
        shownBy.set(line, [...(shownBy.get(line) ?? []), place.position]);
      }
    }
    for (const conversation of conversations) {
      const shown = shownBy.get(JSON.stringify({ ...conversation, evidence: [] })) ?? [];
      expect(shown.slice(0, 3)).toEqual([...new Set(conversation.evidence.map((each) => each.position))]);
      expect(shown.length).toBeLessThanOrEqual(conversation.count);
    }
    expect(shownBy.size).toBe(conversations.length);
    // Of the two captures of the example, no frame is left out of a connection.
    expect(places.filter((place) => place.role === 'nothing').map((place) => place.position)).toEqual([]);
  });
});

describe('frames', () => {
  const talk = tcpTalk()
    .open()
    .client(readRequest(1, 3, 0, 10))
    .server(registersAnswer(1, 3, 10))
    .acknowledge('client')
    .client(readRequest(2, 3, 50, 10))
    .client(readRequest(3, 3, 0, 10))
    .server(exception(2, 3, 2))
    .close();

  test('a request is itself, an answer is its request, the rest is the connection', async () => {
    const traced = await traceBytes(pcap(talk.frames));
    expect(rolesOf(traced)).toEqual([
      '1 connection 2',
      '2 connection 2',
      '3 connection 2',
      '4 request 1',
      '5 answer 1',
      '6 connection 2',
      '7 request 1',
      '8 request 1',
      '9 answer 1',
      '10 connection 2',
      '11 connection 2',
      '12 connection 2',
    ]);
    expect(traced.places[8]?.conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 1 holding 50+10, x1, refused 1',
    ]);
    expect(traced.places.map((place) => place.words).slice(0, 6)).toEqual([
      'TCP request to connect from 10.0.0.1:40000 to 10.0.0.2:502',
      'TCP consent to connect from 10.0.0.2:502 to 10.0.0.1:40000',
      'TCP acknowledgement from 10.0.0.1:40000 to 10.0.0.2:502',
      'TCP segment with data from 10.0.0.1:40000 to 10.0.0.2:502',
      'TCP segment with data from 10.0.0.2:502 to 10.0.0.1:40000',
      'TCP acknowledgement from 10.0.0.1:40000 to 10.0.0.2:502',
    ]);
  });

  test('the fifth repetition is found although evidence keeps three', async () => {
    const many = tcpTalk().open();
    for (let number = 1; number <= 8; number++) many.client(readRequest(number, 3, 0, 10));
    const { places } = await traceBytes(pcap(many.frames), (position) => position === 9);
    expect(places.map(({ position, role }) => [position, role])).toEqual([[9, 'request']]);
    expect(places[0]?.conversations[0]?.evidence.map((each) => each.position)).toEqual([4, 5, 6]);
  });

  test('a request that waits for a segment before it keeps its own frame', async () => {
    const late = tcpTalk()
      .open()
      .client(readRequest(1, 3, 0, 10))
      .client(readRequest(2, 3, 20, 10));
    const [first, second, third, fourth, fifth] = late.frames;
    const frames = [first, second, third, fifth, fourth].filter((frame) => frame !== undefined);
    const { places } = await traceBytes(pcap(frames));
    expect(places.slice(3).map((place) => place.conversations[0]?.object?.first)).toEqual([20, 0]);
  });

  test('a frame that cannot be read says why', async () => {
    const cut = [{ micros: 1, bytes: (talk.frames[3]?.bytes ?? new Uint8Array()).subarray(0, 20) }];
    const { places } = await traceBytes(pcap(cut));
    expect(places.map(({ role, words }) => [role, words])).toEqual([
      ['nothing', 'its headers are cut off, so that nobody can tell who talks to whom'],
    ]);
  });

  test('a part of a datagram says so, and the frame that completes it is the conversation', async () => {
    const datagram = udp(40_000, 9000, new Uint8Array(60));
    const addresses = { source: '10.0.0.1', destination: '10.0.0.2', protocol: 17 };
    const part = (at: number, more: number) =>
      ethernet(
        0x0800,
        ipv4({ ...addresses, identification: 7, fragment: more | (at / 8) }, datagram.subarray(at, at + 32)),
      );
    const frames = [part(0, 0x2000), part(32, 0x2000), part(64, 0)].map((bytes, index) => ({ micros: index, bytes }));
    const whole = await traceBytes(pcap(frames));
    expect(rolesOf(whole)).toEqual(['1 nothing 0', '2 nothing 0', '3 request 1']);
    expect(whole.places[0]?.words).toBe(
      'it is a part of an IP datagram; ask about the frame that completes the datagram',
    );
    const torn = await traceBytes(pcap([...frames.slice(0, 2), ...talk.frames.slice(0, 4)]));
    expect(torn.places.at(-1)?.role).toBe('request');
    const { places } = await traceBytes(pcap(frames.slice(0, 2)));
    expect(places.map((place) => place.words)).toEqual([whole.places[0]?.words, whole.places[0]?.words]);
  });

  test('says how many frames there are when the wanted one is not among them', async () => {
    const { places, last } = await traceBytes(pcap(talk.frames), (position) => position === 100);
    expect(places).toEqual([]);
    expect(last).toBe(talk.frames.length);
  });
});

describe('lines', () => {
  test('rows show conversations, headers say that they are none', async () => {
    const rows = [1, 2, 3, 4, 5].map((number) => ({ ...commonRow, uid: `C${number}`, proto: 'tcp', conn_state: 'SF' }));
    const traced = await traceBytes(`${zeekTsv('conn', connFields, [...rows, { ts: 'never' }])}\n`);
    expect(rolesOf(traced).slice(6)).toEqual([
      '7 nothing 0',
      ...[8, 9, 10, 11, 12].map((line) => `${line} request 1`),
      '13 nothing 0',
      '14 nothing 0',
      '15 nothing 0',
    ]);
    const words = traced.places.map((place) => place.words);
    expect(words[0]).toBe('it is a header line of the log, and no row');
    expect(words[12]).toBe('no time in field `ts`');
    expect(words[14]).toBe('it is an empty line');
  });

  test('the row of an answer is its request', async () => {
    const fields = [...modbusDetailedFields, 'request_response'];
    const row = { ...commonRow, unit: 1, func: 'READ_HOLDING_REGISTERS', address: 0, quantity: 10, tid: 7 };
    const log = zeekTsv('modbus_detailed', fields, [
      { ...row, request_response: 'REQUEST' },
      { ...row, request_response: 'RESPONSE' },
    ]);
    expect(rolesOf(await traceBytes(log)).slice(7, 9)).toEqual(['8 request 1', '9 answer 1']);
  });
});
