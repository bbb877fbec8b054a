import { describe, expect, test } from 'vitest';
import { bsap, bsapRequest, bsapResponse } from '../../support/bsap-messages.ts';
import { describeDecoderLaws, linesOf } from '../../support/decoder-laws.ts';
import { bytesOf } from '../../support/frames.ts';

type Said = readonly ['client' | 'server', Uint8Array];

async function lines(...said: readonly Said[]): Promise<string[]> {
  const messages = said.map(([from, bytes]) => ({ from, bytes }));
  return await linesOf({ transport: 'udp', port: 1234, messages: [], lines: [] }, messages);
}

const readByName = bsapRequest(7, 0xa0, [0, 0x04, 3, 0xd0, 1, 15, 1, 0x40, 0x41, 0]);

describe('BSAP', () => {
  test.each([
    [0xa0, [0, 0x00], 'read 0xa0/0x00, x1'],
    [0xa0, [0, 0x84], 'write 0xa0/0x84, x1'],
    [0xa0, [0, 0x33], 'unknown 0xa0/0x33, x1'],
    [0xa0, [], 'unknown 0xa0, x1'],
    [0xa1, [0, 0x01, 0x01], 'control 0xa1/0x0101, x1'],
    [0xa1, [0, 0x81, 0x02], 'time 0xa1/0x0281, x1'],
    [0xa1, [0, 0x77, 0x07], 'program 0xa1/0x0777, x1'],
    [0x03, [0], 'unknown 0x03, x1'],
    [0x68, [0], 'unknown 0x68, x1'],
  ])('application function %i with %j', async (application, data, expected) => {
    expect(await lines(['client', bsap(6, bsapRequest(1, application, data))])).toEqual([expected]);
  });

  test('each message of a datagram is an operation, and a poll is a session operation', async () => {
    const write = bsapRequest(8, 0xa0, [0, 0x80, 1, 1, 0, 1, 0, 0]);
    expect(await lines(['client', bsap(0x84, readByName, write)], ['client', bsap(0)])).toEqual([
      'read 0xa0/0x04, x1',
      'write 0xa0/0x80, x1',
      'session poll, x1',
    ]);
  });

  test('a response belongs to the request with its sequence number', async () => {
    const write = bsapRequest(8, 0xa0, [0, 0x80, 1, 1, 0, 1, 0, 0]);
    expect(
      await lines(
        ['client', bsap(6, readByName)],
        ['client', bsap(6, write)],
        ['server', bsap(5, bsapResponse(8, 0x80), bsapResponse(7, 0x01))],
      ),
    ).toEqual(['read 0xa0/0x04, x1', 'write 0xa0/0x80, x1, refused 1']);
  });

  test('a response without request tells that something was asked', async () => {
    expect(await lines(['server', bsap(1, bsapResponse(8, 0))])).toEqual(['-, missing operation object, x1']);
  });

  test('what follows the messages of a datagram is no message', async () => {
    expect(await lines(['client', bsap(6, readByName)], ['client', bytesOf(bsap(6, readByName), 0)])).toEqual([
      'read 0xa0/0x04, x2',
      'unknown payload, x1',
    ]);
  });

  test('at another port it is known by lengths that fit', async () => {
    const dialogue = { transport: 'udp', port: 5555, messages: [], lines: [] } as const;
    const whole = bsap(6, readByName);
    expect(await linesOf(dialogue, [{ from: 'client', bytes: whole }])).toEqual(['read 0xa0/0x04, x1']);
    const longer = bytesOf(whole, 0);
    expect(await linesOf(dialogue, [{ from: 'client', bytes: longer }])).toEqual(['-, missing operation, x1']);
  });
});

describeDecoderLaws('BSAP', {
  transport: 'udp',
  port: 1234,
  messages: [
    { from: 'client', bytes: bsap(6, readByName) },
    { from: 'server', bytes: bsap(5, bsapResponse(7, 0, [0, 0])) },
    { from: 'client', bytes: bsap(0) },
  ],
  lines: ['read 0xa0/0x04, x1', 'session poll, x1'],
});
