import { describe, expect, test } from 'vitest';
import { describeDecoderLaws, linesOf } from '../../support/decoder-laws.ts';
import { bytesOf } from '../../support/frames.ts';

const udp = { transport: 'udp', port: 123, messages: [], lines: [] } as const;
const packet = (mode: number): Uint8Array => bytesOf((4 << 3) | mode, new Uint8Array(47));
const control = (isAnswer: boolean): Uint8Array => bytesOf((2 << 3) | 6, isAnswer ? 0x82 : 2, new Uint8Array(10));
const client = (bytes: Uint8Array) => ({ from: 'client', bytes }) as const;
const server = (bytes: Uint8Array) => ({ from: 'server', bytes }) as const;

describe('NTP', () => {
  test.each([
    ['a question and its answer', [client(packet(3)), server(packet(4))], ['read 3, x1']],
    ['an answer alone', [server(packet(4))], ['read 3, x1']],
    ['a broadcast', [client(packet(5))], ['time 5, x1']],
    ['a control message and its answer', [client(control(false)), server(control(true))], ['control 6, x1']],
  ])('%s', async (_, messages, lines) => {
    expect(await linesOf(udp, messages)).toEqual(lines);
  });
});

describeDecoderLaws('NTP', { ...udp, messages: [client(packet(3)), server(packet(4))], lines: ['read 3, x1'] });
