import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { describeDecoderLaws, linesOf } from '../../../support/decoder-laws.ts';
import { bytesOf, word } from '../../../support/frames.ts';
import { modbus, serialFrame, serialRequest } from '../../../support/modbus-messages.ts';
import { conversationLine, readContent } from '../../../support/read-conversations.ts';
import { tcpTalk } from '../../../support/tcp-talk.ts';

type Said = readonly ['client' | 'server', Uint8Array];

/** What is counted at a port that means nothing. */
async function lines(...said: readonly Said[]): Promise<string[]> {
  const messages = said.map(([from, bytes]) => ({ from, bytes }));
  return await linesOf({ transport: 'tcp', port: 4001, messages: [], lines: [] }, messages);
}

const registers = serialFrame(1, 3, [4, 0, 1, 0, 2]);

describe('serial frames in TCP', () => {
  test.each([
    [serialRequest(1, 5, 20), 'read 1, unit 1 coils 5+20, x1'],
    [serialRequest(4, 5, 20, 17), 'read 4, unit 17 input 5+20, x1'],
    [serialRequest(5, 7, 0xff00), 'write 5, unit 1 coils 7+1, x1'],
    [serialFrame(1, 15, [...word(0), ...word(10), 2, 0, 0]), 'write 15, unit 1 coils 0+10, x1'],
    [serialFrame(1, 16, [...word(9), ...word(1), 2, 0, 0]), 'write 16, unit 1 holding 9+1, x1'],
    [serialFrame(1, 17), 'discovery 17, unit 1, x1'],
    [serialFrame(1, 22, [...word(4), 0, 0xf2, 0, 0x25]), 'write 22, unit 1 holding 4+1, x1'],
    [serialFrame(1, 24, word(9)), 'read 24, unit 1 holding 9+1, x1'],
    [serialFrame(1, 43, [14, 1, 0]), 'discovery 43.14, unit 1, x1'],
    [serialFrame(0, 6, [...word(9), 0, 1]), 'write 6, unit 0 holding 9+1, x1'],
  ])('%#: are read by the length of their function', async (frame, expected) => {
    expect(await lines(['client', frame])).toEqual([expected]);
  });

  test('a request that writes and reads is both', async () => {
    const data = [...word(3), ...word(6), ...word(14), ...word(1), 2, 0, 0];
    expect(await lines(['client', serialFrame(1, 23, data)])).toEqual([
      'read 23, unit 1 holding 3+6, x1',
      'write 23, unit 1 holding 14+1, x1',
    ]);
  });

  test('functions without a length of their own end where the checksum fits', async () => {
    const said: Said[] = [
      ['client', serialRequest(3, 0, 2)],
      ['server', registers],
      ['client', bytesOf(serialFrame(1, 90, [0, 0x41, 0xff, 0]), serialRequest(3, 0, 2))],
      ['client', serialFrame(1, 8, [0, 0, 1, 2, 3, 4])],
    ];
    expect(await lines(...said)).toEqual([
      'read 3, unit 1 holding 0+2, x2',
      'diagnostic 8.0, unit 1, x1',
      'control 90.0x41, unit 1, x1',
    ]);
  });

  test('an exception refuses the request of its unit and function', async () => {
    expect(
      await lines(
        ['client', serialRequest(3, 0, 10)],
        ['server', serialFrame(1, 0x83, [2])],
        ['client', serialRequest(3, 5, 1, 2)],
        ['server', serialFrame(2, 3, [2, 0, 0])],
      ),
    ).toEqual(['read 3, unit 1 holding 0+10, x1, refused 1', 'read 3, unit 2 holding 5+1, x1']);
  });

  test('a request without answer is given up by the next', async () => {
    expect(
      await lines(
        ['client', serialRequest(3, 0, 10)],
        ['client', serialRequest(3, 50, 10)],
        ['server', serialFrame(1, 0x83, [2])],
      ),
    ).toEqual(['read 3, unit 1 holding 0+10, x1', 'read 3, unit 1 holding 50+10, x1, refused 1']);
  });

  test('an answer without request tells that it was made', async () => {
    expect(await lines(['server', serialFrame(1, 16, [...word(5), ...word(2)])])).toEqual([
      'write 16, unit 1 holding 5+2, x1',
    ]);
  });

  test('a wrong checksum is no frame, and what follows it is', async () => {
    const wrong = bytesOf(serialRequest(3, 0, 10).subarray(0, 7), 0);
    expect(await lines(['client', wrong])).toEqual(['-, -, missing operation, x1'].map((line) => line.slice(3)));
    expect(await lines(['client', serialRequest(3, 0, 1)], ['client', bytesOf(wrong, serialRequest(3, 7, 1))])).toEqual(
      ['read 3, unit 1 holding 0+1, x1', 'read 3, unit 1 holding 7+1, x1', 'unknown payload, x1'],
    );
  });

  test('after a loss only whole frames count', async () => {
    const { frames } = tcpTalk({ serverPort: 4001 })
      .open()
      .client(serialRequest(3, 0, 1))
      .unseen('client', serialRequest(3, 1, 1).subarray(0, 3))
      .client(bytesOf(serialRequest(3, 1, 1).subarray(3), serialRequest(3, 2, 1)));
    const { conversations } = await readContent(pcap(frames));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/4001, modbus, read 3, unit 1 holding 0+1, x1',
      'plant 10.0.0.1 -> 10.0.0.2 tcp/4001, modbus, read 3, unit 1 holding 2+1, x1',
    ]);
  });

  test('a frame that has the form of a header too is known by its checksum', async () => {
    const request = serialRequest(3, 0, 2);
    expect([...request.slice(2, 6), request[7]]).toEqual([0, 0, 0, 2, 11]);
    expect(await lines(['client', request])).toEqual(['read 3, unit 1 holding 0+2, x1']);
  });

  test('a message with a header is not taken for a serial frame at its port', async () => {
    const dialogue = { transport: 'tcp', port: 502, messages: [], lines: [] } as const;
    const request = modbus(0x0103, 1, 3, [...word(0), ...word(10)]);
    expect(await linesOf(dialogue, [{ from: 'client', bytes: request }])).toEqual(['read 3, unit 1 holding 0+10, x1']);
  });
});

describeDecoderLaws('serial Modbus', {
  transport: 'tcp',
  port: 4001,
  messages: [
    { from: 'client', bytes: serialRequest(3, 0, 2) },
    { from: 'server', bytes: registers },
    { from: 'client', bytes: serialFrame(1, 16, [...word(9), ...word(2), 4, 0, 0, 1, 1]) },
    { from: 'server', bytes: serialFrame(1, 0x90, [2]) },
  ],
  lines: ['write 16, unit 1 holding 9+2, x1, refused 1', 'read 3, unit 1 holding 0+2, x1'],
});
