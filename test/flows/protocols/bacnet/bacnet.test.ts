import { describe, expect, test } from 'vitest';
import {
  bacnet,
  bacnetText,
  bacnetToAll,
  broadcast,
  complexAnswer,
  confirmed,
  context,
  errorAnswer,
  group,
  network,
  networkMessage,
  objectId,
  segment,
  simpleAnswer,
  unconfirmed,
  virtualLink,
} from '../../../support/bacnet-messages.ts';
import { pcap } from '../../../support/capture-files.ts';
import { datagrams, describeDecoderLaws, linesOf, type SampleDialogue } from '../../../support/decoder-laws.ts';
import { bytesOf, ethernet, hexBytes, ipv4, udp, word } from '../../../support/frames.ts';
import { conversationLine, factLines, readContent } from '../../../support/read-conversations.ts';

type Message = readonly ['client' | 'server', Uint8Array];

/** What is counted between 10.0.0.1:40000 and 10.0.0.2:47808. */
function counted(...messages: readonly Message[]): Promise<string[]> {
  const list = messages.map(([from, bytes]) => ({ from, bytes }));
  return linesOf({ transport: 'udp', port: 47_808, messages: [], lines: [] }, list);
}

const named = (type: number, instance: number) => context(0, ...objectId(type, instance));
const analogValue = named(2, 1);
const presentValue = context(1, 85);

describe('BACnet requests', () => {
  test.each([
    [
      'acknowledge an alarm',
      confirmed(1, 0, [...context(0, 1), ...context(1, ...objectId(1, 9))]),
      ['control c0, analog-output 9+1, x1'],
    ],
    [
      'subscribe to changes',
      confirmed(1, 5, [...context(0, 1), ...context(1, ...objectId(5, 4))]),
      ['read c5, binary-value 4+1, x1'],
    ],
    ['read a file', confirmed(1, 6, [0xc4, ...objectId(10, 3)]), ['file c6, file 3+1, x1']],
    [
      'write a file',
      confirmed(1, 7, [0xc4, ...objectId(10, 3)]),
      ['file c7, file 3+1, x1', 'firmware c7, file 3+1, x1'],
    ],
    ['add to a list', confirmed(1, 8, [...named(15, 1), ...context(1, 102)]), ['write c8, notification-class 1+1, x1']],
    [
      'create an object',
      confirmed(1, 10, group(0, ...context(1, ...objectId(2, 9)))),
      ['write c10, analog-value 9+1, x1'],
    ],
    ['create one of a type', confirmed(1, 10, group(0, ...context(0, 17))), ['write c10, schedule, x1']],
    ['delete an object', confirmed(1, 11, [0xc4, ...objectId(6, 2)]), ['write c11, calendar 2+1, x1']],
    ['read a property', confirmed(1, 12, [...analogValue, ...presentValue]), ['read c12, analog-value 1+1, x1']],
    [
      'read one of an unlisted type',
      confirmed(1, 12, [...named(300, 7), ...presentValue]),
      ['read c12, other 7+1, x1'],
    ],
    ['read a network port', confirmed(1, 12, [...named(56, 7), ...presentValue]), ['read c12, network-port 7+1, x1']],
    ['read on a condition', confirmed(1, 13, [1, 2, 3]), ['read c13, missing object, x1']],
    [
      'read many properties',
      confirmed(1, 14, [...analogValue, ...group(1, ...context(0, 85)), ...named(8, 3), ...group(1, ...context(0, 8))]),
      ['read c14, analog-value 1+1, x1', 'read c14, device 3+1, x1'],
    ],
    [
      'write a property',
      confirmed(1, 15, [...analogValue, ...presentValue, ...group(3, 0x44, 0, 0, 0, 0)]),
      ['write c15, analog-value 1+1, x1'],
    ],
    [
      'change a program',
      confirmed(1, 15, [...named(16, 1), ...context(1, 90), ...group(3, 0x91, 1)]),
      ['program c15.90, program 1+1, x1'],
    ],
    [
      'write many, and change a program among them',
      confirmed(1, 16, [
        ...analogValue,
        ...group(1, ...context(0, 85), ...group(2, 0x44, 0, 0, 0, 0)),
        ...named(16, 1),
        ...group(1, ...context(0, 28), ...group(2, ...bacnetText('x')), ...context(0, 90), ...group(2, 0x91, 1)),
      ]),
      ['program c16.90, program 1+1, x1', 'write c16, analog-value 1+1, x1'],
    ],
    ['silence a device', confirmed(1, 17, [...context(0, 5), ...context(1, 1)]), ['control c17, x1']],
    ['restart a device', confirmed(1, 20, context(0, 0)), ['control c20, x1']],
    ['read a range', confirmed(1, 26, [...named(20, 2), ...context(1, 131)]), ['read c26, trend-log 2+1, x1']],
    [
      'operate life safety',
      confirmed(1, 27, [
        ...context(0, 1),
        ...bacnetTextAs(1, 'me'),
        ...context(2, 1),
        ...context(3, ...objectId(21, 5)),
      ]),
      ['control c27, life-safety-point 5+1, x1'],
    ],
    [
      'operate all life safety',
      confirmed(1, 27, [...context(0, 1), ...bacnetTextAs(1, 'me'), ...context(2, 1)]),
      ['control c27, x1'],
    ],
    [
      'subscribe to many',
      confirmed(1, 30, [...context(0, 1), ...group(4, ...analogValue, ...group(1, ...context(0, 85)))]),
      ['read c30, analog-value 1+1, x1'],
    ],
    ['a service of the future', confirmed(1, 99, []), ['unknown c99, x1']],
    ['a private one', unconfirmed(4, context(0, 42)), ['unknown u4, x1']],
    ['set the time', unconfirmed(6, [0xa4, 1, 2, 3, 4]), ['time u6, x1']],
    ['look for an object', unconfirmed(7, context(2, ...objectId(2, 1))), ['discovery u7, analog-value 1+1, x1']],
    ['look for a name', unconfirmed(7, bacnetTextAs(3, 'x')), ['discovery u7, x1']],
    ['write a group', unconfirmed(10, context(0, 1)), ['write u10, x1']],
  ])('%s', async (_what, message, expected) => {
    expect((await counted(['client', bacnet(message)])).sort()).toEqual([...expected].sort());
  });

  test.each([
    ['no object', confirmed(1, 12, []), 'read c12, missing object, x1'],
    ['half an object', confirmed(1, 12, [0x0c, 0, 0]), 'read c12, missing object, x1'],
    ['a tag that is too long', confirmed(1, 12, [0x0d, 254, 255, 255]), 'read c12, missing object, x1'],
    ['something else in its place', confirmed(1, 6, [0x21, 5]), 'file c6, missing object, x1'],
  ])('with %s miss it', async (_what, message, expected) => {
    expect(await counted(['client', bacnet(message)])).toContain(expected);
  });

  test('of a list that is cut off show what is there', async () => {
    const list = [...analogValue, ...group(1, ...context(0, 85)), ...named(8, 3), 0x1e, 0x09];
    expect(await counted(['client', bacnet(confirmed(1, 14, list))])).toEqual([
      'read c14, missing object, x1',
      'read c14, analog-value 1+1, x1',
      'read c14, device 3+1, x1',
    ]);
  });

  test('of very many objects count the last as one', async () => {
    const list = Array.from({ length: 300 }, (_, index) => [...named(2, index), ...group(1, ...context(0, 85))]).flat();
    const lines = await counted(['client', bacnet(confirmed(1, 14, list))]);
    expect(lines).toHaveLength(257);
    expect(lines).toContain('read c14, missing object, x1');
  });

  test('that are too long for a datagram come in segments', async () => {
    const list = Array.from({ length: 30 }, (_, index) => [...named(2, index), ...group(1, ...context(0, 85))]).flat();
    const parts = [list.slice(0, 100), list.slice(100, 200), list.slice(200)];
    const messages = parts.map((part, at): Message => ['client', bacnet(segment(1, 14, at, at === 2, part))]);
    const lines = await counted(
      ...messages,
      ['server', bacnet([0x40, 1, 2, 16])],
      ['server', bacnet(errorAnswer(1, 14))],
    );
    expect(lines).toHaveLength(30);
    expect(lines.every((line) => line.endsWith('x1, refused 1'))).toBe(true);
    expect(await counted(...messages.slice(0, 2), ['server', bacnet([0x71, 1, 0])])).toContain(
      'read c14, missing object, x1, refused 1',
    );
    expect(await counted(...messages.slice(0, 1), ...messages.slice(2))).toContain('read c14, missing object, x1');
  });

  test('behind a router name its network', async () => {
    const ask = (station: number, route: 'to' | 'from', message: readonly number[]) =>
      bacnet(message, { [route]: [13, [station]] });
    const lines = await counted(
      ['client', ask(5, 'to', confirmed(1, 12, [...analogValue, ...presentValue]))],
      ['client', ask(6, 'to', confirmed(1, 15, [...analogValue, ...presentValue]))],
      ['server', ask(6, 'from', errorAnswer(1, 15))],
      [
        'server',
        ask(5, 'from', complexAnswer(1, 12, [...analogValue, ...presentValue, ...group(3, 0x44, 0, 0, 0, 0)])),
      ],
    );
    expect(lines).toEqual([
      'read c12, unit 13 analog-value 1+1, x1',
      'write c15, unit 13 analog-value 1+1, x1, refused 1',
    ]);
  });

  test('that write a password are counted, and the password is kept nowhere', async () => {
    const message = confirmed(1, 20, [...context(0, 0), ...bacnetTextAs(1, 'Commtown18')]);
    const frames = datagrams(47_808, [{ from: 'client', bytes: bacnet(message) }]);
    const result = await readContent(pcap(frames));
    expect(JSON.stringify(result)).not.toContain('Commtown18');
  });
});

describe('BACnet answers', () => {
  const ask = (invoke: number): Message => ['client', bacnet(confirmed(invoke, 15, [...analogValue, ...presentValue]))];

  test.each([
    ['an error', errorAnswer(1, 15)],
    ['a rejection', [0x60, 1, 9]],
    ['an abort', [0x71, 1, 4]],
  ])('refuse: %s', async (_what, answer) => {
    expect(await counted(ask(1), ['server', bacnet(answer)])).toEqual(['write c15, analog-value 1+1, x1, refused 1']);
  });

  test('without error refuse nothing, and neither does who gives up its own request', async () => {
    const lines = await counted(ask(1), ['server', bacnet(simpleAnswer(1, 15))], ask(2), [
      'client',
      bacnet([0x70, 2, 0]),
    ]);
    expect(lines).toEqual(['write c15, analog-value 1+1, x2']);
  });

  test('that were captured twice are one', async () => {
    const error: Message = ['server', bacnet(errorAnswer(1, 15))];
    expect(await counted(ask(1), error, error)).toEqual(['write c15, analog-value 1+1, x1, refused 1']);
  });

  test('refuse the objects of which nothing could be read', async () => {
    const request = confirmed(1, 14, [
      ...analogValue,
      ...group(1, ...context(0, 85)),
      ...named(0, 7),
      ...group(1, ...context(0, 85)),
    ]);
    const failed = group(5, 0x91, 1, 0x91, 31);
    const answer = complexAnswer(1, 14, [
      ...analogValue,
      ...group(1, ...context(2, 85), ...group(4, 0x44, 0, 0, 0, 0), ...context(2, 28), ...failed),
      ...named(0, 7),
      ...group(1, ...context(2, 85), ...failed),
    ]);
    expect(await counted(['client', bacnet(request)], ['server', bacnet(answer)])).toEqual([
      'read c14, analog-input 7+1, x1, refused 1',
      'read c14, analog-value 1+1, x1',
    ]);
  });

  test('without request tell of it, with the object that they repeat', async () => {
    const lines = await counted(
      ['server', bacnet(complexAnswer(1, 12, [...analogValue, ...presentValue, ...group(3, 0x44, 0, 0, 0, 0)]))],
      ['server', bacnet(simpleAnswer(2, 15))],
      ['server', bacnet(errorAnswer(3, 20))],
      ['server', bacnet([0x60, 4, 9])],
    );
    expect(lines).toEqual([
      '-, missing operation object, x1, refused 1',
      'read c12, analog-value 1+1, x1',
      'write c15, missing object, x1',
      'control c20, missing object, x1, refused 1',
    ]);
  });
});

/** Datagrams between stations at port 47808, as conversation lines. */
async function talked(...sent: readonly (readonly [string, string, Uint8Array])[]): Promise<string[]> {
  const frames = sent.map(([source, destination, bytes], index) => ({
    micros: index * 1000,
    bytes: ethernet(0x0800, ipv4({ source, destination, protocol: 17 }, udp(47_808, 47_808, bytes))),
  }));
  const { conversations } = await readContent(pcap(frames));
  return conversations.map((each) => conversationLine(each).replace('plant ', '').replace(' udp/47808, bacnet', ''));
}

describe('BACnet stations', () => {
  const one = '10.0.0.1';
  const two = '10.0.0.2';
  const read = (invoke: number) => bacnet(confirmed(invoke, 12, [...analogValue, ...presentValue]));

  test('are peers: each asks the other over the same ports', async () => {
    const lines = await talked(
      [one, two, read(1)],
      [two, one, read(1)],
      [one, two, bacnet(errorAnswer(1, 12))],
      [two, one, bacnet(complexAnswer(1, 12, [...analogValue, ...presentValue, ...group(3, 0)]))],
    );
    expect(lines).toEqual([
      '10.0.0.1 -> 10.0.0.2, read c12, analog-value 1+1, x1',
      '10.0.0.2 -> 10.0.0.1, read c12, analog-value 1+1, x1, refused 1',
    ]);
  });

  test('report to whom has asked for it', async () => {
    const change = [...context(0, 1), ...context(1, ...objectId(8, 3)), ...context(2, ...objectId(2, 1))];
    const lines = await talked(
      [two, one, bacnet(confirmed(7, 1, change))],
      [one, two, bacnet(simpleAnswer(7, 1))],
      [two, one, bacnet(unconfirmed(2, change))],
    );
    expect(lines).toEqual([
      '10.0.0.1 -> 10.0.0.2, report c1, analog-value 1+1, x1',
      '10.0.0.1 -> 10.0.0.2, report u2, analog-value 1+1, x1',
    ]);
  });

  test('report to everyone by themselves', async () => {
    const change = [...context(0, 1), ...context(1, ...objectId(8, 3)), ...context(2, ...objectId(2, 1))];
    expect(await talked([two, '10.0.0.255', virtualLink(broadcast, network(unconfirmed(2, change)))])).toEqual([
      '10.0.0.2 -> 10.0.0.255, report u2, analog-value 1+1, x1',
    ]);
  });

  const iAm = (instance: number) => unconfirmed(0, [0xc4, ...objectId(8, instance), 0x22, 5, 196, 0x91, 3, 0x21, 42]);

  test('that are looked for answer without a conversation of their own', async () => {
    const whoIs = unconfirmed(8, [...context(0, 1), ...context(1, 9)]);
    const lines = await talked(
      [one, '10.0.0.255', bacnetToAll(whoIs)],
      [two, one, bacnet(iAm(5))],
      ['10.0.0.3', one, bacnet(iAm(77))],
      ['10.0.0.4', '10.0.0.255', bacnetToAll(iAm(6))],
    );
    expect(lines).toEqual([
      '10.0.0.1 -> 10.0.0.255, discovery u8, x1',
      '10.0.0.3 -> 10.0.0.1, discovery u0, x1',
      '10.0.0.4 -> 10.0.0.255, discovery u0, x1',
    ]);
  });

  test('say what they are', async () => {
    const facts = async (...messages: readonly Message[]) =>
      factLines(
        (
          await readContent(
            pcap(
              datagrams(
                47_808,
                messages.map(([from, bytes]) => ({ from, bytes })),
              ),
            ),
          )
        ).devices,
      );
    const answer = (property: number, ...value: readonly number[]) =>
      complexAnswer(1, 12, [...named(8, 5), ...context(1, property), ...group(3, ...value)]);
    expect(await facts(['client', bacnet(iAm(5))])).toEqual([
      '10.0.0.1 vendor: ASHRAE vendor 42',
      '10.0.0.1 device-id: 5',
    ]);
    expect(
      await facts(
        ['server', bacnet(answer(77, ...bacnetText('Boiler')))],
        ['server', bacnet(answer(70, 0x75, 7, 4, ...word(0x41), ...word(0xe4), ...word(0x42)))],
        ['server', bacnet(answer(44, 0x74, 5, 0x31, 0x2e, 0xb5))],
        ['server', bacnet(answer(12, ...bacnetText('2.0')))],
        ['server', bacnet(answer(85, ...bacnetText('a value')))],
      ),
    ).toEqual([
      '10.0.0.2 model: AäB',
      '10.0.0.2 firmware: 1.µ',
      '10.0.0.2 firmware: application 2.0',
      '10.0.0.2 name: Boiler',
      '10.0.0.2 device-id: 5',
    ]);
    const many = complexAnswer(1, 14, [
      ...named(8, 5),
      ...group(
        1,
        ...context(2, 121),
        ...group(4, ...bacnetText('Dairy North')),
        ...context(2, 58),
        ...group(4, ...bacnetText('Hall 2')),
      ),
      ...analogValue,
      ...group(1, ...context(2, 77), ...group(4, ...bacnetText('of a point'))),
    ]);
    expect(await facts(['server', bacnet(many, { from: [13, [4]] })])).toEqual([
      '10.0.0.2 unit 5 vendor: Dairy North',
      '10.0.0.2 unit 5 device-id: 5',
      '10.0.0.2 unit 5 location: Hall 2',
    ]);
  });
});

describe('BACnet networks and virtual links', () => {
  test('messages between routers are operations of their own', async () => {
    const lines = await counted(
      ['client', virtualLink(10, networkMessage(0, word(7)))],
      ['server', virtualLink(10, networkMessage(1, word(7)))],
      ['client', virtualLink(10, networkMessage(6, [0]))],
      ['server', virtualLink(10, networkMessage(4, word(7)))],
      ['client', virtualLink(10, networkMessage(0x85, word(7)))],
    );
    // A router that is busy says so by itself.
    expect(lines.sort()).toEqual(['control n6, x1', 'discovery n0, x1', 'report n4, x1', 'unknown n133, x1']);
  });

  test.each([
    ['a good result', [0, 0], 'control b5, x1'],
    ['a bad one', [0, 0x30], 'control b5, x1, refused 1'],
  ])('registration of a foreign device: %s', async (_what, result, expected) => {
    expect(await counted(['client', virtualLink(5, [0, 60])], ['server', virtualLink(0, result)])).toEqual([expected]);
  });

  test('tables of the link are read and changed', async () => {
    const lines = await counted(
      ['client', virtualLink(2, [])],
      ['server', virtualLink(3, [])],
      ['client', virtualLink(1, [])],
      ['server', virtualLink(0, [0, 0x10])],
      ['client', virtualLink(8, [10, 0, 0, 9, 0xba, 0xc0])],
      ['server', virtualLink(0, [0, 0])],
      ['server', virtualLink(7, [])],
    );
    expect(lines).toEqual(['control b1, x1, refused 1', 'discovery b2, x1', 'session b7, x1', 'control b8, x1']);
  });

  test('what is forwarded is what counts, not how', async () => {
    const message = network(unconfirmed(8));
    expect(await counted(['client', virtualLink(4, [10, 0, 0, 9, 0xba, 0xc0, ...message])])).toEqual([
      'discovery u8, x1',
    ]);
    expect(await counted(['client', virtualLink(9, message)])).toEqual(['discovery u8, x1']);
  });

  test('on IPv6 stations have virtual addresses', async () => {
    const message = network(confirmed(1, 12, [...analogValue, ...presentValue]));
    const link = (code: number, ...content: readonly number[]) =>
      bytesOf(0x82, code, word(content.length + 4), content);
    const lines = await counted(
      ['client', link(3, 0, 0, 1, 0, 0, 2)],
      ['server', link(5, 0, 0, 2, 0, 0, 1)],
      ['client', link(1, 0, 0, 1, 0, 0, 2, ...message)],
      ['client', link(9, 0, 0, 1, 0, 60)],
      ['server', link(0, 0, 0, 2, 0, 0x90)],
    );
    expect(lines).toEqual(['read c12, analog-value 1+1, x1', 'discovery v3, x1', 'control v9, x1, refused 1']);
  });

  test('a wrong length does not hide a message at its port', async () => {
    const message = bacnet(confirmed(1, 20, context(0, 0)));
    message[3] = 11;
    expect(await counted(['client', message])).toEqual(['control c20, x1']);
  });

  test('garbage is no message', async () => {
    expect(
      await counted(['client', bacnet(confirmed(1, 20, context(0, 0)))], ['client', hexBytes('810affffdeadbeef')]),
    ).toEqual(['control c20, x1', 'unknown payload, x1']);
  });
});

test('BACnet is read from Ethernet frames, where each station asks in a conversation of its own', async () => {
  const frame = (source: string, destination: string, message: readonly number[]) => {
    const content = bytesOf(0x82, 0x82, 3, network(message));
    return {
      micros: 0,
      bytes: bytesOf(hexBytes(destination), hexBytes(source), word(content.length), content, new Uint8Array(30)),
    };
  };
  const [one, two] = ['020000000001', '020000000002'];
  const { conversations } = await readContent(
    pcap([
      frame(one, two, confirmed(1, 12, [...analogValue, ...presentValue])),
      frame(two, one, confirmed(1, 20, context(0, 0))),
      frame(two, one, errorAnswer(1, 12)),
      frame(one, 'ffffffffffff', unconfirmed(8)),
    ]),
  );
  expect(conversations.map(conversationLine)).toEqual([
    'plant 02:00:00:00:00:01 -> 02:00:00:00:00:02 ethernet/130, bacnet, read c12, analog-value 1+1, x1, refused 1',
    'plant 02:00:00:00:00:01 -> ff:ff:ff:ff:ff:ff ethernet/130, bacnet, discovery u8, x1',
    'plant 02:00:00:00:00:02 -> 02:00:00:00:00:01 ethernet/130, bacnet, control c20, x1',
  ]);
});

/** A text with a tag of the service. */
function bacnetTextAs(number: number, text: string): number[] {
  const bytes = [0, ...new TextEncoder().encode(text)];
  return bytes.length > 4 ? [(number << 4) | 0x0d, bytes.length, ...bytes] : context(number, ...bytes);
}

const sample: SampleDialogue = {
  transport: 'udp',
  port: 47_808,
  messages: [
    { from: 'client', bytes: bacnet(confirmed(1, 14, [...analogValue, ...group(1, ...context(0, 85))])) },
    {
      from: 'server',
      bytes: bacnet(
        complexAnswer(1, 14, [...analogValue, ...group(1, ...context(2, 85), ...group(4, 0x44, 0, 0, 0, 0))]),
      ),
    },
    {
      from: 'client',
      bytes: bacnet(confirmed(2, 15, [...named(16, 1), ...context(1, 90), ...group(3, 0x91, 1)]), { to: [13, [4]] }),
    },
    { from: 'server', bytes: bacnet(errorAnswer(2, 15), { from: [13, [4]] }) },
    { from: 'client', bytes: virtualLink(10, networkMessage(6, [0])) },
  ],
  lines: ['read c14, analog-value 1+1, x1', 'program c15.90, unit 13 program 1+1, x1, refused 1', 'control n6, x1'],
};

describeDecoderLaws('BACnet', sample);
