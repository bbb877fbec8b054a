import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { describeDecoderLaws, linesOf, type SampleDialogue } from '../../../support/decoder-laws.ts';
import { bytesOf, hexBytes } from '../../../support/frames.ts';
import {
  acknowledge,
  application,
  bad,
  chunk,
  closeChannel,
  errorMessage,
  good,
  hello,
  noExtension,
  noNode,
  openChannel,
  openSecured,
  readNodes,
  request,
  response,
  uaArray,
  uaMessage,
  uaNode,
  uaString,
  uint32,
} from '../../../support/opc-ua-messages.ts';
import { conversationLine, factLines, readContent } from '../../../support/read-conversations.ts';
import { tcpTalk } from '../../../support/tcp-talk.ts';

type Message = readonly ['client' | 'server', Uint8Array];

/** What is counted of a conversation at port 4840. */
function counted(...messages: readonly Message[]): Promise<string[]> {
  const list = messages.map(([from, bytes]) => ({ from, bytes }));
  return linesOf({ transport: 'tcp', port: 4840, messages: [], lines: [] }, list);
}

const ask = (body: readonly number[], requestId: number = 5): Message => ['client', chunk('F', requestId, body)];
const reply = (body: readonly number[], requestId: number = 5): Message => ['server', chunk('F', requestId, body)];

const node = uaNode(2, 6101);
const tag = uaNode(3, 'Filler.Speed');
const zeros = (count: number) => new Array<number>(count).fill(0);
const nullText = uaString(null);
/** A data value with a double. */
const doubleValue = [1, 11, ...zeros(8)];
const nothing = zeros(0);

describe('OPC UA requests', () => {
  test.each([
    [
      'read',
      readNodes(node, tag, uaNode(0, 2259)),
      ['read 631, unit 0 2259+1, x1', 'read 631, unit 2 6101+1, x1', 'read 631, unit 3, x1'],
    ],
    [
      'write',
      request(
        673,
        uaArray([...node, ...uint32(13), ...nullText, ...doubleValue], [...tag, ...uint32(13), ...nullText, 0]),
      ),
      ['write 673, unit 2 6101+1, x1', 'write 673, unit 3, x1'],
    ],
    [
      'call',
      request(712, uaArray([...node, ...uaNode(2, 6201), ...uaArray([6, ...zeros(4)])])),
      ['control 712, unit 2 6201+1, x1', 'program 712, unit 2 6201+1, x1'],
    ],
    [
      'browse',
      request(527, [...noNode, ...zeros(12), ...zeros(4), ...uaArray([...node, ...zeros(4), ...noNode, ...zeros(9)])]),
      ['discovery 527, unit 2 6101+1, x1'],
    ],
    [
      'translate browse paths',
      request(554, uaArray([...node, ...uaArray([...noNode, 0, 1, 0, 0, ...uaString('x')])])),
      ['discovery 554, unit 2 6101+1, x1'],
    ],
    ['register nodes', request(560, uaArray(node, tag)), ['session 560, unit 2 6101+1, x1', 'session 560, unit 3, x1']],
    [
      'create monitored items',
      request(751, [
        ...zeros(8),
        ...uaArray([
          ...node,
          ...uint32(13),
          ...nullText,
          0,
          0,
          ...nullText,
          ...zeros(4),
          ...zeros(12),
          ...noExtension,
          ...zeros(5),
        ]),
      ]),
      ['read 751, unit 2 6101+1, x1'],
    ],
    [
      'read history',
      request(664, [...noExtension, ...zeros(5), ...uaArray([...node, ...nullText, 0, 0, ...nullText, ...nullText])]),
      ['read 664, unit 2 6101+1, x1'],
    ],
    [
      'update history',
      request(700, uaArray([...uaNode(0, 680), 1, ...uint32(node.length), ...node])),
      ['write 700, unit 2 6101+1, x1'],
    ],
    [
      'add a node with a number, and one without',
      request(488, uaArray(newNode(node), newNode(uaNode(1, 0)))),
      ['program 488, unit 0 85+1, x1', 'program 488, unit 2 6101+1, x1'],
    ],
    ['delete nodes', request(500, uaArray([...node, 1])), ['program 500, unit 2 6101+1, x1']],
    [
      'add references',
      request(494, uaArray([...node, ...noNode, 1, ...nullText, ...noNode, ...zeros(4)])),
      ['program 494, unit 2 6101+1, x1'],
    ],
    ['a large number', readNodes(uaNode(2, 70_000)), ['read 631, unit 2 70000+1, x1']],
    ['a GUID', readNodes([4, 9, 0, ...zeros(16)]), ['read 631, unit 9, x1']],
    ['opaque bytes', readNodes([5, 9, 0, ...uaString('abc')]), ['read 631, unit 9, x1']],
    ['a service without nodes', request(787, zeros(30)), ['read 787, x1']],
    ['a service that nobody knows', request(9999, []), ['unknown 9999, x1']],
    ['a list of nothing', readNodes(), ['read 631, x1']],
  ])('%s', async (_what, body, expected) => {
    const lines = await counted(['client', openChannel(1, request(446, zeros(20)))], ask(body));
    expect(lines.filter((line) => !line.includes('446')).sort()).toEqual([...expected].sort());
  });

  test('values of every kind are stepped over', async () => {
    const values = [
      [1, 0x81, ...uint32(3), 1, 0, 1],
      [1, 12, ...uaString('text')],
      [1, 0x8c, ...uint32(2), ...uaString('a'), ...uaString('b')],
      [1, 17, ...uaNode(2, 'x')],
      [1, 18, 0xc0, 7, ...uaString('urn:x'), ...uint32(1)],
      [1, 20, 0, 0, ...uaString('q')],
      [1, 21, 3, ...uaString('en'), ...uaString('text')],
      [1, 22, ...uaNode(0, 12), 1, ...uint32(2), 1, 2],
      [1, 23, 0x3f, 6, ...zeros(4), ...zeros(4), ...zeros(8), ...zeros(2), ...zeros(8), ...zeros(2)],
      [1, 0x98, ...uint32(2), 6, ...zeros(4), 24, 24, 0],
      [1, 25, 0x7f, ...zeros(16), ...uaString('more'), ...zeros(4), 0],
      [1, 0xc6, ...uint32(1), ...zeros(4), ...uaArray(zeros(4), zeros(4))],
      [0x3f, 0, ...zeros(24)],
    ];
    const items = values.map((value, index) => [...uaNode(2, index), ...uint32(13), ...nullText, ...value]);
    const lines = await counted(
      ask(request(673, uaArray(...items, [...uaNode(2, 100), ...uint32(13), ...nullText, 0]))),
    );
    expect(lines).toHaveLength(values.length + 1);
    expect(lines.filter((line) => line.includes('missing'))).toEqual([]);
  });

  test.each([
    ['the list is cut off', readNodes(node).slice(0, -14), ['read 631, unit 2 6101+1, x1']],
    [
      'a node is cut off',
      readNodes(node, tag).slice(0, -30),
      ['read 631, missing object, x1', 'read 631, unit 2 6101+1, x1'],
    ],
    ['the header is cut off', request(631, []).slice(0, 8), ['read 631, missing object, x1']],
    [
      'more nodes are announced',
      [...request(560, uint32(9)), ...node],
      ['session 560, missing object, x1', 'session 560, unit 2 6101+1, x1'],
    ],
    [
      'an impossible value is in it',
      request(673, uaArray([...node, ...zeros(4), ...nullText, 1, 63], [...tag])),
      ['write 673, missing object, x1', 'write 673, unit 2 6101+1, x1'],
    ],
  ])('what is missing is missing: %s', async (_what, body, expected) => {
    expect((await counted(ask(body))).sort()).toEqual([...expected].sort());
  });

  test('values in values do not lead deeper than it is sound to follow', async () => {
    const deep = request(
      673,
      uaArray([...node, ...uint32(13), ...nullText, 1, ...new Array<number>(5000).fill(24)], [...tag, 0]),
    );
    expect(await counted(ask(deep))).toEqual(['write 673, missing object, x1', 'write 673, unit 2 6101+1, x1']);
  });

  test('of very many nodes the last are counted as one without number', async () => {
    const lines = await counted(ask(readNodes(...Array.from({ length: 300 }, (_, index) => uaNode(2, index)))));
    expect(lines).toHaveLength(257);
    expect(lines).toContain('read 631, missing object, x1');
  });
});

describe('OPC UA answers', () => {
  const result = (status: number) => [2, ...uint32(status)];

  test('refuse what their results say, node by node', async () => {
    const lines = await counted(
      ask(readNodes(node, tag)),
      reply(response(634, uaArray(result(bad), [3, 11, ...zeros(8), ...uint32(good)]))),
      ask(request(673, uaArray([...node, ...zeros(4), ...nullText, 0], [...tag, ...zeros(4), ...nullText, 0])), 6),
      reply(response(676, uaArray(uint32(good), uint32(bad))), 6),
      ask(request(712, uaArray([...node, ...uaNode(2, 6201), ...uint32(0)])), 7),
      reply(response(715, uaArray([...uint32(bad), ...uint32(0), ...uint32(0), ...uint32(0)])), 7),
    );
    expect(lines).toEqual([
      'read 631, unit 2 6101+1, x1, refused 1',
      'read 631, unit 3, x1',
      'write 673, unit 2 6101+1, x1',
      'write 673, unit 3, x1, refused 1',
      'control 712, unit 2 6201+1, x1, refused 1',
      'program 712, unit 2 6201+1, x1, refused 1',
    ]);
  });

  test('refuse what is not asked node by node when nothing of it is done', async () => {
    const lines = await counted(
      ask(request(847, uaArray(uint32(1), uint32(2))), 1),
      reply(response(850, uaArray(uint32(bad), uint32(bad))), 1),
      ask(request(847, uaArray(uint32(1), uint32(2))), 2),
      reply(response(850, uaArray(uint32(bad), uint32(good))), 2),
    );
    expect(lines).toEqual(['read 847, x2, refused 1']);
  });

  test.each([
    ['a fault', response(397, nothing, bad)],
    ['a bad service result', response(634, nothing, bad)],
  ])('refuse a whole request: %s', async (_what, answer) => {
    expect(await counted(ask(readNodes(node, tag)), reply(answer))).toEqual([
      'read 631, unit 2 6101+1, x1, refused 1',
      'read 631, unit 3, x1, refused 1',
    ]);
  });

  test('an uncertain status refuses nothing', async () => {
    expect(await counted(ask(readNodes(node)), reply(response(634, uaArray(result(0x4000_0000)))))).toEqual([
      'read 631, unit 2 6101+1, x1',
    ]);
  });

  test('without their request tell what was asked, but not of which nodes', async () => {
    const lines = await counted(
      reply(response(634, uaArray(result(good)))),
      reply(response(464, nothing, bad)),
      reply(response(397, nothing, bad)),
    );
    expect(lines).toEqual([
      '-, missing operation object, x1, refused 1',
      'session 461, x1, refused 1',
      'read 631, missing object, x1',
    ]);
  });

  test('come in any order', async () => {
    const lines = await counted(
      ask(readNodes(node), 1),
      ask(readNodes(tag), 2),
      reply(response(634, uaArray(result(bad))), 2),
      reply(response(634, uaArray(result(good))), 1),
    );
    expect(lines).toEqual(['read 631, unit 2 6101+1, x1', 'read 631, unit 3, x1, refused 1']);
  });
});

describe('OPC UA connections and channels', () => {
  test('hello, opening and closing are sessions; their answers are not counted', async () => {
    const lines = await counted(
      ['client', hello('opc.tcp://plc:4840')],
      ['server', acknowledge],
      ['client', openChannel(1, request(446, zeros(20)))],
      ['server', openChannel(1, response(449, zeros(20)))],
      ['client', closeChannel(2)],
    );
    expect(lines).toEqual(['session 446, x1', 'session 452, x1', 'session hel, x1']);
  });

  test.each([
    ['hello', [['client', hello('opc.tcp://plc:4840')]], 'session hel, x1, refused 1'],
    ['opening', [['client', openChannel(1, request(446, zeros(20)))]], 'session 446, x1, refused 1'],
    ['secured opening', [['client', openSecured('Basic256Sha256')]], 'session 446, x1, refused 1'],
    ['nothing that was captured', [], 'session err, x1'],
  ] as const)('an error answers %s', async (_what, before, expected) => {
    expect(await counted(...before, ['server', errorMessage(0x8013_0000)])).toEqual([expected]);
  });

  test('what an encrypted channel carries is concealed', async () => {
    const secret = Array.from({ length: 80 }, (_, index) => (index * 37 + 11) & 0xff);
    const lines = await counted(
      ['client', openSecured('Basic256Sha256')],
      ['server', openSecured('Basic256Sha256')],
      ['client', chunk('C', 77, secret)],
      ['client', chunk('F', 78, secret)],
      ['server', chunk('F', 79, secret)],
      ['client', closeChannel(80)],
    );
    expect(lines).toEqual(['-, missing operation object, x1', 'session 446, x1', 'session 452, x1']);
  });

  test('what a channel signs is in plain sight', async () => {
    const signature = zeros(32);
    const lines = await counted(
      ['client', openSecured('Basic256Sha256')],
      ['server', openSecured('Basic256Sha256')],
      ask([...readNodes(node), ...signature]),
      reply([...response(634, uaArray([2, ...uint32(bad)])), ...signature]),
    );
    expect(lines).toEqual(['session 446, x1', 'read 631, unit 2 6101+1, x1, refused 1']);
  });

  test.each([
    ['without security', openChannel(1, request(446, zeros(20))), 0],
    ['signed with SHA-1', openSecured('Basic256'), 20],
    ['signed with SHA-256', openSecured('Aes128_Sha256_RsaOaep'), 32],
  ])('chunks are put together %s', async (_what, open, signatureLength) => {
    const body = readNodes(node, tag, uaNode(2, 6102));
    const part = (kind: 'C' | 'F', from: number, to: number): Message => [
      'client',
      chunk(kind, 9, [...body.slice(from, to), ...new Array<number>(signatureLength).fill(0xee)]),
    ];
    const lines = await counted(['client', open], part('C', 0, 60), part('C', 60, 85), part('F', 85, 500));
    expect(lines.filter((line) => !line.includes('446'))).toEqual([
      'read 631, unit 2 6101+1, x1',
      'read 631, unit 2 6102+1, x1',
      'read 631, unit 3, x1',
    ]);
  });

  test('of chunks whose signature is not known only the first is read', async () => {
    const body = readNodes(node, tag, uaNode(2, 6102));
    const lines = await counted(
      ['client', chunk('C', 9, body.slice(0, 60))],
      ['client', chunk('F', 9, body.slice(60))],
    );
    expect(lines).toEqual(['read 631, missing object, x1', 'read 631, unit 2 6101+1, x1']);
  });

  test('a message that is given up was not asked, and an answer that is given up refuses', async () => {
    const body = readNodes(node);
    const lines = await counted(
      ['client', chunk('C', 9, body.slice(0, 40))],
      ['client', chunk('A', 9, [...uint32(bad), ...nullText])],
      ask(body, 10),
      ['server', chunk('A', 10, [...uint32(bad), ...nullText])],
    );
    expect(lines).toEqual(['read 631, unit 2 6101+1, x1, refused 1']);
  });

  test('a server that connects by itself is still the server', async () => {
    const talk = tcpTalk({ client: '10.0.0.2', server: '10.0.0.1', clientPort: 40_000, serverPort: 4841 }).open();
    talk
      .client(uaMessage('RHEF', uaString('urn:x'), uaString('opc.tcp://plc:4840')))
      .server(hello('opc.tcp://plc:4840'));
    const { conversations } = await readContent(pcap(talk.frames));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/40000, opc-ua, session hel, x1',
      'plant 10.0.0.1 -> 10.0.0.2 tcp/40000, opc-ua, session rhe, x1',
    ]);
  });

  test('it is found at any port', async () => {
    const talk = tcpTalk({ serverPort: 48_010 }).open().client(hello('opc.tcp://plc:48010'));
    const { conversations } = await readContent(pcap(talk.frames));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/48010, opc-ua, session hel, x1',
    ]);
  });

  test('garbage is counted once until the next message', async () => {
    const garbage = hexBytes('4d53474600000000deadbeefdeadbeef');
    const lines = await counted(ask(readNodes(node)), [
      'client',
      bytesOf(garbage, garbage, chunk('F', 6, readNodes(node))),
    ]);
    expect(lines).toEqual(['read 631, unit 2 6101+1, x2', 'unknown payload, x1']);
  });
});

describe('OPC UA identities', () => {
  const facts = async (...messages: readonly Message[]) => {
    const talk = tcpTalk({ serverPort: 4840 }).open();
    for (const [from, bytes] of messages) talk[from](bytes);
    return factLines((await readContent(pcap(talk.frames))).devices);
  };
  const server = application('urn:plc', 'urn:maker:product', 'Filler', 'opc.tcp://10.0.0.2:4840');

  test('of client and server stand in the messages that open a session', async () => {
    const endpoint = [...uaString('opc.tcp://10.0.0.2:4840'), ...server];
    const granted = [...noNode, ...noNode, ...zeros(8), ...nullText, ...nullText, ...uaArray(endpoint)];
    const lines = await facts(
      ['client', hello('opc.tcp://plc-7:4840')],
      ask(request(461, application('urn:scada', 'urn:maker:scada', 'Overview'))),
      reply(response(464, granted)),
    );
    expect(lines).toEqual([
      '10.0.0.1 name: Overview',
      '10.0.0.1 application-uri: urn:scada',
      '10.0.0.1 product-uri: urn:maker:scada',
      '10.0.0.2 name: Filler',
      '10.0.0.2 hostname: plc-7',
      '10.0.0.2 application-uri: urn:plc',
      '10.0.0.2 product-uri: urn:maker:product',
    ]);
  });

  test('of one server that is found are its own, of several by their addresses', async () => {
    const other = application('urn:other', 'urn:maker:product', 'Palletiser', 'opc.tcp://10.0.0.9:4840');
    const named = application('urn:named', 'urn:maker:product', 'Named', 'opc.tcp://plc-9:4840');
    expect(await facts(ask(request(422, zeros(12))), reply(response(425, uaArray(server))))).toContain(
      '10.0.0.2 name: Filler',
    );
    const lines = await facts(ask(request(422, zeros(12))), reply(response(425, uaArray(other, server, named))));
    expect(lines.filter((line) => line.includes('name'))).toEqual([
      '10.0.0.2 name: Filler',
      '10.0.0.9 name: Palletiser',
    ]);
  });

  test('of a server that registers are those of the client', async () => {
    const body = [
      ...uaString('urn:plc'),
      ...uaString('urn:product'),
      ...uaArray([3, ...uaString('en'), ...uaString('Filler')]),
    ];
    expect(await facts(ask(request(437, body)))).toEqual([
      '10.0.0.1 name: Filler',
      '10.0.0.1 application-uri: urn:plc',
      '10.0.0.1 product-uri: urn:product',
    ]);
  });

  test('are what a client reads of the build information, and no other value', async () => {
    const text = (value: string) => [1, 12, ...uaString(value)];
    const structure = ['urn:product', 'Dairy North', 'Filler 7', '3.20', '3.20.1'].flatMap(uaString);
    const status = [...zeros(20), ...structure];
    const lines = await facts(
      ask(readNodes(uaNode(0, 2263), uaNode(2, 5), uaNode(0, 2264)), 1),
      ask(readNodes(uaNode(0, 2256)), 2),
      reply(response(634, uaArray(text('Maker'), text('secret'), text('9.9'))), 1),
      reply(response(634, uaArray([1, 22, ...uaNode(0, 864), 1, ...uint32(status.length), ...status])), 2),
    );
    expect(lines).toEqual([
      '10.0.0.2 vendor: Dairy North',
      '10.0.0.2 vendor: Maker',
      '10.0.0.2 model: Filler 7',
      '10.0.0.2 firmware: 3.20',
      '10.0.0.2 firmware: 9.9',
      '10.0.0.2 product-uri: urn:product',
    ]);
  });
});

/** A node to add below the objects folder. */
function newNode(id: readonly number[]): number[] {
  return [...uaNode(0, 85), ...noNode, ...id, 0, 0, ...uaString('x'), ...zeros(4), ...noExtension, ...noNode];
}

const sample: SampleDialogue = {
  transport: 'tcp',
  port: 4840,
  messages: [
    { from: 'client', bytes: hello('opc.tcp://plc:4840') },
    { from: 'server', bytes: acknowledge },
    { from: 'client', bytes: openChannel(1, request(446, zeros(20))) },
    { from: 'server', bytes: openChannel(1, response(449, zeros(20))) },
    { from: 'client', bytes: bytesOf(chunk('F', 2, readNodes(node, tag)), chunk('F', 3, request(787, zeros(30)))) },
    {
      from: 'server',
      bytes: bytesOf(
        chunk('F', 2, response(634, uaArray([2, ...uint32(bad)], doubleValue))),
        chunk('F', 3, response(790, zeros(24))),
      ),
    },
    { from: 'client', bytes: closeChannel(4) },
  ],
  lines: [
    'session 446, x1',
    'session 452, x1',
    'read 631, unit 2 6101+1, x1, refused 1',
    'read 631, unit 3, x1',
    'read 787, x1',
    'session hel, x1',
  ],
};

describeDecoderLaws('OPC UA', sample);
