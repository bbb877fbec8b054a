import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { describeDecoderLaws, linesOf } from '../../../support/decoder-laws.ts';
import { hartFrame, hartIp } from '../../../support/hart-messages.ts';
import { factLines, readContent } from '../../../support/read-conversations.ts';
import { tcpTalk } from '../../../support/tcp-talk.ts';

const tcp = { transport: 'tcp', port: 5094, messages: [], lines: [] } as const;
const client = (bytes: Uint8Array) => ({ from: 'client', bytes }) as const;
const server = (bytes: Uint8Array) => ({ from: 'server', bytes }) as const;
const initiate = hartIp(0, 0, [1, 0, 0, 0xea, 0x60]);
const initiated = hartIp(1, 0, [1, 0, 0, 0xea, 0x60]);
const ask = (command: number, data: readonly number[] = []): Uint8Array => hartIp(0, 3, hartFrame(command, data), 2);
const reply = (command: number, data: readonly number[]): Uint8Array => hartIp(1, 3, hartFrame(command, data, 6), 2);

describe('HART-IP', () => {
  test.each([
    ['a session', [client(initiate), server(initiated)], ['session m0, x1']],
    ['a read', [client(ask(3)), server(reply(3, [0, 0, 1, 2]))], ['read 3, x1']],
    ['a reset', [client(ask(42))], ['control 42, x1']],
    ['an extended command', [client(ask(31, [0x02, 0x00, 1]))], [expect.stringMatching(/ 512, x1$/)]],
    ['a command for a sub-device', [client(ask(77, [0, 0, 5, 2, 0x80, 42, 0]))], ['control 42, x1']],
    ['a command that is not implemented', [client(ask(42)), server(reply(42, [64, 0]))], ['control 42, x1, refused 1']],
    ['a warning is no refusal', [client(ask(17)), server(reply(17, [8, 0]))], ['write 17, x1']],
    ['an answer alone', [server(reply(3, [0, 0, 1, 2]))], ['read 3, x1']],
    [
      'a direct PDU with two commands',
      [client(hartIp(0, 4, [0, 0, 0, 3, 0, 0, 42, 0]))],
      ['read 3, x1', 'control 42, x1'],
    ],
  ])('%s', async (_, messages, lines) => {
    expect(await linesOf(tcp, messages)).toEqual(lines);
  });

  test('command 58 is a write by its bytes, although icsnpp-hart-ip names it a read', async () => {
    // 02 delimiter, 80 address, 3a command 58, 15 length 21: tag (6), descriptor (12), date (3). A read carries no data.
    const frame = ask(
      58,
      Array.from({ length: 21 }, (_, index) => index),
    );
    expect(Buffer.from(frame.subarray(8, 12)).toString('hex')).toBe('02803a15');
    expect(await linesOf(tcp, [client(frame)])).toEqual(['write 58, x1']);
  });

  test('it is known at any port by a frame with a right check octet, and only by that', async () => {
    expect(await linesOf({ ...tcp, port: 9999 }, [client(ask(3))])).toEqual(['read 3, x1']);
    const wrong = ask(3);
    wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 1;
    expect(await linesOf({ ...tcp, port: 9999 }, [client(wrong)])).toEqual(['-, missing operation, x1']);
  });

  test('a device tells its type, its id and its tags', async () => {
    const unique = reply(0, [0, 0, 254, 0x26, 0x06, 5, 7, 3, 9, 0x10, 0, 0xab, 0xcd, 0xef]);
    const tag = reply(20, [0, 0, ...new TextEncoder().encode('FT-101'.padEnd(32))]);
    const talk = tcpTalk({ serverPort: 5094 }).open().client(ask(0)).server(unique).client(ask(20)).server(tag);
    expect(factLines((await readContent(pcap(talk.frames))).devices)).toEqual([
      '10.0.0.2 firmware: 9',
      '10.0.0.2 name: FT-101',
      '10.0.0.2 device-type: 0x2606',
      '10.0.0.2 device-id: 0xabcdef',
    ]);
  });
});

describeDecoderLaws('HART-IP', {
  ...tcp,
  messages: [client(initiate), server(initiated), client(ask(42)), server(reply(42, [64, 0]))],
  lines: ['control 42, x1, refused 1', 'session m0, x1'],
});
