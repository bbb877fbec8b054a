import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { datagrams, describeDecoderLaws, linesOf } from '../../../support/decoder-laws.ts';
import { bytesOf, ethernet, hexBytes, ipv4, udp } from '../../../support/frames.ts';
import { conversationLine, factLines, readContent } from '../../../support/read-conversations.ts';
import {
  asciiAnswer,
  asciiRequest,
  device,
  little,
  littleLong,
  longDevice,
  melsoftAnswer,
  melsoftFound,
  melsoftRequest,
  melsoftSearch,
  oldAnswer,
  oldDevice,
  oldRequest,
  slmpAnswer,
  slmpRequest,
} from '../../../support/slmp-messages.ts';

type Said = readonly { readonly from: 'client' | 'server'; readonly bytes: Uint8Array }[];

async function operationsOf(messages: Said, transport: 'tcp' | 'udp' = 'tcp'): Promise<string[]> {
  const lines = await linesOf({ transport, port: 5007, messages, lines: [] }, messages);
  return lines;
}

const client = (bytes: Uint8Array) => ({ from: 'client', bytes }) as const;
const server = (bytes: Uint8Array) => ({ from: 'server', bytes }) as const;

/** Devices by their codes. */
const d = 0xa8;
const m = 0x90;
const x = 0x9c;

describe('SLMP requests', () => {
  test.each([
    ['words of D', slmpRequest(0x0401, 0, [...device(d, 100), ...little(10)]), ['read 0x0401, unit 255 D 100+10, x1']],
    ['words of M', slmpRequest(0x0401, 0, [...device(m, 16), ...little(2)]), ['read 0x0401, unit 255 M 16+32, x1']],
    ['bits of X', slmpRequest(0x0401, 1, [...device(x, 0x20), ...little(5)]), ['read 0x0401, unit 255 X 32+5, x1']],
    [
      'newer device',
      slmpRequest(0x0401, 2, [...longDevice(d, 70_000), ...little(3)]),
      ['read 0x0401, unit 255 D 70000+3, x1'],
    ],
    [
      'other device',
      slmpRequest(0x0401, 0, [...device(0x2c, 5), ...little(3)]),
      ['read 0x0401, unit 255 other 5+3, x1'],
    ],
    ['write', slmpRequest(0x1401, 0, [...device(d, 7), ...little(1), 1, 2]), ['write 0x1401, unit 255 D 7+1, x1']],
    ['nothing', slmpRequest(0x0401, 0, [...device(d, 7), ...little(0)]), ['read 0x0401, unit 255 D 7+1, x1']],
    [
      'random read',
      slmpRequest(0x0403, 0, [2, 1, ...device(d, 1), ...device(m, 32), ...device(d, 8)]),
      ['read 0x0403, unit 255 D 1+1, x1', 'read 0x0403, unit 255 D 8+2, x1', 'read 0x0403, unit 255 M 32+16, x1'],
    ],
    [
      'random write by words',
      slmpRequest(0x1402, 0, [1, 1, ...device(d, 1), 9, 9, ...device(d, 4), 9, 9, 9, 9]),
      ['write 0x1402, unit 255 D 1+1, x1', 'write 0x1402, unit 255 D 4+2, x1'],
    ],
    [
      'random write by bits',
      slmpRequest(0x1402, 1, [2, ...device(m, 1), 1, ...device(m, 5), 0]),
      ['write 0x1402, unit 255 M 1+1, x1', 'write 0x1402, unit 255 M 5+1, x1'],
    ],
    [
      'blocks',
      slmpRequest(0x0406, 0, [1, 1, ...device(d, 10), ...little(4), ...device(m, 64), ...little(2)]),
      ['read 0x0406, unit 255 D 10+4, x1', 'read 0x0406, unit 255 M 64+32, x1'],
    ],
    [
      'written blocks',
      slmpRequest(0x1406, 0, [2, 0, ...device(d, 10), ...little(1), 1, 1, ...device(d, 20), ...little(1), 1, 1]),
      ['write 0x1406, unit 255 D 10+1, x1', 'write 0x1406, unit 255 D 20+1, x1'],
    ],
    [
      'buffer',
      slmpRequest(0x0613, 0, [...littleLong(0x120), ...little(4)]),
      ['read 0x0613, unit 255 buffer 288+4, x1'],
    ],
    ['devices with modification', slmpRequest(0x0401, 0x80, [0, 0]), ['read 0x0401, unit 255, missing object, x1']],
    ['monitor', slmpRequest(0x0802, 0), ['read 0x0802, unit 255, missing object, x1']],
    ['label', slmpRequest(0x041a, 0, [1]), ['read 0x041a, unit 255, missing object, x1']],
    ['cut off', slmpRequest(0x0401, 0, [...device(d, 7)]), ['read 0x0401, unit 255, missing object, x1']],
    ['no devices', slmpRequest(0x0403, 0, [0, 0]), ['read 0x0403, unit 255, missing object, x1']],
    ['run', slmpRequest(0x1001, 0, [1, 0, 0, 0]), ['control 0x1001, unit 255, x1']],
    ['a station', slmpRequest(0x1002, 0, [1, 0], { station: 3 }), ['control 0x1002, unit 3, x1']],
    ['password', slmpRequest(0x1630, 0, [...little(4), 0x61, 0x62, 0x63, 0x64]), ['control 0x1630, unit 255, x1']],
    ['write a file', slmpRequest(0x1829, 0, [1, 2]), ['file 0x1829, unit 255, x1', 'program 0x1829, unit 255, x1']],
    ['ASCII', asciiRequest(0x0401, 0, 'D*0001000002'), ['read 0x0401, unit 255 D 100+2, x1']],
    ['ASCII hexadecimal', asciiRequest(0x0401, 1, 'X*0000200005'), ['read 0x0401, unit 255 X 32+5, x1']],
    ['ASCII newer device', asciiRequest(0x0401, 2, 'D***000001000002'), ['read 0x0401, unit 255 D 100+2, x1']],
    [
      'ASCII random',
      asciiRequest(0x0403, 0, '0101D*000001D*000008'),
      ['read 0x0403, unit 255 D 1+1, x1', 'read 0x0403, unit 255 D 8+2, x1'],
    ],
    [
      'ASCII written bits',
      asciiRequest(0x1402, 1, '02M*00000101M*00000500'),
      ['write 0x1402, unit 255 M 1+1, x1', 'write 0x1402, unit 255 M 5+1, x1'],
    ],
    ['ASCII that is no number', asciiRequest(0x0401, 0, 'D*00x1000002'), ['read 0x0401, unit 255, missing object, x1']],
  ])('%s', async (_name, message, expected) => {
    expect((await operationsOf([client(message)])).sort()).toEqual([...expected].sort());
    const inUdp = await operationsOf([client(message)], 'udp');
    expect(inUdp.sort()).toEqual([...expected].sort());
  });

  test('more devices than any message has count as one that is not shown', async () => {
    const many = Array.from({ length: 255 }, () => device(d, 1)).flat();
    const request = slmpRequest(0x0403, 0, [255, 255, ...many, ...many]);
    const lines = await operationsOf([client(request)]);
    expect(lines.reduce((sum, line) => sum + Number(/, x(\d+)/.exec(line)?.[1]), 0)).toBe(257);
    expect(lines.filter((line) => line.includes('missing object'))).toEqual([
      'read 0x0403, unit 255, missing object, x1',
    ]);
  });
});

describe('SLMP answers', () => {
  test('an end code refuses the request with the same serial number', async () => {
    const request = (serial: number) => slmpRequest(0x0401, 0, [...device(d, serial), ...little(1)], { serial });
    const lines = await operationsOf([
      client(request(1)),
      client(request(2)),
      server(slmpAnswer(0xc051, [1, 2, 3], { serial: 2 })),
      server(slmpAnswer(0, [1, 2], { serial: 1 })),
    ]);
    expect(lines).toEqual(['read 0x0401, unit 255 D 1+1, x1', 'read 0x0401, unit 255 D 2+1, x1, refused 1']);
  });

  test('without serial numbers an answer belongs to the request before it', async () => {
    const request = (number: number) => slmpRequest(0x0401, 0, [...device(d, number), ...little(1)]);
    const messages = [
      client(request(1)),
      client(request(2)),
      server(slmpAnswer(0xc051)),
      client(request(3)),
      server(slmpAnswer(0)),
    ];
    expect(await operationsOf(messages, 'udp')).toEqual([
      'read 0x0401, unit 255 D 1+1, x1',
      'read 0x0401, unit 255 D 2+1, x1, refused 1',
      'read 0x0401, unit 255 D 3+1, x1',
    ]);
  });

  test('in ASCII too', async () => {
    const messages = [
      client(asciiRequest(0x1002, 0, '0001', { serial: 9 })),
      server(asciiAnswer(0xc059, '', { serial: 9 })),
    ];
    expect(await operationsOf(messages)).toEqual(['control 0x1002, unit 255, x1, refused 1']);
  });

  test('an answer without request hides what was asked', async () => {
    expect(await operationsOf([server(slmpAnswer(0, [1, 2])), server(slmpAnswer(0xc051))])).toEqual([
      '-, missing operation object, x2, refused 1',
    ]);
  });
});

describe('1E frames', () => {
  test.each([
    [oldRequest(0x00, [...oldDevice('M ', 50), 12, 0]), ['read 1e/0x00, unit 255 M 50+12, x1']],
    [oldRequest(0x01, [...oldDevice('D ', 100), 10, 0]), ['read 1e/0x01, unit 255 D 100+10, x1']],
    [oldRequest(0x01, [...oldDevice('X ', 64), 2, 0]), ['read 1e/0x01, unit 255 X 64+32, x1']],
    [oldRequest(0x01, [...oldDevice('TN', 5), 0, 0]), ['read 1e/0x01, unit 255 TN 5+256, x1']],
    [oldRequest(0x03, [...oldDevice('D ', 100), 1, 0, 7, 0]), ['write 1e/0x03, unit 255 D 100+1, x1']],
    [
      oldRequest(0x04, [2, 0, ...oldDevice('Y ', 1), 1, ...oldDevice('Y ', 9), 0]),
      ['write 1e/0x04, unit 255 Y 1+1, x1', 'write 1e/0x04, unit 255 Y 9+1, x1'],
    ],
    [oldRequest(0x09), ['read 1e/0x09, unit 255, missing object, x1']],
    [oldRequest(0x13), ['control 1e/0x13, unit 255, x1']],
    [oldRequest(0x16, [2, 0x41, 0x42]), ['diagnostic 1e/0x16, unit 255, x1']],
  ])('%#: are read at the ports of the protocol', async (message, expected) => {
    expect(await operationsOf([client(message)])).toEqual(expected);
    const elsewhere = await linesOf({ transport: 'tcp', port: 9100, messages: [], lines: [] }, [client(message)]);
    expect(elsewhere.join()).not.toContain('1e/');
  });

  test('answers are as long as what was asked for', async () => {
    const messages = [
      client(oldRequest(0x01, [...oldDevice('D ', 100), 3, 0])),
      server(oldAnswer(0x01, 0, [1, 2, 3, 4])),
      server(bytesOf(5, 6)),
      client(oldRequest(0x14)),
      server(oldAnswer(0x14, 0x5b, [0x10, 0])),
      client(oldRequest(0x15)),
      server(oldAnswer(0x15, 0x50)),
    ];
    expect(await operationsOf(messages)).toEqual([
      'read 1e/0x01, unit 255 D 100+3, x1',
      'control 1e/0x14, unit 255, x1, refused 1',
      'read 1e/0x15, unit 255, x1, refused 1',
    ]);
  });
});

describe('MELSOFT frames', () => {
  test('are counted by their commands', async () => {
    const messages = [
      client(melsoftRequest(0x0121, 1, [0, 0, 1])),
      server(melsoftAnswer(0x0121, 1, [...Buffer.from('FX5U-32MT/ES\0\0\0\0'), 0x29, 0x4a])),
      client(melsoftRequest(0x0410, 2, [1, 2, 3])),
      client(melsoftRequest(0x1001, 3)),
      client(melsoftRequest(0x0b2a, 4)),
      server(melsoftAnswer(0x1869, 9)),
    ];
    expect(await operationsOf(messages)).toEqual([
      'read 0x0121, x1',
      'read 0x0410, missing object, x1',
      'unknown 0x0b2a, x1',
      'control 0x1001, x1',
      'file 0x1869, x1',
      'program 0x1869, x1',
    ]);
  });

  test('what is asked of all controllers is answered in other conversations', async () => {
    const everyone = '255.255.255.255';
    const frame = (source: string, destination: string, ports: readonly [number, number], bytes: Uint8Array) => ({
      micros: 1_700_000_000_000_000,
      bytes: ethernet(0x0800, ipv4({ source, destination, protocol: 17 }, udp(...ports, bytes))),
    });
    const asked = [melsoftSearch(1), melsoftRequest(0x0121, 1, [0, 0, 1])];
    const type = melsoftAnswer(0x0121, 1, [...Buffer.from('FX5U-32MT/ES    ')]);
    const { conversations, devices } = await readContent(
      pcap([
        // The tools take another port for each.
        ...asked.map((bytes, index) => frame('10.0.0.1', everyone, [40_000 + index, 5560], bytes)),
        frame('10.0.0.7', '10.0.0.1', [5560, 40_000], melsoftFound(1)),
        frame('10.0.0.7', '10.0.0.1', [5560, 40_001], type),
        frame('10.0.0.7', '10.0.0.1', [5560, 40_001], melsoftAnswer(0x0121, 8)),
        frame('10.0.0.8', everyone, [5560, 40_000], type),
      ]),
    );
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.7 udp/5560, slmp, read 0x0121, x1',
      `plant 10.0.0.1 -> ${everyone} udp/5560, slmp, read 0x0121, x1`,
      `plant 10.0.0.1 -> ${everyone} udp/5560, slmp, discovery search/0x01, x1`,
    ]);
    expect(factLines(devices)).toEqual(['10.0.0.7 model: FX5U-32MT/ES', '10.0.0.8 model: FX5U-32MT/ES']);
  });
});

describe('recognising SLMP', () => {
  test('3E frames are found on any port, and their client by the messages', async () => {
    const request = slmpRequest(0x0401, 0, [...device(d, 100), ...little(2)]);
    const messages = [client(request), server(slmpAnswer(0, [1, 2, 3, 4]))];
    for (const transport of ['tcp', 'udp'] as const) {
      expect(await linesOf({ transport, port: 1025, messages, lines: [] }, messages)).toEqual([
        'read 0x0401, unit 255 D 100+2, x1',
      ]);
    }
  });

  test('garbage is unknown payload, once per stretch, and what follows is read', async () => {
    const garbage = hexBytes('deadbeef5000deadbeef');
    const request = slmpRequest(0x1001, 0, [1, 0, 0, 0]);
    expect(await operationsOf([client(request), client(garbage), client(garbage), client(request)])).toEqual([
      'control 0x1001, unit 255, x2',
      'unknown payload, x1',
    ]);
  });

  test('a device that is asked for its type says its model', async () => {
    const type = [...Buffer.from('Q06UDEHCPU'.padEnd(16)), 0x6c, 2];
    const asked = slmpRequest(0x0101, 0, [], { serial: 1 });
    const { devices } = await readContent(
      pcap(
        datagrams(5007, [
          client(asked),
          server(slmpAnswer(0, type, { serial: 1 })),
          server(slmpAnswer(0, type, { serial: 2 })),
        ]),
      ),
    );
    expect(factLines(devices)).toEqual(['10.0.0.2 model: Q06UDEHCPU']);
  });
});

describeDecoderLaws('SLMP', {
  transport: 'tcp',
  port: 5007,
  messages: [
    client(slmpRequest(0x0401, 0, [...device(d, 100), ...little(2)], { serial: 1 })),
    server(slmpAnswer(0, [1, 2, 3, 4], { serial: 1 })),
    client(slmpRequest(0x1402, 1, [2, ...device(m, 1), 1, ...device(m, 5), 0], { serial: 2 })),
    server(slmpAnswer(0xc051, [], { serial: 2 })),
    client(asciiRequest(0x0403, 0, '0100D*000001', { serial: 3 })),
  ],
  lines: [
    'read 0x0401, unit 255 D 100+2, x1',
    'read 0x0403, unit 255 D 1+1, x1',
    'write 0x1402, unit 255 M 1+1, x1, refused 1',
    'write 0x1402, unit 255 M 5+1, x1, refused 1',
  ],
});

describeDecoderLaws('1E frames', {
  transport: 'tcp',
  port: 5007,
  messages: [
    client(oldRequest(0x01, [...oldDevice('D ', 100), 3, 0])),
    server(oldAnswer(0x01, 0, [1, 2, 3, 4, 5, 6])),
    client(oldRequest(0x04, [1, 0, ...oldDevice('Y ', 1), 1])),
    server(oldAnswer(0x04, 0x5b, [0x10, 0])),
  ],
  lines: ['read 1e/0x01, unit 255 D 100+3, x1', 'write 1e/0x04, unit 255 Y 1+1, x1, refused 1'],
});

describeDecoderLaws('MELSOFT frames', {
  transport: 'udp',
  port: 5560,
  messages: [client(melsoftRequest(0x0121, 1, [0, 0, 1])), server(melsoftAnswer(0x0121, 1)), client(melsoftSearch(1))],
  lines: ['read 0x0121, x1', 'discovery search/0x01, x1'],
});
