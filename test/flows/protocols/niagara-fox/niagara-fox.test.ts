import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { describeDecoderLaws, linesOf } from '../../../support/decoder-laws.ts';
import { factLines, readContent } from '../../../support/read-conversations.ts';
import { fox } from '../../../support/small-protocol-messages.ts';
import { tcpTalk } from '../../../support/tcp-talk.ts';

const tcp = { transport: 'tcp', port: 1911, messages: [], lines: [] } as const;
const client = (bytes: Uint8Array) => ({ from: 'client', bytes }) as const;
const server = (bytes: Uint8Array) => ({ from: 'server', bytes }) as const;
const hello = fox(1, -1, 'fox', 'hello', ['hostName=s:workbench', 'app.version=s:3.7.44']);
const greeting = fox(0, -1, 'fox', 'hello', [
  'station.name=s:HQ',
  'brandId=s:vykon',
  'os.name=s:QNX',
  'password=s:sEcReT',
]);
const copy = fox(2, -1, 'file', 'get', ['path=s:/config.bog']);

describe('Niagara Fox', () => {
  test.each([
    ['a greeting and its answer', [client(hello), server(greeting)], ['session fox/hello, x1']],
    [
      'a file',
      [client(hello), client(copy), server(fox(1, 2, 'file', 'get'))],
      ['file file/get, x1', 'session fox/hello, x1'],
    ],
    ['a channel that nobody has listed', [client(fox(1, -1, 'alarm', 'ack'))], ['unknown alarm/ack, x1']],
  ])('%s', async (_, messages, lines) => {
    expect(await linesOf(tcp, messages)).toEqual(lines);
  });

  test('both hosts say who they are', async () => {
    const result = await readContent(pcap(tcpTalk({ serverPort: 1911 }).open().client(hello).server(greeting).frames));
    expect(factLines(result.devices)).toEqual([
      '10.0.0.1 firmware: 3.7.44',
      '10.0.0.1 hostname: workbench',
      '10.0.0.2 vendor: vykon',
      '10.0.0.2 name: HQ',
      '10.0.0.2 description: QNX',
    ]);
    expect(JSON.stringify(result)).not.toContain('sEcReT');
  });
});

describeDecoderLaws('Fox', {
  ...tcp,
  messages: [client(hello), server(greeting), client(copy)],
  lines: ['file file/get, x1', 'session fox/hello, x1'],
});
