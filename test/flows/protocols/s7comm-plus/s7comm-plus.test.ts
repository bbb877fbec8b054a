import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { describeDecoderLaws } from '../../../support/decoder-laws.ts';
import { bytesOf, hexBytes, long } from '../../../support/frames.ts';
import { connectionConfirm, connectionRequest, data } from '../../../support/iso-transport.ts';
import { conversationLine, factLines, readContent } from '../../../support/read-conversations.ts';
import {
  addresses,
  attributesOf,
  createObject,
  createSession,
  notification,
  plus,
  plusAnswer,
  plusRequest,
  session,
  sessionAnswer,
  tlsRecord,
  varied,
} from '../../../support/s7comm-plus-messages.ts';
import { type Talk, tcpTalk } from '../../../support/tcp-talk.ts';

const prefix = 'plant 10.0.0.1 -> 10.0.0.2 tcp/102, s7comm-plus, ';
const dataBlock = 0x8a0e0001;

function talkAt102(): Talk {
  return tcpTalk({ serverPort: 102 }).open();
}

/** What is counted, without the endpoints that all have. */
async function operationsOf(talk: Talk): Promise<string[]> {
  const { conversations } = await readContent(pcap(talk.frames));
  return conversations.map((each) => conversationLine(each).replace(prefix, ''));
}

describe('S7comm-plus requests', () => {
  test.each([
    ['session', createSession, ['session 0x04ca.session, x1']],
    ['subscription', createObject(1, session + 1, 1001), ['read 0x04ca.subscription, x1']],
    ['block', createObject(1, 3, 2574), ['program 0x04ca.program, 3+1, x1']],
    ['other object', createObject(1, 9, 5), ['control 0x04ca, 9+1, x1', 'program 0x04ca, 9+1, x1']],
    [
      'delete',
      plusRequest(0x04d4, 1, [long(dataBlock), 0]),
      ['control 0x04d4, 2316173313+1, x1', 'program 0x04d4, 2316173313+1, x1'],
    ],
    ['delete session', plusRequest(0x04d4, 1, [long(session), 0]), ['session 0x04d4.session, x1']],
    ['explore', plusRequest(0x04bb, 1, [long(201), 0]), ['read 0x04bb, 201+1, x1']],
    ['read one', plusRequest(0x04fc, 1, [long(50), 1, varied(3451)]), ['read 0x04fc, 50+1, x1']],
    ['read streamed', plusRequest(0x0586, 1, [long(201), 0]), ['read 0x0586, 201+1, x1']],
    [
      'read many',
      plusRequest(0x054c, 1, [addresses([dataBlock, 2550, 10], [dataBlock, 2550, 14, 0, 2], [82, 3736, 7])]),
      ['read 0x054c, 82+1, x1', 'read 0x054c, 2316173313+1, x2'],
    ],
    [
      'read of one object',
      plusRequest(0x054c, 1, [long(50), 2, varied(3451), varied(3452)]),
      ['read 0x054c, 50+1, x1'],
    ],
    ['write many', plusRequest(0x0542, 1, [addresses([dataBlock, 2550, 10])]), ['write 0x0542, 2316173313+1, x1']],
    ['write one', plusRequest(0x04f2, 1, [long(dataBlock), 1, varied(2550)]), ['write 0x04f2, 2316173313+1, x1']],
    ['write streamed', plusRequest(0x057c, 1, [long(77), 0]), ['write 0x057c, 77+1, x1']],
    ['session version', plusRequest(0x0542, 1, [attributesOf(session, 306)]), ['session 0x0542.session, x1']],
    [
      'stop',
      plusRequest(0x04f2, 1, [long(52), 1, varied(2167), 0, 8, 1]),
      ['control 0x04f2.operating_state, 52+1, x1'],
    ],
    [
      'stop with more',
      plusRequest(0x0542, 1, [attributesOf(52, 2168, 2167)]),
      ['control 0x0542.operating_state, 52+1, x1'],
    ],
    ['stop by address', plusRequest(0x0542, 1, [addresses([52, 2167])]), ['control 0x0542.operating_state, 52+1, x1']],
    ['clock', plusRequest(0x04f2, 1, [long(50), 1, varied(2421)]), ['time 0x04f2.clock, 50+1, x1']],
    [
      'invoke',
      plusRequest(0x056b, 1, [long(52)]),
      ['control 0x056b, missing object, x1', 'program 0x056b, missing object, x1'],
    ],
    ['TLS follows', plusRequest(0x05b3, 1, [long(0)], { version: 1 }), ['session 0x05b3, x1']],
    ['unknown function', plusRequest(0x1234, 1, [long(0)]), ['unknown 0x1234, missing object, x1']],
    ['nothing shown', plusRequest(0x054c, 1, []), ['read 0x054c, missing object, x1']],
    [
      'items cut off',
      plusRequest(0x054c, 1, [addresses([82, 3736, 7], [83, 3736, 7]).slice(0, -3)]),
      ['read 0x054c, 82+1, x1', 'read 0x054c, missing object, x1'],
    ],
  ])('%s', async (_name, message, expected) => {
    expect((await operationsOf(talkAt102().client(message))).sort()).toEqual([...expected].sort());
  });

  test.each([1, 2, 3] as const)('version %i shows the same', async (version) => {
    const request = plusRequest(0x054c, 1, [addresses([82, 3736, 7])], { version });
    const talk = talkAt102().client(request).server(notification({ version }));
    expect(await operationsOf(talk)).toEqual(['read 0x054c, 82+1, x1', 'report notification, x1']);
  });

  test('more objects than any message has count as one that is not shown', async () => {
    const many = Array.from({ length: 300 }, () => [82, 3736, 7] as const);
    expect(await operationsOf(talkAt102().client(plusRequest(0x054c, 1, [addresses(...many)])))).toEqual([
      'read 0x054c, missing object, x1',
      'read 0x054c, 82+1, x256',
    ]);
  });

  test('what a client does with its own subscription is reading', async () => {
    const id = 0x70000c81;
    const talk = talkAt102()
      .client(createObject(5, session + 1, 1001))
      .server(plusAnswer(0x04ca, 5, 0, [1, varied(id)]))
      .client(plusRequest(0x0542, 6, [attributesOf(id, 1048)]))
      .client(plusRequest(0x04d4, 7, [long(id), 0]))
      .client(plusRequest(0x04d4, 8, [long(id), 0]));
    expect(await operationsOf(talk)).toEqual([
      'read 0x04ca.subscription, x1',
      `control 0x04d4, ${id}+1, x1`,
      `program 0x04d4, ${id}+1, x1`,
      'read 0x04d4.subscription, x1',
      'read 0x0542.subscription, x1',
    ]);
  });

  test('a message in pieces is one request, and what follows is read', async () => {
    const request = plusRequest(0x054c, 1, [addresses([82, 3736, 7])], { isPiece: true });
    const talk = talkAt102()
      .client(request)
      .client(plus(hexBytes('31000004f200'), { isPiece: true }))
      .client(plus(hexBytes('31000004f200')))
      .client(plusRequest(0x04bb, 2, [long(201), 0]));
    expect(await operationsOf(talk)).toEqual(['read 0x04bb, 201+1, x1', 'read 0x054c, 82+1, x1']);
  });
});

describe('S7comm-plus answers', () => {
  test('a negative result refuses the request, a warning does not', async () => {
    const talk = talkAt102()
      .client(plusRequest(0x04bb, 1, [long(201), 0]))
      .server(plusAnswer(0x04bb, 1, -12))
      .client(plusRequest(0x04fc, 2, [long(50), 1, 9]))
      .server(plusAnswer(0x04fc, 2, 19));
    expect(await operationsOf(talk)).toEqual(['read 0x04bb, 201+1, x1, refused 1', 'read 0x04fc, 50+1, x1']);
  });

  test('single items of a write are refused by their numbers', async () => {
    const talk = talkAt102()
      .client(plusRequest(0x0542, 1, [addresses([81, 3736, 7], [82, 3736, 7], [83, 3736, 7])]))
      .server(plusAnswer(0x0542, 1, 19, [2, varied(0xffef), 3, varied(0xfff0), 0]));
    expect(await operationsOf(talk)).toEqual([
      'write 0x0542, 81+1, x1',
      'write 0x0542, 82+1, x1, refused 1',
      'write 0x0542, 83+1, x1, refused 1',
    ]);
  });

  test('an error in place of the answer refuses the request with its sequence number', async () => {
    const talk = talkAt102()
      .client(plusRequest(0x04bb, 1, [long(201), 0]))
      .client(plusRequest(0x04bb, 2, [long(202), 0]))
      .server(plusAnswer(0x04b1, 2, -134))
      .server(plusAnswer(0x04b1, 9, -134));
    expect(await operationsOf(talk)).toEqual([
      '-, missing operation object, x1, refused 1',
      'read 0x04bb, 201+1, x1',
      'read 0x04bb, 202+1, x1, refused 1',
    ]);
  });

  test('an answer without request tells of the request', async () => {
    const talk = talkAt102()
      .server(plusAnswer(0x054c, 1, 0, [0, 0]))
      .server(plusAnswer(0x04f2, 2, -255));
    expect(await operationsOf(talk)).toEqual([
      'write 0x04f2, missing object, x1, refused 1',
      'read 0x054c, missing object, x1',
    ]);
  });
});

describe('recognising S7comm-plus', () => {
  test('it is found on any port, and its client by the messages', async () => {
    const talk = tcpTalk({ serverPort: 10_102 })
      .open()
      .client(connectionRequest)
      .server(connectionConfirm)
      .client(createSession)
      .server(sessionAnswer(''))
      .client(plusRequest(0x04bb, 2, [long(201), 0]));
    for (const from of [0, 3, 5, 6]) {
      const { conversations } = await readContent(pcap(talk.frames.slice(from)));
      const between = conversations.map((each) => `${each.source} ${each.destination} ${each.protocol}`);
      expect([from, ...new Set(between)]).toEqual([from, '10.0.0.1 10.0.0.2 s7comm-plus']);
    }
  });

  test('what is in TLS is concealed', async () => {
    const talk = talkAt102()
      .client(plusRequest(0x05b3, 1, [long(0)], { version: 1 }))
      .server(plusAnswer(0x05b3, 1))
      .client(tlsRecord(0x16, [1, 0, 0, 0]))
      .server(tlsRecord(0x16, [2, 0, 0, 0]))
      .client(tlsRecord(0x17, [1, 2, 3]))
      .server(tlsRecord(0x17, [1, 2, 3]))
      .client(tlsRecord(0x17, [1, 2, 3]));
    expect(await operationsOf(talk)).toEqual(['-, missing operation object, x2', 'session 0x05b3, x1']);
  });

  test('signs of life are no operations', async () => {
    const talk = talkAt102()
      .client(createSession)
      .server(data(bytesOf(0x72, 0xff, 1, 0)))
      .server(data(bytesOf(0x72, 0xfe, 0, 16, new Array<number>(16).fill(0))));
    expect(await operationsOf(talk)).toEqual(['session 0x04ca.session, x1']);
  });

  test('an unknown opcode is unknown payload', async () => {
    const talk = talkAt102()
      .client(createSession)
      .client(plus(hexBytes('44000004bb0000000100')));
    expect(await operationsOf(talk)).toEqual(['session 0x04ca.session, x1', 'unknown payload, x1']);
  });

  test('a loss inside a message in pieces does not hide what follows', async () => {
    const talk = talkAt102()
      .client(plusRequest(0x054c, 1, [addresses([82, 3736, 7])], { isPiece: true }))
      .unseen('client', plus(hexBytes('31000004f200')))
      .client(plusRequest(0x04bb, 2, [long(201), 0]));
    expect(await operationsOf(talk)).toEqual(['read 0x04bb, 201+1, x1', 'read 0x054c, 82+1, x1']);
  });
});

test('a controller says its order number and firmware when a session begins', async () => {
  const talk = talkAt102().client(createSession).server(sessionAnswer('1;6ES7 211-1BE31-0XB0 ;V3.0'));
  expect(factLines((await readContent(pcap(talk.frames))).devices)).toEqual([
    '10.0.0.2 order-number: 6ES7 211-1BE31-0XB0',
    '10.0.0.2 firmware: V3.0',
  ]);
  const other = talkAt102().client(createSession).server(sessionAnswer('2;288'));
  expect((await readContent(pcap(other.frames))).devices).toEqual([]);
});

describeDecoderLaws('S7comm-plus', {
  transport: 'tcp',
  port: 102,
  messages: [
    { from: 'client', bytes: connectionRequest },
    { from: 'server', bytes: connectionConfirm },
    { from: 'client', bytes: createSession },
    { from: 'server', bytes: sessionAnswer('1;6ES7 211-1BE31-0XB0 ;V3.0') },
    { from: 'client', bytes: plusRequest(0x0542, 2, [addresses([81, 3736, 7], [82, 3736, 7])]) },
    { from: 'server', bytes: plusAnswer(0x0542, 2, 19, [2, varied(0xffef), 0]) },
    { from: 'client', bytes: plusRequest(0x054c, 3, [addresses([82, 3736, 7])], { version: 3 }) },
    { from: 'server', bytes: notification({ version: 3 }) },
  ],
  lines: [
    'session 0x04ca.session, x1',
    'write 0x0542, 81+1, x1',
    'write 0x0542, 82+1, x1, refused 1',
    'read 0x054c, 82+1, x1',
    'report notification, x1',
  ],
});
