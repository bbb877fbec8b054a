import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { describeDecoderLaws, linesOf } from '../../../support/decoder-laws.ts';
import { bytesOf, long, word } from '../../../support/frames.ts';
import { factLines, readContent } from '../../../support/read-conversations.ts';
import { synchrophasor } from '../../../support/small-protocol-messages.ts';
import { tcpTalk } from '../../../support/tcp-talk.ts';

const tcp = { transport: 'tcp', port: 4712, messages: [], lines: [] } as const;
const client = (bytes: Uint8Array) => ({ from: 'client', bytes }) as const;
const server = (bytes: Uint8Array) => ({ from: 'server', bytes }) as const;
const command = (code: number): Uint8Array => synchrophasor(4, Uint8Array.from(word(code)));
const data = synchrophasor(0, new Uint8Array(20));
const unit = (name: string, id: number): Uint8Array =>
  bytesOf(
    new TextEncoder().encode(name.padEnd(16)),
    word(id),
    word(0),
    word(1),
    word(0),
    word(0),
    new Uint8Array(16),
    long(1),
    word(0),
    word(3),
  );
const configuration = synchrophasor(
  3,
  bytesOf(long(1_000_000), word(2), unit('STATION A', 7), unit('STATION B', 8), word(50)),
);

describe('synchrophasors', () => {
  test.each([
    ['turning data on', [client(command(2))], ['control 4.2, unit 7, x1']],
    [
      'asking for a configuration',
      [client(command(5)), server(configuration)],
      ['report 3, unit 7, x1', 'discovery 4.5, unit 7, x1'],
    ],
    ['data frames', [server(data), server(data)], ['report 0, unit 7, x2']],
    ['a command that nobody has listed', [client(command(99))], ['unknown 4.99, unit 7, x1']],
  ])('%s', async (_, messages, lines) => {
    expect(await linesOf(tcp, messages)).toEqual(lines);
  });

  test('a frame with a wrong checksum is none', async () => {
    expect(
      await linesOf({ ...tcp, port: 9000 }, [client(synchrophasor(4, Uint8Array.from(word(2)), { crc: 1 }))]),
    ).toEqual(['-, missing operation, x1']);
  });

  test('a configuration names the stations', async () => {
    const { devices } = await readContent(
      pcap(tcpTalk({ serverPort: 4712 }).open().client(command(5)).server(configuration).frames),
    );
    expect(factLines(devices)).toEqual(['10.0.0.2 unit 7 name: STATION A', '10.0.0.2 unit 8 name: STATION B']);
  });
});

describeDecoderLaws('C37.118', {
  ...tcp,
  messages: [client(command(5)), server(configuration), client(command(2)), server(data), server(data)],
  lines: ['report 0, unit 7, x2', 'report 3, unit 7, x1', 'control 4.2, unit 7, x1', 'discovery 4.5, unit 7, x1'],
});
