import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { describeDecoderLaws, linesOf } from '../../../support/decoder-laws.ts';
import {
  answer,
  encapsulated,
  forwardOpen,
  objectPath,
  opened,
  packed,
  sendRRData,
  sendUnitData,
  service,
  tagPath,
  unconnectedSend,
} from '../../../support/ethernet-ip-messages.ts';
import { bytesOf } from '../../../support/frames.ts';
import { little16 } from '../../../support/little-endian.ts';
import { conversationLine, readContent } from '../../../support/read-conversations.ts';
import { tcpTalk } from '../../../support/tcp-talk.ts';

type Said = readonly ['client' | 'server', Uint8Array];

async function talkLines(...said: readonly Said[]): Promise<string[]> {
  const dialogue = { transport: 'tcp', port: 44_818, messages: [], lines: [] } as const;
  return await linesOf(
    dialogue,
    said.map(([from, bytes]) => ({ from, bytes })),
  );
}

async function requestLines(...messages: readonly Uint8Array[]): Promise<string[]> {
  return await talkLines(...messages.map((message): Said => ['client', message]));
}

const identity = objectPath(1, 1);
const reads = [
  service(0x0e, objectPath(0x04, 100)),
  service(0x4c, tagPath('Speed'), [1, 0]),
  service(0x03, objectPath(0x8b, 1)),
];

describe('encapsulation', () => {
  test.each([
    [0x04, [], 'discovery e0x04, x1'],
    [0x63, [], 'discovery e0x63, x1'],
    [0x64, [], 'discovery e0x64, x1'],
    [0x65, [1, 0, 0, 0], 'session e0x65, x1'],
  ])('command %i is counted by itself', async (command, data, expected) => {
    expect(await requestLines(encapsulated(command, data))).toEqual([expected]);
  });

  test('a session is refused by its status', async () => {
    expect(
      await talkLines(
        ['client', encapsulated(0x65, [9, 0, 0, 0], { context: 5 })],
        ['server', encapsulated(0x65, [1, 0, 0, 0], { context: 5, status: 0x69 })],
      ),
    ).toEqual(['session e0x65, x1, refused 1']);
  });

  test('what keeps the connection is a session operation of the client alone', async () => {
    const nop = encapsulated(0, [0, 0]);
    expect(await talkLines(['client', encapsulated(0x65, [1, 0, 0, 0])], ['client', nop], ['server', nop])).toEqual([
      'session e0x00, x1',
      'session e0x65, x1',
    ]);
  });

  test('an answer without request tells that it was asked', async () => {
    expect(await talkLines(['server', encapsulated(0x65, [1, 0, 0, 0], { session: 3 })])).toEqual([
      'session e0x65, x1',
    ]);
  });

  test('a packet without CIP message is no operation', async () => {
    const empty = encapsulated(0x6f, [0, 0, 0, 0, 0, 0, ...little16(1), 0, 0, 0, 0], { session: 1 });
    expect(await requestLines(encapsulated(0x65, [1, 0, 0, 0]), empty)).toEqual([
      'session e0x65, x1',
      'unknown payload, x1',
    ]);
  });
});

describe('CIP requests', () => {
  test.each([
    [service(0x0e, [...identity, 0x30, 7]), ['discovery 0x01/0x0e, unit 1 1+1, x1']],
    [service(0x10, objectPath(0x0f, 300), [1]), ['write 0x0f/0x10, unit 15 300+1, x1']],
    [service(0x0e, objectPath(0x31a, 70_000 % 65_536)), ['read 0x31a/0x0e, unit 794 4464+1, x1']],
    [service(0x01, [0x20, 4, 0x26, 0, 1, 0, 1, 0]), ['read 0x04/0x01, unit 4 65537+1, x1']],
    [service(0x07, objectPath(0x8e, 1)), ['control 0x8e/0x07, unit 142 1+1, x1']],
    [service(0x4c, tagPath('Speed'), [1, 0]), ['read */0x4c, x1']],
    [service(0x4d, tagPath('Line.Speed'), [0xc3, 0, 1, 0, 5, 0]), ['write */0x4d, x1']],
    [service(0x4c, [0x62, 0x41, 0x42, 0], [1, 0]), ['read */0x4c, x1']],
    [service(0x4b, [...objectPath(0x8e, 1), ...objectPath(0x77, 2)]), ['unknown 0x77/0x4b, unit 119 2+1, x1']],
    [service(0x55, [0x20, 0x6b]), ['discovery 0x6b/0x55, unit 107, x1']],
    [service(0x0e, [0x34, 4, 0, 0, 0, 0, 0, 0, 0, 0, ...identity]), ['discovery 0x01/0x0e, unit 1 1+1, x1']],
    [service(0x0e, [0x12, 4, 0x31, 0x2e, 0x31, 0x2e, ...identity]), ['discovery 0x01/0x0e, unit 1 1+1, x1']],
    // Where the path cannot be read, the operation is not known.
    [service(0x10, [0xe0, 0]), ['-, missing operation object, x1']],
    [[0x10, 40, 0x20, 1], ['-, missing operation object, x1']],
    [service(0x4c, []), ['-, missing operation object, x1']],
  ])('%#: service, class and instance are read', async (message, expected) => {
    expect(await requestLines(sendRRData(message))).toEqual(expected);
  });

  test('each request of a Multiple Service Packet is an operation', async () => {
    expect(await requestLines(sendUnitData(1, 1, service(0x0a, objectPath(2, 1), packed(reads))))).toEqual([
      'read */0x4c, x1',
      'read 0x04/0x0e, unit 4 100+1, x1',
      'read 0x8b/0x03, unit 139 1+1, x1',
    ]);
  });

  test('a Multiple Service Packet that does not fit is unknown', async () => {
    const offsets = [...little16(2), ...little16(6), ...little16(200), 0x0e, 0];
    expect(await requestLines(sendUnitData(1, 1, service(0x0a, objectPath(2, 1), offsets)))).toEqual([
      'unknown 0x02/0x0a, unit 2 1+1, x1',
    ]);
  });

  test('a packet of services in a packet of services is not taken apart', async () => {
    const inner = service(0x0a, objectPath(2, 1), packed(reads));
    expect(await requestLines(sendUnitData(1, 1, service(0x0a, objectPath(2, 1), packed([inner]))))).toEqual([
      'unknown 0x02/0x0a, unit 2 1+1, x1',
    ]);
  });

  test('of very many services the last ones count as one that is not seen', async () => {
    const many = packed(new Array(1000).fill(service(0x0e, objectPath(4, 1))));
    expect(await requestLines(sendUnitData(1, 1, service(0x0a, objectPath(2, 1), many)))).toEqual([
      '-, missing operation object, x1',
      'read 0x04/0x0e, unit 4 1+1, x255',
    ]);
  });

  test('Unconnected_Send is counted with what it carries, however deep', async () => {
    const inner = unconnectedSend(service(0x05, identity), [1, 3]);
    expect(await requestLines(sendRRData(unconnectedSend(inner, [1, 0])))).toEqual([
      'control 0x01/0x05, unit 1 1+1, x1',
      'session 0x06/0x52, unit 6 1+1, x2',
    ]);
  });

  test('Unconnected_Send that is cut off is counted alone', async () => {
    const short = service(0x52, objectPath(6, 1), [5, 157, ...little16(900), 0x05]);
    expect(await requestLines(sendRRData(short))).toEqual(['session 0x06/0x52, unit 6 1+1, x1']);
  });

  test.each([
    [[0x0f, 0, 1, 0, 0xa2, 2, 7, 0x89, 0, 0], 'read pccc/0x0f/0xa2'],
    [[0x0f, 0, 1, 0, 0xaa, 2, 7, 0x89, 0, 0], 'write pccc/0x0f/0xaa'],
    [[0x2f, 0, 1, 0, 0x80, 6], 'control pccc/0x0f/0x80'],
    [[0x01, 0, 1, 0, 0, 0], 'read pccc/0x01'],
    [[0x0f, 0, 1, 0], 'unknown pccc/0x0f'],
  ])('%#: the command in Execute PCCC is the operation', async (command, expected) => {
    const requestor = [7, ...little16(77), 1, 2, 3, 4];
    const message = service(0x4b, objectPath(0x67, 1), [...requestor, ...command]);
    expect(await requestLines(sendRRData(message))).toEqual([`${expected}, unit 103 1+1, x1`]);
  });
});

describe('CIP answers', () => {
  test('a status other than success marks the request as refused', async () => {
    expect(
      await talkLines(
        ['client', sendRRData(service(0x0e, objectPath(4, 100)), { context: 1 })],
        ['client', sendRRData(service(0x10, objectPath(4, 101)), { context: 2 })],
        ['server', sendRRData(answer(0x10, 0x0e), { context: 2 })],
        ['server', sendRRData(answer(0x0e, 0, [1, 2]), { context: 1 })],
      ),
    ).toEqual(['read 0x04/0x0e, unit 4 100+1, x1', 'write 0x04/0x10, unit 4 101+1, x1, refused 1']);
  });

  test('more data to come is no refusal', async () => {
    expect(
      await talkLines(
        ['client', sendUnitData(1, 5, service(0x52, tagPath('Big'), [1, 0, 0, 0, 0, 0]))],
        ['server', sendUnitData(2, 5, answer(0x52, 6, [0xc3, 0, 1, 0]))],
      ),
    ).toEqual(['read */0x52, x1']);
  });

  test('each answer of a Multiple Service Packet belongs to the request in its place', async () => {
    const answers = [answer(0x0e, 0, [1, 2]), answer(0x4c, 4), answer(0x03, 0x0a)];
    expect(
      await talkLines(
        ['client', sendUnitData(1, 9, service(0x0a, objectPath(2, 1), packed(reads)))],
        ['server', sendUnitData(2, 9, answer(0x0a, 0x1e, packed(answers)))],
      ),
    ).toEqual([
      'read */0x4c, x1, refused 1',
      'read 0x04/0x0e, unit 4 100+1, x1',
      'read 0x8b/0x03, unit 139 1+1, x1, refused 1',
    ]);
  });

  test('a refused Multiple Service Packet refuses all in it', async () => {
    const lines = await talkLines(
      ['client', sendUnitData(1, 9, service(0x0a, objectPath(2, 1), packed(reads)))],
      ['server', sendUnitData(2, 9, answer(0x0a, 0x11))],
    );
    expect(lines.map((line) => line.endsWith('x1, refused 1'))).toEqual([true, true, true]);
  });

  test('the answer to what Unconnected_Send carries refuses that, a failing route refuses both', async () => {
    const request = sendRRData(unconnectedSend(service(0x10, objectPath(4, 1)), [1, 0]));
    expect(await talkLines(['client', request], ['server', sendRRData(answer(0x10, 5))])).toEqual([
      'write 0x04/0x10, unit 4 1+1, x1, refused 1',
      'session 0x06/0x52, unit 6 1+1, x1',
    ]);
    expect(await talkLines(['client', request], ['server', sendRRData(answer(0x52, 1))])).toEqual([
      'write 0x04/0x10, unit 4 1+1, x1, refused 1',
      'session 0x06/0x52, unit 6 1+1, x1, refused 1',
    ]);
  });

  test('an encapsulation status without data refuses the request', async () => {
    const request = sendRRData(service(0x10, objectPath(4, 1)), { context: 8 });
    expect(
      await talkLines(['client', request], ['server', encapsulated(0x6f, [], { status: 0x64, context: 8 })]),
    ).toEqual(['write 0x04/0x10, unit 4 1+1, x1, refused 1']);
  });

  test('a PCCC status refuses its command', async () => {
    const requestor = [7, 1, 0, 1, 2, 3, 4];
    const request = service(0x4b, objectPath(0x67, 1), [...requestor, 0x0f, 0, 1, 0, 0xaa, 2]);
    expect(
      await talkLines(
        ['client', sendRRData(request)],
        ['server', sendRRData(answer(0x4b, 0, [...requestor, 0x4f, 0x10, 1, 0]))],
      ),
    ).toEqual(['write pccc/0x0f/0xaa, unit 103 1+1, x1, refused 1']);
  });

  test('an answer without request tells that something was asked, but not of which class', async () => {
    expect(await talkLines(['server', sendUnitData(2, 9, answer(0x4c, 5))])).toEqual([
      '-, missing operation object, x1, refused 1',
    ]);
    const answers = [answer(0x4c, 0, [1]), answer(0x4c, 4)];
    expect(await talkLines(['server', sendUnitData(2, 9, answer(0x0a, 0x1e, packed(answers)))])).toEqual([
      '-, missing operation object, x2, refused 1',
    ]);
  });

  test('a request from the server, and an answer from the client, are no operation of the client', async () => {
    expect(
      await talkLines(
        ['client', encapsulated(0x65, [1, 0, 0, 0])],
        ['server', sendRRData(service(0x05, identity))],
        ['client', sendRRData(answer(0x05))],
      ),
    ).toEqual(['session e0x65, x1', 'unknown payload, x2']);
  });
});

describe('connections', () => {
  test.each([false, true])(
    'a path that names nothing means the object of the connection (large: %s)',
    async (large) => {
      const reply = opened(0xaaaa, 0xbbbb);
      const agreement = large ? [0xdb, ...reply.slice(1)] : reply;
      expect(
        await talkLines(
          ['client', sendRRData(forwardOpen(objectPath(0x64, 3), { large }))],
          ['server', sendRRData(agreement)],
          ['client', sendUnitData(0xaaaa, 1, service(0x0e, []))],
          ['client', sendUnitData(0xcccc, 2, service(0x0e, []))],
        ),
      ).toEqual([
        '-, missing operation object, x1',
        `session 0x06/${large ? '0x5b' : '0x54'}, unit 6 1+1, x1`,
        'read 0x64/0x0e, unit 100 3+1, x1',
      ]);
    },
  );

  test('a connection to the data highway carries bare PCCC commands', async () => {
    const command = [...little16(0), ...little16(3), ...little16(0), ...little16(0), 0x0f, 0, 1, 0, 0xaa, 2];
    const reply = [...little16(0), ...little16(0), ...little16(0), ...little16(3), 0x4f, 0x10, 1, 0];
    expect(
      await talkLines(
        ['client', sendRRData(forwardOpen(objectPath(0xa6, 1)))],
        ['server', sendRRData(opened(0xaaaa, 0xbbbb))],
        ['client', sendUnitData(0xaaaa, 1, command)],
        ['server', sendUnitData(0xbbbb, 1, reply)],
      ),
    ).toEqual(['session 0x06/0x54, unit 6 1+1, x1', 'write pccc/0x0f/0xaa, unit 166 1+1, x1, refused 1']);
  });
});

const talk: readonly Said[] = [
  ['client', encapsulated(0x65, [1, 0, 0, 0])],
  ['client', sendRRData(unconnectedSend(service(0x10, objectPath(4, 1)), [1, 0]), { context: 1 })],
  ['client', sendUnitData(1, 9, service(0x0a, objectPath(2, 1), packed(reads)))],
  ['server', encapsulated(0x65, [1, 0, 0, 0], { session: 7 })],
  ['server', sendRRData(answer(0x10, 5), { context: 1 })],
  ['server', sendUnitData(2, 9, answer(0x0a, 0x11))],
];

describeDecoderLaws('EtherNet/IP', {
  transport: 'tcp',
  port: 44_818,
  messages: talk.map(([from, bytes]) => ({ from, bytes })),
  lines: [
    'read */0x4c, x1, refused 1',
    'read 0x04/0x0e, unit 4 100+1, x1, refused 1',
    'write 0x04/0x10, unit 4 1+1, x1, refused 1',
    'session 0x06/0x52, unit 6 1+1, x1',
    'read 0x8b/0x03, unit 139 1+1, x1, refused 1',
    'session e0x65, x1',
  ],
});

describe('streams', () => {
  test('garbage is passed over to the next sure beginning, and counted once', async () => {
    const garbage = bytesOf(new Array(300).fill(0x70), 0x6f, 0, 0x10, 0, new Array(40).fill(0));
    const after = bytesOf([1, 2, 3], sendRRData(service(0x0e, objectPath(4, 1))));
    expect(await requestLines(encapsulated(0x65, [1, 0, 0, 0]), garbage, after)).toEqual([
      'read 0x04/0x0e, unit 4 1+1, x1',
      'session e0x65, x1',
      'unknown payload, x1',
    ]);
  });

  test('where an answer was lost, the next one belongs to the request after it', async () => {
    const request = (instance: number) => sendRRData(service(0x10, objectPath(4, instance)));
    const { frames } = tcpTalk({ serverPort: 44_818 })
      .open()
      .client(request(1))
      .unseen('server', sendRRData(answer(0x10)))
      .client(request(2))
      .server(sendRRData(answer(0x10, 5)));
    const { conversations } = await readContent(pcap(frames));
    expect(conversations.map((each) => conversationLine(each).replace(/.*ethernet-ip, /, ''))).toEqual([
      'write 0x04/0x10, unit 4 1+1, x1',
      'write 0x04/0x10, unit 4 2+1, x1, refused 1',
    ]);
  });
});
