import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { datagrams, describeDecoderLaws, linesOf } from '../../../support/decoder-laws.ts';
import { finsCommand, finsResponse, finsTcp, memory } from '../../../support/fins-messages.ts';
import { hexBytes } from '../../../support/frames.ts';
import { conversationLine, factLines, readContent } from '../../../support/read-conversations.ts';

type Said = readonly { readonly from: 'client' | 'server'; readonly bytes: Uint8Array }[];

const client = (bytes: Uint8Array) => ({ from: 'client', bytes }) as const;
const server = (bytes: Uint8Array) => ({ from: 'server', bytes }) as const;

async function operationsOf(messages: Said, transport: 'tcp' | 'udp' = 'udp', port: number = 9600): Promise<string[]> {
  return await linesOf({ transport, port, messages, lines: [] }, messages);
}

describe('FINS commands', () => {
  test.each([
    ['words of DM', finsCommand(0x0101, [...memory(0x82, 100), 0, 10]), ['read 0x0101, unit 5 dm 100+10, x1']],
    ['bits of CIO', finsCommand(0x0101, [...memory(0x30, 3, 12), 0, 8]), ['read 0x0101, unit 5 cio 3+2, x1']],
    ['one bit of DM', finsCommand(0x0101, [...memory(0x02, 3, 15), 0, 1]), ['read 0x0101, unit 5 dm 3+1, x1']],
    ['work words', finsCommand(0x0102, [...memory(0xb1, 7), 0, 1, 1, 2]), ['write 0x0102, unit 5 work 7+1, x1']],
    ['holding words', finsCommand(0x0103, [...memory(0xb2, 7), 0, 9, 0, 0]), ['write 0x0103, unit 5 holding 7+9, x1']],
    ['auxiliary', finsCommand(0x0101, [...memory(0xb3, 448), 0, 1]), ['read 0x0101, unit 5 auxiliary 448+1, x1']],
    ['bank 3', finsCommand(0x0101, [...memory(0xa3, 1), 0, 1]), ['read 0x0101, unit 5 em_03 1+1, x1']],
    ['bank 18', finsCommand(0x0101, [...memory(0x68, 1), 0, 1]), ['read 0x0101, unit 5 em_18 1+1, x1']],
    ['bank in use', finsCommand(0x0101, [...memory(0x98, 1), 0, 1]), ['read 0x0101, unit 5 em 1+1, x1']],
    ['timers', finsCommand(0x0101, [...memory(0x89, 20), 0, 4]), ['read 0x0101, unit 5 timer_counter 20+4, x1']],
    ['unknown area', finsCommand(0x0101, [...memory(0x55, 20), 0, 4]), ['read 0x0101, unit 5 other 20+4, x1']],
    ['nothing', finsCommand(0x0101, [...memory(0x82, 20), 0, 0]), ['read 0x0101, unit 5 dm 20+1, x1']],
    ['cut off', finsCommand(0x0101, memory(0x82, 20)), ['read 0x0101, unit 5, missing object, x1']],
    [
      'several',
      finsCommand(0x0104, [...memory(0x82, 1), ...memory(0xb1, 2)]),
      ['read 0x0104, unit 5 dm 1+1, x1', 'read 0x0104, unit 5 work 2+1, x1'],
    ],
    [
      'several, cut off',
      finsCommand(0x0104, [...memory(0x82, 1), 0xb1]),
      ['read 0x0104, unit 5 dm 1+1, x1', 'read 0x0104, unit 5, missing object, x1'],
    ],
    [
      'transfer',
      finsCommand(0x0105, [...memory(0x82, 1), ...memory(0xb1, 30), 0, 5]),
      ['write 0x0105, unit 5 work 30+5, x1'],
    ],
    [
      'force',
      finsCommand(0x2301, [0, 2, 0, 1, ...memory(0x30, 1, 2), 0, 0, ...memory(0x31, 4, 0)]),
      ['control 0x2301, unit 5 cio 1+1, x1', 'control 0x2301, unit 5 work 4+1, x1'],
    ],
    ['run', finsCommand(0x0401, [0xff, 0xff, 4]), ['control 0x0401, unit 5, x1']],
    ['write a program', finsCommand(0x0307, [0, 0, 1, 2, 3]), ['program 0x0307, unit 5, x1']],
    ['unknown command', finsCommand(0x0999), ['unknown 0x0999, unit 5, x1']],
  ])('%s', async (_name, command, expected) => {
    expect((await operationsOf([client(command)])).sort()).toEqual([...expected].sort());
    expect((await operationsOf([client(finsTcp(2, command))], 'tcp')).sort()).toEqual([...expected].sort());
  });

  test('more addresses than any message has count as one that is not shown', async () => {
    const many = Array.from({ length: 300 }, () => memory(0x82, 1)).flat();
    expect(await operationsOf([client(finsCommand(0x0104, many))])).toEqual([
      'read 0x0104, unit 5, missing object, x1',
      'read 0x0104, unit 5 dm 1+1, x256',
    ]);
  });
});

describe('FINS responses', () => {
  const read = (service: number) => finsCommand(0x0101, [...memory(0x82, service), 0, 1], { service });

  test('an end code refuses the command with the same service id', async () => {
    const messages = [
      client(read(1)),
      client(read(2)),
      server(finsResponse(0x0101, 0x1101, [], { service: 2 })),
      server(finsResponse(0x0101, 0, [0, 1], { service: 1 })),
    ];
    expect(await operationsOf(messages)).toEqual([
      'read 0x0101, unit 5 dm 1+1, x1',
      'read 0x0101, unit 5 dm 2+1, x1, refused 1',
    ]);
  });

  test('that the controller has an error is no refusal', async () => {
    expect(await operationsOf([client(read(1)), server(finsResponse(0x0101, 0x0040, [0, 1]))])).toEqual([
      'read 0x0101, unit 5 dm 1+1, x1',
    ]);
  });

  test('another service id answers the only command that waits', async () => {
    const messages = [client(read(1)), server(finsResponse(0x0101, 0x1101, [], { service: 7 }))];
    expect(await operationsOf(messages)).toEqual(['read 0x0101, unit 5 dm 1+1, x1, refused 1']);
  });

  test('a response without command tells of the command', async () => {
    expect(await operationsOf([server(finsResponse(0x0101, 0, [0, 1])), server(finsResponse(0x0402, 0x2108))])).toEqual(
      ['read 0x0101, unit 5, missing object, x1', 'control 0x0402, unit 5, x1, refused 1'],
    );
  });

  test('a command that wants no response is not waited for', async () => {
    const silent = finsCommand(0x0402, [], { isSilent: true });
    expect(await operationsOf([client(silent), server(finsResponse(0x0402, 0x2108))])).toEqual([
      'control 0x0402, unit 5, x2, refused 1',
    ]);
  });

  test('what the server asks of the client is counted the other way round', async () => {
    const messages = [client(read(1)), server(finsCommand(0x0401)), client(finsResponse(0x0401, 0x2108))];
    const { conversations } = await readContent(pcap(datagrams(9600, messages)));
    expect(conversations.map((each) => conversationLine(each).replaceAll('plant ', ''))).toEqual([
      '10.0.0.1 -> 10.0.0.2 udp/9600, omron-fins, read 0x0101, unit 5 dm 1+1, x1',
      '10.0.0.2 -> 10.0.0.1 udp/40000, omron-fins, control 0x0401, unit 5, x1, refused 1',
    ]);
  });

  test('a controller says its model, version and name', async () => {
    const text = (value: string, length: number) => [...Buffer.from(value.padEnd(length))];
    const controller = [...text('CJ2M-CPU33', 20), ...text('02.01', 20), ...new Array<number>(52).fill(0)];
    const messages = [
      client(finsCommand(0x0501, [0])),
      server(finsResponse(0x0501, 0, controller)),
      client(finsCommand(0x2603)),
      server(finsResponse(0x2603, 0, text('FILLER', 8))),
      client(finsCommand(0x0501, [1])),
      server(finsResponse(0x0501, 0, text('not a model', 67))),
    ];
    const { devices } = await readContent(pcap(datagrams(9600, messages)));
    expect(factLines(devices)).toEqual([
      '10.0.0.2 unit 5 model: CJ2M-CPU33',
      '10.0.0.2 unit 5 firmware: 02.01',
      '10.0.0.2 unit 5 name: FILLER',
    ]);
  });
});

describe('FINS over TCP', () => {
  test('node addresses are exchanged first', async () => {
    const messages = [
      client(finsTcp(0, [0, 0, 0, 0])),
      server(finsTcp(1, [0, 0, 0, 9, 0, 0, 0, 5])),
      client(finsTcp(2, finsCommand(0x0601))),
      client(finsTcp(6)),
      server(finsTcp(3)),
    ];
    expect(await operationsOf(messages, 'tcp')).toEqual([
      'read 0x0601, unit 5, x1',
      'session t0, x1',
      'session t3, x1',
      'session t6, x1',
    ]);
    expect(await operationsOf([server(finsTcp(1, [0, 0, 0, 9, 0, 0, 0, 5]))], 'tcp')).toEqual(['session t1, x1']);
  });

  test('garbage is unknown payload, once per stretch, and what follows is read', async () => {
    const command = finsTcp(2, finsCommand(0x0601));
    const messages = [client(command), client(hexBytes('deadbeefdeadbeefdeadbeefdeadbeef')), client(command)];
    expect(await operationsOf(messages, 'tcp')).toEqual(['read 0x0601, unit 5, x2', 'unknown payload, x1']);
  });

  test('both forms are found on any port', async () => {
    expect(await operationsOf([client(finsCommand(0x0601))], 'udp', 1025)).toEqual(['read 0x0601, unit 5, x1']);
    expect(await operationsOf([client(finsTcp(2, finsCommand(0x0601)))], 'tcp', 1025)).toEqual([
      'read 0x0601, unit 5, x1',
    ]);
  });
});

const readDm = finsCommand(0x0101, [...memory(0x82, 100), 0, 2]);

describeDecoderLaws('FINS over TCP', {
  transport: 'tcp',
  port: 9600,
  messages: [
    client(finsTcp(0, [0, 0, 0, 0])),
    server(finsTcp(1, [0, 0, 0, 9, 0, 0, 0, 5])),
    client(finsTcp(2, readDm)),
    server(finsTcp(2, finsResponse(0x0101, 0x1101))),
    client(finsTcp(2, finsCommand(0x0401))),
  ],
  lines: ['read 0x0101, unit 5 dm 100+2, x1, refused 1', 'control 0x0401, unit 5, x1', 'session t0, x1'],
});

describeDecoderLaws('FINS over UDP', {
  transport: 'udp',
  port: 9600,
  messages: [client(readDm), server(finsResponse(0x0101, 0, [1, 2, 3, 4])), client(finsCommand(0x0401))],
  lines: ['read 0x0101, unit 5 dm 100+2, x1', 'control 0x0401, unit 5, x1'],
});
