import { describe, expect, test } from 'vitest';
import { pcap, type TimedFrame } from '../../support/capture-files.ts';
import { bytesOf } from '../../support/frames.ts';
import { exception, readRequest, registersAnswer, writeRegisters } from '../../support/modbus-messages.ts';
import { conversationLine, readContent } from '../../support/read-conversations.ts';
import { type SegmentOptions, segmentFrame } from '../../support/tcp-segments.ts';
import { tcpTalk } from '../../support/tcp-talk.ts';

const readTen = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 1 holding 0+10';

async function linesOf(frames: readonly TimedFrame[]): Promise<string[]> {
  const { conversations } = await readContent(pcap(frames));
  return conversations.map(conversationLine);
}

describe('TCP streams', () => {
  test('a request is counted once however often it is sent again', async () => {
    const { frames } = tcpTalk()
      .open()
      .client(readRequest(1, 3, 0, 10))
      .server(registersAnswer(1, 3, 10));
    const [request] = frames.slice(3);
    if (request === undefined) throw new Error('no request');
    expect(await linesOf([...frames, request, request])).toEqual([`${readTen}, x1`]);
  });

  test('segments out of order are put in order', async () => {
    const talk = tcpTalk().open();
    for (let number = 0; number < 4; number++) talk.client(readRequest(number, 3, 0, 10));
    const [a, b, c, d] = talk.frames.slice(3);
    const shuffled = [...talk.frames.slice(0, 3), c, a, d, b].filter((frame) => frame !== undefined);
    expect(await linesOf(shuffled)).toEqual([`${readTen}, x4`]);
  });

  test('messages may be split over segments and share a segment', async () => {
    const whole = bytesOf(readRequest(1, 3, 0, 10), readRequest(2, 3, 0, 10), readRequest(3, 3, 0, 10));
    const talk = tcpTalk().open();
    for (let at = 0; at < whole.length; at += 7) talk.client(whole.subarray(at, at + 7));
    expect(await linesOf(talk.frames)).toEqual([`${readTen}, x3`]);
    expect(await linesOf(tcpTalk().open().client(whole).frames)).toEqual([`${readTen}, x3`]);
  });

  test('where segments overlap the bytes that came first win', async () => {
    const first = readRequest(1, 3, 0, 10);
    const talk = tcpTalk().open().client(first);
    const forged = tcpTalk()
      .open()
      .client(bytesOf(writeRegisters(1, 0, 10).subarray(0, 12), readRequest(2, 3, 0, 10)));
    const [overlap] = forged.frames.slice(3);
    if (overlap === undefined) throw new Error('no overlap');
    expect(await linesOf([...talk.frames, overlap])).toEqual([`${readTen}, x2`]);
  });

  test('a lost request leaves its answer and does not disturb the next', async () => {
    const { frames } = tcpTalk()
      .open()
      .client(readRequest(1, 3, 0, 10))
      .server(registersAnswer(1, 3, 10))
      .unseen('client', readRequest(2, 3, 0, 10))
      .server(registersAnswer(2, 3, 10))
      .client(readRequest(3, 3, 0, 10))
      .server(registersAnswer(3, 3, 10));
    expect(await linesOf(frames)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 1 holding, missing object, x1',
      `${readTen}, x2`,
    ]);
  });

  test('reading goes on behind a hole inside a message', async () => {
    const long = writeRegisters(1, 0, 100);
    const { frames } = tcpTalk()
      .open()
      .client(long.subarray(0, 50))
      .unseen('client', long.subarray(50, 120))
      .client(long.subarray(120))
      .server(readRequest(1, 16, 0, 100))
      .client(readRequest(2, 3, 0, 10))
      .server(registersAnswer(2, 3, 10));
    expect(await linesOf(frames)).toContain(`${readTen}, x1`);
  });

  test('sequence numbers may wrap around', async () => {
    // The server of a talk begins 16 bytes before the end of the number space.
    const talk = tcpTalk().open();
    for (let number = 1; number <= 5; number++)
      talk.client(readRequest(number, 3, 0, 10)).server(exception(number, 3, 2));
    expect(await linesOf(talk.frames)).toEqual([`${readTen}, x5, refused 5`]);
  });

  test('a capture that starts in the middle finds the client by the port', async () => {
    const talk = tcpTalk()
      .open()
      .client(readRequest(1, 3, 0, 10))
      .server(registersAnswer(1, 3, 10));
    expect(await linesOf(talk.frames.slice(4))).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 1 holding, missing object, x1',
    ]);
  });

  test('a connection without payload is a connect, refused when it is reset', async () => {
    expect(await linesOf(tcpTalk().open().close().frames)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, session connect, x1',
    ]);
    const asked = tcpTalk().open().frames.slice(0, 1);
    const answer = tcpTalk().open().reset('server').frames.slice(3);
    expect(await linesOf([...asked, ...answer])).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, session connect, x1, refused 1',
    ]);
  });

  test('a service without decoder is one observation per connection', async () => {
    const first = tcpTalk({ serverPort: 102 })
      .open()
      .client(bytesOf(3, 0, 0, 22))
      .close();
    const second = tcpTalk({ serverPort: 102, clientPort: 40_001 }).open();
    expect(await linesOf([...first.frames, ...second.frames])).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/102, -, -, missing operation object, x2',
    ]);
  });

  test('a new SYN between the same sockets is a new connection', async () => {
    const first = tcpTalk()
      .open()
      .client(readRequest(1, 3, 0, 10))
      .close();
    const second = tcpTalk({ start: 1_700_000_100_000_000 }).open();
    // The second connection has other sequence numbers.
    const moved = second.frames.map((frame) => {
      const bytes = frame.bytes.slice();
      const isClient = bytes[34] === 0x9c;
      bytes[isClient ? 39 : 43] = 0x55;
      return { ...frame, bytes };
    });
    expect(await linesOf([...first.frames, ...moved])).toEqual([
      `${readTen}, x1`,
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, session connect, x1',
    ]);
  });

  test('bytes that were cut off when captured are lost, the rest is read', async () => {
    const { frames } = tcpTalk()
      .open()
      .client(bytesOf(readRequest(1, 3, 0, 10), writeRegisters(2, 0, 100)))
      .client(readRequest(3, 3, 0, 10));
    const cut = frames.map((frame, index) =>
      index === 3 ? { ...frame, bytes: frame.bytes.slice(0, 54 + 20), length: frame.bytes.length } : frame,
    );
    const { conversations, reading } = await readContent(pcap(cut));
    expect(conversations.map(conversationLine)).toEqual([`${readTen}, x2`]);
    expect(reading.statistics.skipped).toEqual({ 'cut-off-bytes': 1 });
  });

  test('the oldest connection gives way when there are too many', async () => {
    const frames = Array.from(
      { length: 20 },
      (_, index) =>
        tcpTalk({ clientPort: 40_000 + index })
          .open()
          .client(readRequest(1, 3, 0, 10)).frames,
    ).flat();
    const { conversations, reading } = await readContent(pcap(frames), { limits: { connections: 4 } });
    expect(conversations.map(conversationLine)).toEqual([`${readTen}, x20`]);
    expect(reading.problems.map(({ reason }) => reason)).toEqual([
      'more than 4 connections at once; the idle ones were closed',
    ]);
  });

  test('holes cost no more memory than allowed', async () => {
    const talk = tcpTalk().open();
    talk.unseen('client', new Uint8Array(1));
    for (let number = 0; number < 100; number++) talk.client(readRequest(number, 3, 0, 10));
    const { conversations } = await readContent(pcap(talk.frames), { limits: { directionBytes: 600 } });
    expect(conversations.map(conversationLine)).toEqual([`${readTen}, x100`]);
  });

  test('an answer that was captured before its request belongs to it', async () => {
    const talk = tcpTalk({ step: 10 }).open();
    for (let number = 1; number <= 3; number++)
      talk.client(readRequest(number, 3, 0, 10)).server(exception(number, 3, 2));
    const [a, ra, b, rb, c, rc] = talk.frames.slice(3);
    const swapped = [...talk.frames.slice(0, 3), ra, a, rb, b, rc, c].filter((frame) => frame !== undefined);
    expect(await linesOf(swapped)).toEqual([`${readTen}, x3, refused 3`]);
  });

  test('an answer whose request was never captured is read in its place', async () => {
    const { frames } = tcpTalk({ step: 10 })
      .open()
      .unseen('client', readRequest(1, 3, 0, 10))
      .server(exception(1, 3, 2))
      .acknowledge('client')
      .unseen('client', readRequest(2, 3, 0, 10))
      .server(exception(2, 3, 2));
    const { conversations } = await readContent(pcap(frames));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 1 holding, missing object, x2, refused 2',
    ]);
    expect(conversations[0]?.evidence.map(({ position }) => position)).toEqual([4, 6]);
  });

  test('one direction alone is read', async () => {
    const talk = tcpTalk().open();
    for (let number = 1; number <= 30; number++)
      talk.client(readRequest(number, 3, 0, 10)).server(registersAnswer(number, 3, 10));
    const isFromServer = ({ bytes }: TimedFrame) => bytes[34] === 0x01 && bytes[35] === 0xf6;
    expect(await linesOf(talk.frames.filter(isFromServer))).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 1 holding, missing object, x30',
    ]);
    expect(await linesOf(talk.frames.filter((frame) => !isFromServer(frame)))).toEqual([`${readTen}, x30`]);
  });
});

const initial = { client: -4, server: 5000 };

/** Frames 100 microseconds apart. */
function segments(...list: readonly Omit<SegmentOptions, 'initial' | 'micros'>[]): TimedFrame[] {
  return list.map((each, index) => segmentFrame({ ...each, initial, micros: 1000 + index * 100 }));
}

/** What a reader of the frames counts, skips and remarks. */
async function accountOf(frames: readonly TimedFrame[]) {
  const { conversations, reading } = await readContent(pcap(frames));
  const { skipped, remarks } = reading.statistics;
  return { lines: conversations.map(conversationLine), skipped, remarks };
}

const syn = { by: 'client', from: -1, flags: ['syn'] } as const;
const synAcknowledgement = { by: 'server', from: -1, acknowledged: 0, flags: ['syn'] } as const;
const request = readRequest(1, 3, 0, 10);
const second = readRequest(2, 3, 0, 10);
const connect = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, session connect';

describe('TCP segments that no plain exchange has', () => {
  test('a segment that fills a hole may reach into what waits behind it', async () => {
    const both = bytesOf(request, second);
    const frames = segments(
      syn,
      { by: 'client', from: 8, payload: both.subarray(8) },
      { by: 'client', from: 0, payload: both.subarray(0, 14) },
    );
    expect(await accountOf(frames)).toEqual({ lines: [`${readTen}, x2`], skipped: {}, remarks: {} });
  });

  test('what says otherwise about bytes that wait is counted, and the first wins', async () => {
    const forged = writeRegisters(2, 0, 10).subarray(0, 12);
    const frames = segments(
      syn,
      { by: 'client', from: 12, payload: second },
      { by: 'client', from: 12, payload: forged },
      { by: 'client', from: 0, payload: request },
    );
    expect(await accountOf(frames)).toEqual({
      lines: [`${readTen}, x2`],
      skipped: {},
      remarks: { 'conflicting-segment': 1 },
    });
  });

  test('a keep-alive is no payload, not even as the first segment of a capture', async () => {
    const alive = { by: 'client', from: -1, acknowledged: 0, payload: new Uint8Array(1) } as const;
    const frames = segments(
      alive,
      { by: 'client', from: 0, payload: request },
      { ...alive, from: 11 },
      { by: 'client', from: 12, payload: second },
    );
    expect(await accountOf(frames)).toEqual({ lines: [`${readTen}, x2`], skipped: {}, remarks: {} });
  });

  test('both sides may open at once', async () => {
    const frames = segments(
      syn,
      { by: 'server', from: -1, flags: ['syn'] },
      { by: 'client', from: -1, acknowledged: 0, flags: ['syn'] },
      synAcknowledgement,
      syn,
      { by: 'client', from: 0, acknowledged: 0, payload: request },
      { by: 'server', from: 0, acknowledged: 12, payload: exception(1, 3, 2) },
    );
    expect(await accountOf(frames)).toEqual({ lines: [`${readTen}, x1, refused 1`], skipped: {}, remarks: {} });
  });

  test.each([
    ['a reset', { by: 'server', from: 9, acknowledged: 12, flags: ['reset'] } as const],
    ['nothing', { by: 'client', from: 12, acknowledged: 9 } as const],
  ])('sockets are used again after %s', async (_, end) => {
    const frames = segments(
      syn,
      synAcknowledgement,
      { by: 'client', from: 0, acknowledged: 0, payload: request },
      { by: 'server', from: 0, acknowledged: 12, payload: exception(1, 3, 2) },
      end,
      { ...syn, from: 70_000 },
      { ...synAcknowledgement, from: 90_000, acknowledged: 70_001 },
    );
    expect(await accountOf(frames)).toEqual({
      lines: [`${readTen}, x1, refused 1`, `${connect}, x1`],
      skipped: {},
      remarks: {},
    });
  });

  test('two connections of which only the server was captured are two', async () => {
    const frames = segments(synAcknowledgement, { ...synAcknowledgement, from: 90_000 });
    expect((await accountOf(frames)).lines).toEqual([`${connect}, x2`]);
  });

  test('a request to connect after a capture that began in the middle is a connection of its own', async () => {
    const frames = segments(
      { by: 'server', from: 0, acknowledged: 12, payload: exception(1, 3, 2) },
      { ...syn, from: 70_000 },
      { ...synAcknowledgement, from: 90_000, acknowledged: 70_001 },
    );
    expect((await accountOf(frames)).lines).toContain(`${connect}, x1`);
  });

  test('a beginning that was captured late belongs to its connection', async () => {
    const frames = segments({ by: 'client', from: 0, acknowledged: 0, payload: request }, syn, {
      by: 'client',
      from: 12,
      acknowledged: 0,
      payload: second,
    });
    expect((await accountOf(frames)).lines).toEqual([`${readTen}, x2`]);
  });

  test('a segment far from the stream is left out unless the next one lies there too', async () => {
    const far = 500_000_000;
    const stray = { by: 'client', from: far, payload: second } as const;
    const begin = [syn, { by: 'client', from: 0, payload: request }] as const;
    expect(await accountOf(segments(...begin, stray, { by: 'client', from: 12, payload: second }))).toEqual({
      lines: [`${readTen}, x2`],
      skipped: { 'stray-segment': 1 },
      remarks: {},
    });
    const jumped = [stray, { ...stray, from: far - 12 }, { ...stray, from: far + 12 }];
    expect(await accountOf(segments(...begin, ...jumped))).toEqual({
      lines: [`${readTen}, x4`],
      skipped: { 'lost-bytes': 1 },
      remarks: {},
    });
    expect(await accountOf(segments(...begin, stray))).toEqual({
      lines: [`${readTen}, x2`],
      skipped: { 'lost-bytes': 1 },
      remarks: {},
    });
  });

  test('an end that is captured before the last bytes keeps nobody waiting', async () => {
    const frames = segments(
      syn,
      synAcknowledgement,
      { by: 'client', from: 12, acknowledged: 0, flags: ['fin'] },
      { by: 'client', from: 0, acknowledged: 0, payload: request },
      { by: 'server', from: 0, acknowledged: 13, payload: exception(1, 3, 2) },
    );
    expect(await accountOf(frames)).toEqual({ lines: [`${readTen}, x1, refused 1`], skipped: {}, remarks: {} });
  });

  test('sides that acknowledge what the other has not said are read all the same', async () => {
    const frames = segments(
      syn,
      synAcknowledgement,
      { by: 'client', from: 0, acknowledged: 9, payload: request },
      { by: 'server', from: 0, acknowledged: 12, payload: exception(1, 3, 2) },
    );
    expect(await accountOf(frames)).toEqual({
      lines: [
        'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 1 holding, missing object, x1, refused 1',
        `${readTen}, x1`,
      ],
      skipped: {},
      remarks: {},
    });
  });

  test('headers alone show the connection', async () => {
    const options = new Uint8Array(12);
    const frames = segments(syn, synAcknowledgement, { by: 'client', from: 0, payload: bytesOf(options, request) }).map(
      ({ micros, bytes }) => {
        // A header of 32 bytes, of which 20 were captured.
        const longer = bytes.slice();
        longer[46] = 0x80;
        return { micros, bytes: longer.subarray(0, 54), length: longer.length };
      },
    );
    expect(await accountOf(frames.slice(2))).toEqual({
      lines: ['plant 10.0.0.1 -> 10.0.0.2 tcp/502, -, -, missing operation object, x1'],
      skipped: { 'cut-off-bytes': 1 },
      remarks: {},
    });
    const ports = frames.slice(2).map((frame) => ({ ...frame, bytes: frame.bytes.subarray(0, 38) }));
    expect((await accountOf(ports)).lines).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, -, -, missing operation object, x1',
    ]);
  });
});
