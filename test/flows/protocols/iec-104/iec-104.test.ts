import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { describeDecoderLaws, linesOf, type SampleDialogue } from '../../../support/decoder-laws.ts';
import { bytesOf } from '../../../support/frames.ts';
import { acknowledgementFrame, asduFrame, informationObject, linkControl } from '../../../support/iec-104-messages.ts';
import { conversationLine, readContent } from '../../../support/read-conversations.ts';
import { tcpTalk } from '../../../support/tcp-talk.ts';

type Message = readonly ['client' | 'server', Uint8Array];

/** What is counted of a conversation at port 2404. */
function counted(...messages: readonly Message[]): Promise<string[]> {
  const list = messages.map(([from, bytes]) => ({ from, bytes }));
  return linesOf({ transport: 'tcp', port: 2404, messages: [], lines: [] }, list);
}

const activation = 6;
const confirmation = 7;
const negativeConfirmation = 0x47;
const termination = 10;

describe('IEC 60870-5-104 requests', () => {
  test.each([
    ['a single command', asduFrame(45, activation, informationObject(4500, 1)), ['control 45, unit 47 4500+1, x1']],
    ['the end of a command', asduFrame(45, 8, informationObject(4500, 1)), ['control 45, unit 47 4500+1, x1']],
    [
      'a set point with time',
      asduFrame(63, activation, informationObject(70_000, 12)),
      ['control 63, unit 47 70000+1, x1'],
    ],
    ['an interrogation', asduFrame(100, activation, informationObject(0, 1)), ['read 100, unit 47 0+1, x1']],
    ['reading one object', asduFrame(102, 5, informationObject(11, 0)), ['read 102, unit 47 11+1, x1']],
    ['setting the clock', asduFrame(103, activation, informationObject(0, 7)), ['time 103, unit 47 0+1, x1']],
    ['a reset', asduFrame(105, activation, informationObject(0, 1)), ['control 105, unit 47 0+1, x1']],
    ['a parameter', asduFrame(112, activation, informationObject(9, 5)), ['write 112, unit 47 9+1, x1']],
    ['a file', asduFrame(122, 13, informationObject(9, 4)), ['file 122, unit 47 9+1, x1']],
    ['a segment of a file, of any length', asduFrame(125, 13, informationObject(9, 99)), ['file 125, unit 47 9+1, x1']],
    ['security without objects', asduFrame(83, 14, [1, 2, 3, 4]), ['session 83, unit 47, x1']],
    ['a private type', asduFrame(200, activation, informationObject(9, 3)), ['unknown 200, unit 47 9+1, x1']],
    [
      'a private type with many objects',
      asduFrame(200, activation, informationObject(9, 3), { qualifier: 2 }),
      ['unknown 200, unit 47, missing object, x1'],
    ],
    [
      'an ASDU of the wrong length',
      asduFrame(45, activation, informationObject(9, 3)),
      ['control 45, unit 47, missing object, x1'],
    ],
    [
      'two objects with an address each',
      asduFrame(45, activation, [...informationObject(5, 1), ...informationObject(9, 1)], { qualifier: 2 }),
      ['control 45, unit 47 5+1, x1', 'control 45, unit 47 9+1, x1'],
    ],
    [
      'all stations',
      asduFrame(100, activation, informationObject(0, 1), { unit: 0xffff }),
      ['read 100, unit 65535 0+1, x1'],
    ],
  ])('%s', async (_what, frame, expected) => {
    // A first frame that is sure, so that the one in question may be strange.
    const lines = await counted(['client', linkControl(0x07)], ['client', frame]);
    expect(lines.filter((line) => !line.includes('u0x07')).sort()).toEqual([...expected].sort());
  });
});

describe('IEC 60870-5-104 reports', () => {
  test('count every object with an address of its own', async () => {
    const objects = [...informationObject(7, 1), ...informationObject(3, 1)];
    expect(await counted(['server', asduFrame(1, 3, objects, { qualifier: 2 })])).toEqual([
      'report 1, unit 47 3+1, x1',
      'report 1, unit 47 7+1, x1',
    ]);
  });

  test('count a sequence as a range', async () => {
    const sequence = asduFrame(9, 3, informationObject(100, 30), { qualifier: 0x8a });
    expect(await counted(['server', sequence])).toEqual(['report 9, unit 47 100+10, x1']);
  });

  test('are counted beside the interrogation that they answer', async () => {
    const lines = await counted(
      ['client', asduFrame(100, activation, informationObject(0, 1))],
      ['server', asduFrame(100, confirmation, informationObject(0, 1))],
      ['server', asduFrame(1, 20, informationObject(5, 1))],
      ['server', asduFrame(110, 20, informationObject(6, 3))],
      ['server', asduFrame(100, termination, informationObject(0, 1))],
    );
    expect(lines).toEqual(['report 1, unit 47 5+1, x1', 'read 100, unit 47 0+1, x1']);
  });
});

describe('IEC 60870-5-104 answers', () => {
  const command = asduFrame(45, activation, informationObject(5, 1));
  const answer = (cause: number) => asduFrame(45, cause, informationObject(5, 1));

  test('confirm and end a command without counting it again', async () => {
    const lines = await counted(['client', command], ['server', answer(confirmation)], ['server', answer(termination)]);
    expect(lines).toEqual(['control 45, unit 47 5+1, x1']);
  });

  test.each([
    ['a negative confirmation', [negativeConfirmation]],
    ['an unknown type', [44]],
    ['an unknown cause', [45]],
    ['an unknown station', [0x40 | 46]],
    ['an unknown object', [47]],
    ['two refusals of one command', [negativeConfirmation, 47]],
    ['a failure at the end', [confirmation, 0x40 | termination]],
  ])('refuse: %s', async (_what, replies) => {
    const answers = replies.map((cause): Message => ['server', answer(cause)]);
    expect(await counted(['client', command], ...answers)).toEqual(['control 45, unit 47 5+1, x1, refused 1']);
  });

  test('to a command that was not captured tell of it', async () => {
    const lines = await counted(
      ['server', answer(negativeConfirmation)],
      ['server', asduFrame(46, confirmation, informationObject(6, 1))],
    );
    expect(lines).toEqual(['control 45, unit 47 5+1, x1, refused 1', 'control 46, unit 47 6+1, x1']);
  });

  test('of many stations to one request are no requests, and refuse it once', async () => {
    const reply = (unit: number, cause: number): Message => [
      'server',
      asduFrame(100, cause, informationObject(0, 1), { unit }),
    ];
    const lines = await counted(
      ['client', asduFrame(100, activation, informationObject(0, 1), { unit: 0xffff })],
      reply(1, confirmation),
      reply(2, negativeConfirmation),
      reply(3, negativeConfirmation),
    );
    expect(lines).toEqual(['read 100, unit 65535 0+1, x1, refused 1']);
  });

  test('a station that is controlled may control the other in its turn', async () => {
    const talk = tcpTalk({ serverPort: 2404 }).open();
    talk.client(linkControl(0x07)).server(command).client(answer(negativeConfirmation));
    talk.client(asduFrame(1, 3, informationObject(7, 1)));
    const { conversations } = await readContent(pcap(talk.frames));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/2404, iec-104, session u0x07, x1',
      'plant 10.0.0.2 -> 10.0.0.1 tcp/40000, iec-104, report 1, unit 47 7+1, x1',
      'plant 10.0.0.2 -> 10.0.0.1 tcp/40000, iec-104, control 45, unit 47 5+1, x1, refused 1',
    ]);
  });
});

describe('IEC 60870-5-104 link control', () => {
  test('counts activations, and confirmations only by themselves', async () => {
    const lines = await counted(
      ['client', linkControl(0x07)],
      ['server', linkControl(0x0b)],
      ['client', linkControl(0x43)],
      ['server', linkControl(0x43)],
      ['client', linkControl(0x83)],
      ['server', linkControl(0x83)],
      ['client', acknowledgementFrame],
      ['client', linkControl(0x13)],
      ['server', linkControl(0x23)],
      ['server', linkControl(0x23)],
    );
    expect(lines).toEqual([
      'session s, x1',
      'session u0x07, x1',
      'session u0x13, x1',
      'session u0x23, x1',
      'session u0x43, x2',
    ]);
  });

  test('garbage is counted once until the next sure frame', async () => {
    const garbage = bytesOf(0x68, 0x06, 0x18, 0x18, 0x18, 0x18, 0x18, 0x18, 0x68);
    const lines = await counted(
      ['client', linkControl(0x07)],
      ['client', bytesOf(garbage, garbage, asduFrame(45, activation, informationObject(5, 1)))],
    );
    expect(lines).toEqual(['control 45, unit 47 5+1, x1', 'unknown payload, x1', 'session u0x07, x1']);
  });
});

describe('recognising IEC 60870-5-104', () => {
  test.each([
    ['client', linkControl(0x07)],
    ['server', asduFrame(1, 3, informationObject(5, 1))],
  ] as const)('finds it at any port, and that the %s sent it', async (sender, frame) => {
    const talk = tcpTalk({ clientPort: 5001, serverPort: 5000 }).open();
    const frames = talk[sender](frame).frames.slice(3);
    const { conversations } = await readContent(pcap(frames));
    expect(conversations.map((each) => conversationLine(each).split(',')[0])).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/5000',
    ]);
  });
});

const sample: SampleDialogue = {
  transport: 'tcp',
  port: 2404,
  messages: [
    { from: 'client', bytes: linkControl(0x07) },
    { from: 'server', bytes: linkControl(0x0b) },
    {
      from: 'client',
      bytes: bytesOf(
        asduFrame(100, activation, informationObject(0, 1)),
        acknowledgementFrame,
        asduFrame(45, activation, informationObject(5, 1)),
      ),
    },
    {
      from: 'server',
      bytes: bytesOf(
        asduFrame(100, confirmation, informationObject(0, 1)),
        asduFrame(11, 20, informationObject(100, 30), { qualifier: 0x8a }),
        asduFrame(45, negativeConfirmation, informationObject(5, 1)),
        linkControl(0x43),
      ),
    },
  ],
  lines: [
    'read 100, unit 47 0+1, x1',
    'report 11, unit 47 100+10, x1',
    'control 45, unit 47 5+1, x1, refused 1',
    'session s, x1',
    'session u0x07, x1',
    'session u0x43, x1',
  ],
};

describeDecoderLaws('IEC 60870-5-104', sample);
