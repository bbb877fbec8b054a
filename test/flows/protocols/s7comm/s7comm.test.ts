import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { describeDecoderLaws } from '../../../support/decoder-laws.ts';
import { bytesOf, hexBytes, word } from '../../../support/frames.ts';
import { connectionConfirm, connectionRequest, data, piece } from '../../../support/iso-transport.ts';
import { conversationLine, factLines, readContent } from '../../../support/read-conversations.ts';
import {
  answer,
  areas,
  field,
  job,
  modeChange,
  pointer,
  push,
  readJob,
  service,
  systemList,
  userdataAnswer,
  userdataRequest,
  value,
} from '../../../support/s7comm-messages.ts';
import { type Talk, tcpTalk } from '../../../support/tcp-talk.ts';

const prefix = 'plant 10.0.0.1 -> 10.0.0.2 tcp/102, s7comm, ';

function talkAt102(): Talk {
  return tcpTalk({ serverPort: 102 }).open();
}

/** What is counted, without the endpoints that all have. */
async function operationsOf(talk: Talk): Promise<string[]> {
  const { conversations } = await readContent(pcap(talk.frames));
  return conversations.map((each) => conversationLine(each).replace(prefix, ''));
}

const setup = job(1, [0xf0, 0, 1, 0, 1, 1, 0xe0]);
const setupAnswer = answer(1, [0xf0, 0, 1, 0, 1, 1, 0xe0]);

describe('S7 requests', () => {
  test.each([
    [job(1, [4, 1, pointer(2, 10, 5, 0x84, 20 * 8)]), ['read 0x04, unit 5 db 20+10, x1']],
    [job(1, [4, 1, pointer(1, 1, 5, 0x84, 20 * 8 + 7)]), ['read 0x04, unit 5 db 20+1, x1']],
    [job(1, [4, 1, pointer(1, 9, 0, 0x83, 7)]), ['read 0x04, flags 0+2, x1']],
    [job(1, [4, 1, pointer(4, 3, 0, 0x81, 0)]), ['read 0x04, inputs 0+6, x1']],
    [job(1, [4, 1, pointer(8, 2, 0, 0x82, 64)]), ['read 0x04, outputs 8+8, x1']],
    [job(1, [4, 1, pointer(15, 1, 7, 0x85, 64)]), ['read 0x04, unit 7 instance_db 8+8, x1']],
    [job(1, [4, 1, pointer(2, 1, 0, 0x80, 64)]), ['read 0x04, peripheral 8+1, x1']],
    [job(1, [4, 1, pointer(0x1c, 4, 0, 0x1c, 9)]), ['read 0x04, counters 9+4, x1']],
    [job(1, [4, 1, pointer(0x1d, 1, 0, 0x1d, 9)]), ['read 0x04, timers 9+1, x1']],
    [job(1, [4, 1, pointer(2, 0, 5, 0x84, 8)]), ['read 0x04, unit 5 db 1+1, x1']],
    [job(1, [4, 1, pointer(2, 1, 5, 0x42, 8)]), ['read 0x04, missing object, x1']],
    [job(1, [4, 1, [0x12, 4, 0xb2, 0xff, 0, 0]]), ['read 0x04, missing object, x1']],
    [job(1, [4, 3, pointer(2, 1, 5, 0x84, 8)]), ['read 0x04, unit 5 db 1+1, x1', 'read 0x04, missing object, x1']],
    [job(1, [4, 0]), ['read 0x04, missing object, x1']],
    [
      job(1, [4, 2, areas([4, 1, 30]), 0, pointer(2, 1, 3, 0x84, 8)]),
      ['read 0x04, unit 1 db 30+4, x1', 'read 0x04, unit 3 db 1+1, x1'],
    ],
    [
      job(1, [5, 2, pointer(2, 1, 1, 0x84, 0), pointer(4, 1, 0, 0x83, 16)], [value(0, [7]), 0, value(0, [1, 2])]),
      ['write 0x05, flags 2+2, x1', 'write 0x05, unit 1 db 0+1, x1'],
    ],
    [setup, ['session 0xf0, x1']],
    [job(1, [0x1a, 0, 1, 0, 0, 0, 0, 0, 9, field('_0A00001P', 9)]), ['program 0x1a, x1']],
    [job(1, [0x1d, 0, 0, 0, 0, 0, 0, 0, 9, field('_0A00001A', 9)]), ['program.upload 0x1d, x1']],
    [job(1, [0x1e, 0, 0, 0, 0, 0, 0, 7]), ['program.upload 0x1e, x1']],
    [service(1, '_INSE', [1, 0, ...field('0A00001P', 8)]), ['control 0x28._INSE, x1']],
    [service(1, 'P_PROGRAM'), ['control 0x28.P_PROGRAM, x1']],
    [service(1, '_N_LOG_IN'), ['control 0x28._N_LOG_IN, x1']],
    [service(1, 'with space'), ['control 0x28, x1']],
    [job(1, [0x28, 0]), ['control 0x28, x1']],
    [job(1, [0x29, 0, 0, 0, 0, 0, 9, field('P_PROGRAM', 9)]), ['control 0x29, x1']],
    [job(1, [0x77]), ['unknown 0x77, x1']],
    [userdataRequest(1, 4, 1, value(0xff, [0, 0x11, 0, 0])), ['read 7.4/0x01, x1']],
    [userdataRequest(1, 5, 1, value(0xff, field('12345678', 8))), ['session 7.5/0x01, x1']],
    [userdataRequest(1, 7, 2), ['time 7.7/0x02, x1']],
    [userdataRequest(1, 1, 12), ['control 7.1/0x0c, x1']],
    [userdataRequest(1, 13, 1), ['unknown 7.13/0x01, x1']],
    [
      userdataRequest(1, 2, 5, value(0xff, [...word(1), 1, 2, ...areas([4, 1, 30], [1, 2, 40])])),
      ['read 7.2/0x05, unit 1 db 30+4, x1', 'read 7.2/0x05, unit 2 db 40+1, x1'],
    ],
    [userdataRequest(1, 2, 1, value(0x0a)), ['read 7.2/0x01, missing object, x1']],
    [userdataRequest(1, 2, 4, value(0xff, [1, 2])), ['read 7.2/0x04, x1']],
    [
      userdataRequest(
        1,
        1,
        8,
        value(0xff, [...word(2), ...word(14), 0, 1, ...word(3), 0x72, 2, ...word(9), ...word(4), 0x10, 3, 0, 0, 0, 8]),
      ),
      ['write 7.1/0x08, inputs 8+1, x1', 'write 7.1/0x08, unit 9 db 4+4, x1', 'write 7.1/0x08, missing object, x1'],
    ],
    [
      userdataRequest(1, 1, 9, value(0xff, [...word(0), ...word(8), ...word(1), 0x54, 2, 0, 0, 0, 5])),
      ['control 7.1/0x09, timers 5+2, x1'],
    ],
  ])('%#: function, area and objects are read', async (message, expected) => {
    expect((await operationsOf(talkAt102().client(message))).sort()).toEqual([...expected].sort());
  });

  test('more objects than any message has count as one that is not shown', async () => {
    const most = Array.from({ length: 9 }, () => areas(...Array.from({ length: 50 }, () => [1, 1, 0] as const)));
    expect(await operationsOf(talkAt102().client(job(1, [4, 9, most.flat()])))).toEqual([
      'read 0x04, missing object, x1',
      'read 0x04, unit 1 db 0+1, x256',
    ]);
  });

  test('what a controller sends unasked is a report to its client', async () => {
    const talk = talkAt102().client(setup).server(push(4, 5)).server(push(2, 1)).server(modeChange(2));
    expect(await operationsOf(talk)).toEqual([
      'session 0xf0, x1',
      'report push.0/0x02, x1',
      'report push.2/0x01, x1',
      'report push.4/0x05, x1',
    ]);
  });

  test('the blocks of a download are asked for by the controller', async () => {
    const block = (code: number) => job(7, [code, 0, 0, 0, 0, 0, 0, 0, 9, field('_0A00001P', 9)]);
    const talk = talkAt102()
      .client(job(2, [0x1a, 0]))
      .server(answer(2, [0x1a]))
      .server(block(0x1b))
      .client(answer(7, [0x1b, 0], [0, 4, 0, 0xfb, 1, 2, 3, 4]))
      .server(block(0x1c))
      .client(answer(7, [0x1c], [], [0xd2, 0x0c]));
    expect(await operationsOf(talk)).toEqual(['program 0x1a, x1', 'program 0x1b, x1', 'program 0x1c, x1, refused 1']);
  });

  test('what a controller reads of its peer is counted the other way round', async () => {
    const talk = talkAt102()
      .client(setup)
      .server(setupAnswer)
      .server(readJob(9, [4, 0, 2]))
      .client(answer(9, [4, 1], [value(0x0a)]));
    const { conversations } = await readContent(pcap(talk.frames));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/102, s7comm, session 0xf0, x1',
      'plant 10.0.0.2 -> 10.0.0.1 tcp/40000, s7comm, read 0x04, unit 4 db 0+2, x1, refused 1',
    ]);
  });
});

describe('S7 answers', () => {
  test('return codes refuse single items', async () => {
    const talk = talkAt102()
      .client(readJob(1, [1, 0, 3], [2, 0, 1], [3, 0, 1]))
      .server(answer(1, [4, 3], [value(0xff, [0, 24, 0], 9), 0, value(0x0a, [], 0), value(0xff, [1])]))
      .client(job(2, [5, 2, pointer(2, 1, 4, 0x84, 0), pointer(2, 1, 5, 0x84, 0)], [value(0, [7])]))
      .server(answer(2, [5, 2], [0xff, 3]));
    expect(await operationsOf(talk)).toEqual([
      'read 0x04, unit 1 db 0+3, x1',
      'read 0x04, unit 2 db 0+1, x1, refused 1',
      'read 0x04, unit 3 db 0+1, x1',
      'write 0x05, unit 4 db 0+1, x1',
      'write 0x05, unit 5 db 0+1, x1, refused 1',
    ]);
  });

  test('the length of some values is in bits', async () => {
    const bits = [0xff, 4, ...word(24), 1, 2, 3, 0];
    const talk = talkAt102()
      .client(readJob(1, [1, 0, 3], [2, 0, 1]))
      .server(answer(1, [4, 2], [bits, value(5, [], 0)]));
    expect(await operationsOf(talk)).toEqual([
      'read 0x04, unit 1 db 0+3, x1',
      'read 0x04, unit 2 db 0+1, x1, refused 1',
    ]);
  });

  test('an error refuses the whole request', async () => {
    const talk = talkAt102()
      .client(readJob(1, [1, 0, 3], [2, 0, 1]))
      .client(job(2, [0x1d, 0]))
      .server(answer(2, [], [], [0xd2, 0x41]))
      .server(answer(1, [4, 0], [], [0x85, 0]))
      .client(userdataRequest(1, 4, 1))
      .server(userdataAnswer(1, 4, 1, value(0x0a), { error: 0xd402 }))
      .client(userdataRequest(2, 7, 2))
      .server(userdataAnswer(2, 7, 2, value(0x0a)));
    expect(await operationsOf(talk)).toEqual([
      'read 0x04, unit 1 db 0+3, x1, refused 1',
      'read 0x04, unit 2 db 0+1, x1, refused 1',
      'program.upload 0x1d, x1, refused 1',
      'read 7.4/0x01, x1, refused 1',
      'time 7.7/0x02, x1',
    ]);
  });

  test('an answer without request tells of the request', async () => {
    const talk = talkAt102()
      .server(answer(1, [4, 2], [value(0xff, [1]), 0, value(5)]))
      .server(answer(2, [0x29], [], [0x81, 4]))
      .server(answer(3, [], [], [0xd2, 0x41]))
      .server(userdataAnswer(4, 4, 1))
      .server(userdataAnswer(5, 2, 5, value(0xff), { error: 0x8104 }));
    expect(await operationsOf(talk)).toEqual([
      '-, missing operation object, x1, refused 1',
      'read 0x04, missing object, x2, refused 1',
      'control 0x29, x1, refused 1',
      'read 7.2/0x05, missing object, x1, refused 1',
      'read 7.4/0x01, x1',
    ]);
  });

  test('an answer that repeats the reference of the one before belongs to the request that waits', async () => {
    const talk = talkAt102()
      .client(userdataRequest(3, 3, 3))
      .server(userdataAnswer(3, 3, 3))
      .client(userdataRequest(4, 3, 3))
      .server(userdataAnswer(3, 3, 3, value(0x0a), { error: 0xd209 }));
    expect(await operationsOf(talk)).toEqual(['read 7.3/0x03, x2, refused 1']);
  });
});

describe('recognising S7', () => {
  test('connecting alone says nothing about the protocol', async () => {
    const talk = talkAt102().client(connectionRequest).server(connectionConfirm).close();
    expect(await operationsOf(talk)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/102, -, -, missing operation object, x1',
    ]);
  });

  test('it is found on any port, and its client by the messages', async () => {
    const talk = tcpTalk({ serverPort: 10_102 })
      .open()
      .client(connectionRequest)
      .server(connectionConfirm)
      .client(setup)
      .server(setupAnswer)
      .client(readJob(2, [1, 0, 4]));
    const read = 'plant 10.0.0.1 -> 10.0.0.2 tcp/10102, s7comm, read 0x04, unit 1 db 0+4, x1';
    const expected = [read, 'plant 10.0.0.1 -> 10.0.0.2 tcp/10102, s7comm, session 0xf0, x1'];
    for (const from of [0, 3, 5, 6]) {
      const { conversations } = await readContent(pcap(talk.frames.slice(from)));
      expect([from, conversations.map(conversationLine)]).toEqual([from, expected]);
    }
  });

  test('a controller that begins with a report or a job is the server', async () => {
    for (const message of [push(4, 5), job(1, [0x1b, 0]), modeChange(0)]) {
      const { conversations } = await readContent(pcap(tcpTalk({ serverPort: 10_102 }).server(message).frames));
      expect(conversations.map(({ destination }) => destination)).toEqual(['10.0.0.2']);
    }
  });

  test('messages in pieces are put together, and empty pieces are signs of life', async () => {
    const message = readJob(2, [1, 0, 4]).subarray(7);
    const empty = piece(new Uint8Array(0));
    const talk = talkAt102()
      .client(setup)
      .client(bytesOf(empty, piece(message.subarray(0, 5)), empty, piece(message.subarray(5, 9))))
      .client(empty)
      .client(data(message.subarray(9)));
    expect(await operationsOf(talk)).toEqual(['read 0x04, unit 1 db 0+4, x1', 'session 0xf0, x1']);
  });

  test('a message without end is given up, once', async () => {
    const talk = talkAt102().client(setup);
    for (let index = 0; index < 70; index++) talk.client(piece(new Uint8Array(1000)));
    talk.client(data(new Uint8Array(9))).client(readJob(2, [1, 0, 4]));
    const operations = await operationsOf(talk);
    expect(operations.filter((line) => !line.startsWith('unknown'))).toEqual([
      'read 0x04, unit 1 db 0+4, x1',
      'session 0xf0, x1',
    ]);
    expect(operations.filter((line) => line.startsWith('unknown'))).toEqual(['unknown payload, x1']);
  });

  test('garbage is unknown payload, once per stretch, and what follows is read', async () => {
    const garbage = hexBytes('deadbeef0300000102f080deadbeef');
    const talk = talkAt102()
      .client(setup)
      .client(garbage)
      .client(garbage)
      .client(readJob(2, [1, 0, 4]));
    expect(await operationsOf(talk)).toEqual([
      'read 0x04, unit 1 db 0+4, x1',
      'session 0xf0, x1',
      'unknown payload, x1',
    ]);
  });

  test('another protocol in the connection is unknown payload', async () => {
    const talk = talkAt102()
      .client(setup)
      .client(data(hexBytes('720100')))
      .client(readJob(2, [1, 0, 4]));
    expect(await operationsOf(talk)).toEqual([
      'read 0x04, unit 1 db 0+4, x1',
      'session 0xf0, x1',
      'unknown payload, x1',
    ]);
  });

  test('after a loss the rest of a message is no garbage', async () => {
    const message = readJob(2, [1, 0, 4]).subarray(7);
    const talk = talkAt102()
      .client(setup)
      .unseen('client', piece(message.subarray(0, 9)))
      .client(data(message.subarray(9)))
      .client(readJob(3, [1, 4, 4]));
    expect(await operationsOf(talk)).toEqual(['read 0x04, unit 1 db 4+4, x1', 'session 0xf0, x1']);
  });
});

describe('what controllers say of themselves', () => {
  const module = systemList(0x0011, [
    bytesOf(word(1), field('6ES7 315-2EH14-0AB0 ', 20), word(0xc0), word(4), word(1)),
    bytesOf(word(6), field('6ES7 315-2EH14-0AB0 ', 20), word(0xc0), word(4), word(1)),
    bytesOf(word(7), field('', 20, 0x20), word(0xc0), 0x56, 3, 2, 6),
    bytesOf(word(0x81), field('Boot Loader', 20, 0x20), word(0), 0x41, 9, 9, 9),
  ]);
  const component = systemList(
    0x001c,
    [
      bytesOf(word(1), field('FILLER-STATION', 32)),
      bytesOf(word(2), field('PLC_1', 32)),
      bytesOf(word(3), field('line 4', 32)),
      bytesOf(word(4), field('Original Siemens Equipment', 32)),
      bytesOf(word(5), field('S C-X4U421302009', 32)),
      bytesOf(word(7), field('CPU 315-2 PN/DP', 32)),
      bytesOf(word(8), field('MMC 267FF11F', 32)),
      bytesOf(word(9), word(42), field('', 30)),
      bytesOf(word(11), field('hall 2', 32)),
    ].map((record) => record),
  );
  const expected = [
    '10.0.0.2 vendor: Siemens',
    '10.0.0.2 model: CPU 315-2 PN/DP',
    '10.0.0.2 order-number: 6ES7 315-2EH14-0AB0',
    '10.0.0.2 firmware: V3.2.6',
    '10.0.0.2 hardware: 4',
    '10.0.0.2 serial-number: S C-X4U421302009',
    '10.0.0.2 name: FILLER-STATION',
    '10.0.0.2 name: PLC_1',
    '10.0.0.2 location: hall 2',
    '10.0.0.2 description: line 4',
  ];

  test('comes from two of their status lists', async () => {
    const talk = talkAt102()
      .client(userdataRequest(1, 4, 1))
      .server(userdataAnswer(1, 4, 1, value(0xff, module)))
      .client(userdataRequest(2, 4, 1))
      .server(userdataAnswer(2, 4, 1, value(0xff, component)));
    expect(factLines((await readContent(pcap(talk.frames))).devices)).toEqual(expected);
  });

  test('may come in several messages', async () => {
    const talk = talkAt102()
      .server(userdataAnswer(1, 4, 1, value(0xff, module)))
      .server(userdataAnswer(2, 4, 1, value(0xff, component.slice(0, 100)), { unit: 7, isLast: false }))
      .server(userdataAnswer(3, 4, 1, value(0xff, component.slice(100, 200)), { unit: 7, isLast: false }))
      .server(userdataAnswer(4, 4, 1, value(0xff, component.slice(200)), { unit: 7 }));
    expect(factLines((await readContent(pcap(talk.frames))).devices)).toEqual(expected);
  });

  test('is not read from a list that claims other lengths', async () => {
    const wrong = [...module.slice(0, 5), 20, ...module.slice(6)];
    const talk = talkAt102().server(userdataAnswer(1, 4, 1, value(0xff, wrong)));
    expect((await readContent(pcap(talk.frames))).devices).toEqual([]);
  });
});

describeDecoderLaws('S7', {
  transport: 'tcp',
  port: 102,
  messages: [
    { from: 'client', bytes: connectionRequest },
    { from: 'server', bytes: connectionConfirm },
    { from: 'client', bytes: setup },
    { from: 'server', bytes: setupAnswer },
    { from: 'client', bytes: readJob(2, [1, 0, 4], [2, 8, 1]) },
    { from: 'server', bytes: answer(2, [4, 2], [value(0xff, [1, 2, 3, 4]), value(0x0a)]) },
    { from: 'client', bytes: service(3, '_INSE', [1, 0]) },
    { from: 'client', bytes: userdataRequest(4, 4, 1) },
    { from: 'server', bytes: answer(3, [], [], [0xd2, 0x41]) },
    {
      from: 'server',
      bytes: userdataAnswer(4, 4, 1, value(0xff, systemList(0x1c, [bytesOf(word(1), field('PLC_1', 32))]))),
    },
    { from: 'server', bytes: push(4, 5) },
  ],
  lines: [
    'read 0x04, unit 1 db 0+4, x1',
    'read 0x04, unit 2 db 8+1, x1, refused 1',
    'control 0x28._INSE, x1, refused 1',
    'session 0xf0, x1',
    'read 7.4/0x01, x1',
    'report push.4/0x05, x1',
  ],
});
