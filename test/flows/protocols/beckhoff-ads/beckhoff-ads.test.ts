import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { datagrams, describeDecoderLaws, linesOf } from '../../../support/decoder-laws.ts';
import { factLines, readContent } from '../../../support/read-conversations.ts';
import { adsDiscovery, ams, amsIndex } from '../../../support/small-protocol-messages.ts';
import { tcpTalk } from '../../../support/tcp-talk.ts';

const tcp = { transport: 'tcp', port: 48_898, messages: [], lines: [] } as const;
const udp = { transport: 'udp', port: 48_899, messages: [], lines: [] } as const;
const client = (bytes: Uint8Array) => ({ from: 'client', bytes }) as const;
const server = (bytes: Uint8Array) => ({ from: 'server', bytes }) as const;
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const read = ams(2, amsIndex(0x4020, 100, 8));
const done = ams(2, [0, 0, 0, 0, 8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8], { isAnswer: true });
const write = ams(3, [...amsIndex(0xf005, 0x1234, 2), 1, 2], { invoke: 2 });
const refused = ams(3, [0x0a, 7, 0, 0], { isAnswer: true, invoke: 2 });

describe('Beckhoff ADS', () => {
  test.each([
    ['a read of memory', [client(read), server(done)], ['read 2, unit 851 100+8, x1']],
    [
      'a write by handle that is refused',
      [client(write), server(refused)],
      ['write 3, unit 851 4660+1, x1, refused 1'],
    ],
    ['a change of state', [client(ams(5, [6, 0, 0, 0, 0, 0, 0, 0]))], ['control 5, unit 851, x1']],
    [
      'a file of the system service',
      [client(ams(9, amsIndex(120, 0, 4), { port: 10_000 }))],
      ['file 9/120, unit 10000 0+4, x1'],
    ],
    [
      'a notification',
      [client(read), server(done), server(ams(8, [0, 0, 0, 0], { port: 32_800 }))],
      ['read 2, unit 851 100+8, x1', 'report 8, unit 32800, x1'],
    ],
    ['an answer alone', [server(done)], ['-, missing operation object, x1']],
    [
      'an error of the router',
      [client(read), server(ams(2, [], { isAnswer: true, error: 6 }))],
      ['read 2, unit 851 100+8, x1, refused 1'],
    ],
  ])('%s', async (_, messages, lines) => {
    expect(await linesOf(tcp, messages)).toEqual(lines);
  });

  test('a router that is asked may ask too', async () => {
    const talk = tcpTalk({ serverPort: 48_898 }).open().client(read).server(done).server(write).client(refused);
    const { conversations } = await readContent(pcap(talk.frames));
    expect(conversations.map(({ source, operation, refused: count }) => [source, operation?.code, count])).toEqual([
      ['10.0.0.1', '2', 0],
      ['10.0.0.2', '3', 1],
    ]);
  });

  test('a runtime tells its name and version', async () => {
    const info = ams(1, [0, 0, 0, 0, 3, 1, 0xb6, 0x0f, ...text('Plc30 App'), ...new Uint8Array(7)], { isAnswer: true });
    const { devices } = await readContent(
      pcap(tcpTalk({ serverPort: 48_898 }).open().client(ams(1, [])).server(info).frames),
    );
    expect(factLines(devices)).toEqual(['10.0.0.2 unit 851 model: Plc30 App', '10.0.0.2 unit 851 firmware: 3.1.4022']);
  });
});

describe('the discovery of Beckhoff routers', () => {
  const found = adsDiscovery(1, true, [
    [5, text('CX-12AB34\0')],
    [3, Uint8Array.of(3, 1, 0xb6, 0x0f)],
  ]);

  test.each([
    ['a search', [client(adsDiscovery(1, false)), server(found)], ['discovery d1, x1']],
    [
      'a new route, whose password stays unread',
      [client(adsDiscovery(6, false, [[2, text('sEcReT')]]))],
      ['control d6, x1'],
    ],
    ['an answer alone', [server(found)], ['discovery d1, x1']],
  ])('%s', async (_, messages, lines) => {
    expect(await linesOf(udp, messages)).toEqual(lines);
  });

  test('a router tells its name and version, and nobody its password', async () => {
    const route = adsDiscovery(6, false, [[2, text('sEcReT')]]);
    const result = await readContent(pcap(datagrams(48_899, [client(route), server(found)])));
    expect(factLines(result.devices)).toEqual(['10.0.0.2 firmware: 3.1.4022', '10.0.0.2 hostname: CX-12AB34']);
    expect(JSON.stringify(result)).not.toContain('sEcReT');
  });
});

describeDecoderLaws('ADS', {
  ...tcp,
  messages: [client(read), server(done), client(write), server(refused)],
  lines: ['read 2, unit 851 100+8, x1', 'write 3, unit 851 4660+1, x1, refused 1'],
});
