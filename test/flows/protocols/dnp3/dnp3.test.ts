import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { datagrams, describeDecoderLaws, linesOf, type SampleDialogue } from '../../../support/decoder-laws.ts';
import {
  dnp3Answer,
  dnp3Request,
  linkFrame,
  littleWord,
  relayBlock,
  segmentedAnswer,
} from '../../../support/dnp3-messages.ts';
import { bytesOf } from '../../../support/frames.ts';
import { conversationLine, factLines, readContent } from '../../../support/read-conversations.ts';
import { tcpTalk } from '../../../support/tcp-talk.ts';

type Message = readonly ['client' | 'server', Uint8Array];

/** What is counted of a conversation at port 20000. */
function counted(...messages: readonly Message[]): Promise<string[]> {
  return linesOf(
    { transport: 'tcp', port: 20_000, messages: [], lines: [] },
    messages.map(([from, bytes]) => ({ from, bytes })),
  );
}

const textBytes = (text: string) => [...new TextEncoder().encode(text)];

describe('DNP3 requests', () => {
  test.each([
    ['all of a class', 1, [60, 2, 0x06], ['read 1, unit 4 class_data, x1']],
    ['three classes', 1, [60, 2, 6, 60, 3, 6, 60, 4, 6], ['read 1, unit 4 class_data, x3']],
    ['8-bit start and stop', 1, [1, 0, 0x00, 3, 9], ['read 1, unit 4 binary_input 3+7, x1']],
    ['16-bit start and stop', 1, [30, 0, 0x01, 0, 1, 1, 1], ['read 1, unit 4 analog_input 256+2, x1']],
    ['32-bit start and stop', 1, [40, 0, 0x02, 0, 0, 1, 0, 0, 0, 1, 0], ['read 1, unit 4 analog_output 65536+1, x1']],
    ['a count without numbers', 1, [2, 0, 0x07, 10], ['read 1, unit 4 binary_input, x1']],
    ['a 16-bit count', 1, [22, 0, 0x08, 10, 0], ['read 1, unit 4 counter, x1']],
    [
      '8-bit indexes',
      1,
      [21, 0, 0x17, 2, 5, 9],
      ['read 1, unit 4 frozen_counter 5+1, x1', 'read 1, unit 4 frozen_counter 9+1, x1'],
    ],
    ['16-bit indexes', 1, [3, 0, 0x28, 1, 0, 0, 1], ['read 1, unit 4 double_bit_input 256+1, x1']],
    ['32-bit indexes', 1, [3, 0, 0x39, 1, 0, 0, 0, 0, 0, 1, 0], ['read 1, unit 4 double_bit_input 65536+1, x1']],
    ['device attributes', 1, [0, 254, 0x06], ['read 1, unit 4 other, x1']],
    ['a block of a file', 1, [70, 5, 0x5b, 1, 8, 0, ...new Array<number>(8).fill(1)], ['file 1.70, unit 4 file, x1']],
    ['the time', 2, [50, 1, 0x07, 1, 1, 2, 3, 4, 5, 6], ['time 2.50, unit 4 time, x1']],
    ['a restart bit', 2, [80, 1, 0, 7, 7, 0], ['write 2.80, unit 4 internal_indications 7+1, x1']],
    ['packed bits', 2, [10, 1, 0, 0, 9, 255, 3], ['write 2, unit 4 binary_output 0+10, x1']],
    ['a terminal', 2, [112, 3, 0, 0, 0, 65, 66, 67], ['control 2.112, unit 4 other 0+1, x1']],
    [
      'a relay and an analog output',
      3,
      [12, 1, 0x28, 1, 0, 7, 0, ...relayBlock(), 41, 2, 0x17, 1, 9, 0, 0, 0],
      ['control 3, unit 4 analog_output 9+1, x1', 'control 3, unit 4 control_relay 7+1, x1'],
    ],
    ['operate', 4, [12, 1, 0x17, 1, 7, ...relayBlock()], ['control 4, unit 4 control_relay 7+1, x1']],
    [
      'direct operate',
      5,
      [41, 4, 0, 0, 1, ...new Array<number>(18).fill(0)],
      ['control 5, unit 4 analog_output 0+2, x1'],
    ],
    ['without answer', 6, [12, 1, 0x17, 1, 7, ...relayBlock()], ['control 6, unit 4 control_relay 7+1, x1']],
    ['freeze', 7, [20, 0, 0x06], ['control 7, unit 4 counter, x1']],
    [
      'freeze at a time',
      11,
      [50, 2, 0x07, 1, ...new Array<number>(10).fill(0), 20, 0, 0x00, 1, 2],
      ['control 11, unit 4 counter 1+2, x1', 'control 11, unit 4 time, x1'],
    ],
    ['restart', 13, [], ['control 13, unit 4, x1']],
    ['reports of a class', 21, [60, 2, 6], ['control 21, unit 4 class_data, x1']],
    ['measure the delay', 23, [], ['diagnostic 23, unit 4, x1']],
    ['open a file', 25, [70, 3, 0x5b, 1, 3, 0, 1, 2, 3], ['file 25, unit 4 file, x1']],
    ['authenticate', 32, [120, 1, 0x5b, 1, 2, 0, 1, 2], ['session 32, unit 4, x1']],
    [
      'a request that carries its authentication',
      1,
      [120, 3, 0x07, 1, 0, 0, 0, 0, 1, 0, 60, 1, 6, 120, 9, 0x5b, 1, 2, 0, 1, 2],
      ['read 1, unit 4 class_data, x1'],
    ],
    ['a function that nobody knows', 77, [1, 2, 3], ['unknown 77, unit 4, missing object, x1']],
    ['a confirmation', 0, [], ['session 0, unit 4, x1']],
  ])('%s', async (_what, code, data, expected) => {
    expect(await counted(['client', dnp3Request(code, data)])).toEqual(expected);
  });

  test.each([
    ['a header without qualifier', [30, 0], ['read 1, unit 4 analog_input, missing object, x1']],
    ['half a range', [30, 0, 0x01, 0], ['read 1, unit 4 analog_input, missing object, x1']],
    ['a range the wrong way round', [30, 0, 0x00, 9, 3], ['read 1, unit 4 analog_input, missing object, x1']],
    ['a qualifier of the future', [30, 0, 0x0c], ['read 1, unit 4 analog_input, missing object, x1']],
    ['addresses of memory', [30, 0, 0x03, 0, 1], ['read 1, unit 4 analog_input, missing object, x1']],
    [
      'fewer indexes than announced',
      [30, 0, 0x17, 3, 1],
      ['read 1, unit 4 analog_input, missing object, x1', 'read 1, unit 4 analog_input 1+1, x1'],
    ],
  ])('of a request with %s the object is missing', async (_what, data, expected) => {
    expect((await counted(['client', dnp3Request(1, data)])).sort()).toEqual([...expected].sort());
  });

  test('of very many objects the last are counted as one without number', async () => {
    const indexes = Array.from({ length: 200 }, (_, index) => index);
    const list = (size: number) => [30, 0, 0x17, size, ...indexes.slice(0, size)];
    const segments = segmentedRequest([0xc1, 1, ...list(200), ...list(100)]);
    const lines = await counted(['client', segments]);
    expect(lines.filter((line) => line.includes('missing'))).toEqual([
      'read 1, unit 4 analog_input, missing object, x1',
    ]);
    expect(lines.length).toBe(201);
  });

  test('a message of a group that broadcasts goes to the broadcast address', async () => {
    expect(await counted(['client', dnp3Request(13, [], { unit: 0xffff })])).toEqual(['control 13, unit 65535, x1']);
  });

  test('outstations behind one address are told apart', async () => {
    const lines = await counted(
      ['client', dnp3Request(1, [60, 1, 6], { unit: 4 })],
      ['client', dnp3Request(1, [60, 1, 6], { unit: 5 })],
      ['server', dnp3Answer(129, [], { unit: 5, indications: 2 })],
      ['server', dnp3Answer(129, [], { unit: 4 })],
    );
    expect(lines).toEqual(['read 1, unit 4 class_data, x1', 'read 1, unit 5 class_data, x1, refused 1']);
  });
});

describe('DNP3 answers', () => {
  test.each([
    ['the function is not supported', 1],
    ['an object is unknown', 2],
    ['a parameter is wrong', 4],
  ])('that say that %s refuse the request', async (_what, indications) => {
    const lines = await counted(
      ['client', dnp3Request(1, [30, 0, 0, 1, 2])],
      ['server', dnp3Answer(129, [], { indications })],
    );
    expect(lines).toEqual(['read 1, unit 4 analog_input 1+2, x1, refused 1']);
  });

  test('that tell of lost events refuse nothing', async () => {
    const lines = await counted(
      ['client', dnp3Request(1, [60, 1, 6])],
      ['server', dnp3Answer(129, [30, 2, 0, 0, 0, 1, 2, 3], { indications: 8 })],
    );
    expect(lines).toEqual(['read 1, unit 4 class_data, x1']);
  });

  test('with objects do not say which of several headers they refuse', async () => {
    const lines = await counted(
      ['client', dnp3Request(1, [30, 0, 6, 40, 0, 6])],
      ['server', dnp3Answer(129, [30, 2, 0, 0, 0, 1, 2, 3], { indications: 2 })],
    );
    expect(lines).toEqual(['read 1, unit 4 analog_input, x1', 'read 1, unit 4 analog_output, x1']);
  });

  test('refuse each point by its own status', async () => {
    const blocks = (status: number) => [12, 1, 0x28, 2, 0, 7, 0, ...relayBlock(), 8, 0, ...relayBlock(status)];
    const lines = await counted(
      ['client', dnp3Request(5, [...blocks(0), 41, 3, 0x17, 1, 1, 0, 0, 0, 0, 0])],
      ['server', dnp3Answer(129, [...blocks(4), 41, 3, 0x17, 1, 1, 0, 0, 0, 0, 9])],
    );
    expect(lines).toEqual([
      'control 5, unit 4 analog_output 1+1, x1, refused 1',
      'control 5, unit 4 control_relay 7+1, x1',
      'control 5, unit 4 control_relay 8+1, x1, refused 1',
    ]);
  });

  test('refuse a file that cannot be opened', async () => {
    const status = [70, 4, 0x5b, 1, 13, 0, ...new Array<number>(12).fill(0), 3];
    const lines = await counted(
      ['client', dnp3Request(25, [70, 3, 0x5b, 1, 3, 0, 1, 2, 3])],
      ['server', dnp3Answer(129, status)],
    );
    expect(lines).toEqual(['file 25, unit 4 file, x1, refused 1']);
  });

  test('of several fragments belong to one request', async () => {
    const lines = await counted(
      ['client', dnp3Request(1, [60, 1, 6])],
      ['server', dnp3Answer(129, [30, 2, 0, 0, 0, 1, 2, 3], { control: 0x81 })],
      ['server', dnp3Answer(129, [30, 2, 0, 1, 1, 1, 2, 3], { control: 0x02 })],
      ['server', dnp3Answer(129, [30, 2, 0, 2, 2, 1, 2, 3], { control: 0x43 })],
    );
    expect(lines).toEqual(['read 1, unit 4 class_data, x1']);
  });

  test('without request tell that something was asked', async () => {
    const lines = await counted(['server', dnp3Answer(129, [], { indications: 1 })], ['server', dnp3Answer(129)]);
    expect(lines).toEqual(['-, missing operation object, x2, refused 1']);
  });

  test('with another sequence number belong to the only request', async () => {
    const lines = await counted(
      ['client', dnp3Request(18, [], { sequence: 1 })],
      ['server', dnp3Answer(129, [], { control: 0xc5, indications: 1 })],
    );
    expect(lines).toEqual(['control 18, unit 4, x1, refused 1']);
  });

  test('to a repeated request leave the lost one behind', async () => {
    const ask = (first: number, sequence: number): Message => [
      'client',
      dnp3Request(1, [30, 0, 0, first, first], { sequence }),
    ];
    const refuse = (sequence: number): Message => [
      'server',
      dnp3Answer(129, [], { control: 0xc0 | sequence, indications: 4 }),
    ];
    const ok = (sequence: number): Message => ['server', dnp3Answer(129, [], { control: 0xc0 | sequence })];
    // The first is never answered; its number comes again.
    expect(await counted(ask(1, 5), ask(2, 6), ok(6), ask(3, 5), refuse(5))).toEqual([
      'read 1, unit 4 analog_input 1+1, x1',
      'read 1, unit 4 analog_input 2+1, x1',
      'read 1, unit 4 analog_input 3+1, x1, refused 1',
    ]);
  });

  test('unasked are reports, object by object', async () => {
    const events = [2, 2, 0x17, 2, 1, ...new Array<number>(7).fill(0), 5, ...new Array<number>(7).fill(0)];
    const lines = await counted(
      ['server', dnp3Answer(130, [51, 1, 7, 1, 0, 0, 0, 0, 0, 0, ...events], { control: 0xf0 })],
      ['client', dnp3Request(0)],
    );
    expect(lines).toEqual([
      'session 0, unit 4, x1',
      'report 130, unit 4 binary_input 1+1, x1',
      'report 130, unit 4 binary_input 5+1, x1',
      'report 130, unit 4 time, x1',
    ]);
  });

  test('in many segments are put together, also over the end of the sequence numbers', async () => {
    const values = new Array<number>(600).fill(1);
    const fragment = [0xe0, 130, 0, 0, 110, 200, 0, 0, 2, ...values];
    expect(await counted(['server', segmentedAnswer(fragment, 249, 62)])).toEqual(['report 130, unit 4 other 0+3, x1']);
  });
});

describe('DNP3 link frames', () => {
  test('without data are link services', async () => {
    const lines = await counted(
      ['client', linkFrame(0xc9, 4, 3)],
      ['server', linkFrame(0x0b, 3, 4)],
      ['client', linkFrame(0xc0, 4, 3)],
      ['server', linkFrame(0x01, 3, 4)],
      ['client', linkFrame(0xf2, 4, 3)],
      ['server', linkFrame(0x0f, 3, 4)],
      ['server', linkFrame(0x49, 3, 4)],
      ['client', linkFrame(0x8b, 4, 3)],
    );
    expect(lines).toEqual([
      'session p0, unit 4, x1, refused 1',
      'session p2, unit 4, x1, refused 1',
      'session p9, unit 4, x2',
    ]);
  });

  test('an acknowledgement counts only when what it answers was not captured', async () => {
    const lines = await counted(['client', linkFrame(0xd3, 4, 3, [0xc0, 0xc1, 13])], ['server', linkFrame(0, 3, 4)]);
    expect(lines).toEqual(['control 13, unit 4, x1']);
    expect(await counted(['server', linkFrame(0, 3, 4)])).toEqual(['session s0, unit 4, x1']);
  });

  test('with a wrong checksum are no messages', async () => {
    const header = dnp3Request(13);
    const data = dnp3Request(13);
    header[8] = (header[8] ?? 0) ^ 1;
    data[11] = (data[11] ?? 0) ^ 1;
    const good: Message = ['client', dnp3Request(14)];
    expect(await counted(good, ['client', header], good)).toEqual(['control 14, unit 4, x2', 'unknown payload, x1']);
    expect(await counted(good, ['client', data], good)).toEqual(['control 14, unit 4, x2', 'unknown payload, x1']);
  });

  test('the direction bit says who is the master, whoever opened the connection', async () => {
    const talk = tcpTalk({ client: '10.0.0.2', server: '10.0.0.1', clientPort: 40_000, serverPort: 20_000 }).open();
    talk.client(dnp3Answer(130)).server(dnp3Request(13));
    const { conversations } = await readContent(pcap(talk.frames));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/40000, dnp3, control 13, unit 4, x1',
      'plant 10.0.0.1 -> 10.0.0.2 tcp/40000, dnp3, report 130, unit 4, x1',
    ]);
  });

  test('two masters may ask each other', async () => {
    const talk = tcpTalk({ serverPort: 20_000 })
      .open()
      .client(dnp3Request(13))
      .server(dnp3Request(14, [], { unit: 9 }));
    talk.client(linkFrame(0x44, 3, 9, [0xc0, 0xc1, 129, 0, 1]));
    const { conversations } = await readContent(pcap(talk.frames));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/20000, dnp3, control 13, unit 4, x1',
      'plant 10.0.0.2 -> 10.0.0.1 tcp/40000, dnp3, control 14, unit 9, x1, refused 1',
    ]);
  });

  test('a capture that begins inside a frame finds out late who is the master', async () => {
    const talk = tcpTalk({ client: '10.0.0.2', server: '10.0.0.1', clientPort: 40_000, serverPort: 20_000 }).open();
    talk.client(bytesOf(dnp3Answer(130).subarray(5), dnp3Answer(130), dnp3Answer(130))).server(dnp3Request(13));
    const { conversations } = await readContent(pcap(talk.frames.slice(3)));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/40000, dnp3, control 13, unit 4, x1',
      'plant 10.0.0.1 -> 10.0.0.2 tcp/40000, dnp3, report 130, unit 4, x2',
    ]);
  });

  test('a segment whose beginning was not captured is no message', async () => {
    const fragment = [0xe0, 130, 0, 0, 110, 200, 0, 0, 0, ...new Array<number>(200).fill(1)];
    const whole = segmentedAnswer(fragment, 100);
    const [first = 0] = [linkFrame(0x44, 3, 4, new Array<number>(101).fill(0)).length];
    const lost = whole.subarray(first);
    expect(await counted(['server', lost], ['server', dnp3Answer(130)])).toEqual(['report 130, unit 4, x1']);
    expect(await counted(['server', dnp3Answer(130)], ['server', lost])).toEqual([
      'report 130, unit 4, x1',
      'unknown payload, x2',
    ]);
  });
});

describe('DNP3 device attributes', () => {
  test('say what the outstation is', async () => {
    const attribute = (variation: number, text: string) => [0, variation, 0, 0, 0, 1, text.length, ...textBytes(text)];
    const frames = datagrams(20_000, [
      { from: 'client', bytes: dnp3Request(1, [0, 254, 0, 0, 0]) },
      {
        from: 'server',
        bytes: dnp3Answer(129, [
          ...attribute(252, 'Dairy North'),
          ...attribute(250, 'RTU-7'),
          ...attribute(242, '3.20'),
          ...attribute(248, 'SN1'),
          ...attribute(241, 'not asked for'),
        ]),
      },
    ]);
    const { conversations, devices } = await readContent(pcap(frames));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 udp/20000, dnp3, read 1, unit 4 other 0+1, x1',
    ]);
    expect(factLines(devices)).toEqual([
      '10.0.0.2 unit 4 vendor: Dairy North',
      '10.0.0.2 unit 4 model: RTU-7',
      '10.0.0.2 unit 4 firmware: 3.20',
      '10.0.0.2 unit 4 serial-number: SN1',
    ]);
  });
});

const sample: SampleDialogue = {
  transport: 'tcp',
  port: 20_000,
  messages: [
    { from: 'client', bytes: bytesOf(linkFrame(0xc9, 4, 3), dnp3Request(1, [60, 1, 6, 30, 0, 1, 0, 0, 9, 0])) },
    { from: 'server', bytes: linkFrame(0x0b, 3, 4) },
    {
      from: 'server',
      bytes: segmentedAnswer([0xc1, 129, 0, 0, 110, 99, 0, 0, 1, ...new Array<number>(198).fill(5)], 90),
    },
    { from: 'client', bytes: dnp3Request(5, [12, 1, 0x28, 1, 0, ...littleWord(7), ...relayBlock()], { sequence: 2 }) },
    {
      from: 'server',
      bytes: dnp3Answer(129, [12, 1, 0x28, 1, 0, ...littleWord(7), ...relayBlock(4)], { control: 0xc2 }),
    },
    { from: 'server', bytes: dnp3Answer(130, [2, 1, 0x17, 1, 9, 0x81], { control: 0xf0 }) },
  ],
  lines: [
    'read 1, unit 4 analog_input 0+10, x1',
    'read 1, unit 4 class_data, x1',
    'report 130, unit 4 binary_input 9+1, x1',
    'control 5, unit 4 control_relay 7+1, x1, refused 1',
    'session p9, unit 4, x1',
  ],
};

describeDecoderLaws('DNP3 over TCP', sample);
describeDecoderLaws('DNP3 over UDP', {
  ...sample,
  transport: 'udp',
  messages: sample.messages.slice(3),
  lines: sample.lines.slice(2, 4),
});

/** A request in segments of 200 bytes. */
function segmentedRequest(fragment: readonly number[]): Uint8Array {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < fragment.length; at += 200) {
    const header = (at === 0 ? 0x40 : 0) | (at + 200 >= fragment.length ? 0x80 : 0) | (at / 200);
    frames.push(linkFrame(0xc4, 4, 3, [header, ...fragment.slice(at, at + 200)]));
  }
  return bytesOf(...frames);
}
