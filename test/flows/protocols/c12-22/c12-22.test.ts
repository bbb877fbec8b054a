import { describe, expect, test } from 'vitest';
import { acse, ber, c1222 } from '../../../support/c12-22-messages.ts';
import { pcap } from '../../../support/capture-files.ts';
import { describeDecoderLaws, linesOf } from '../../../support/decoder-laws.ts';
import { bytesOf } from '../../../support/frames.ts';
import { identityOf } from '../../../support/read-identity.ts';
import { tcpTalk } from '../../../support/tcp-talk.ts';

type Said = readonly ['client' | 'server', Uint8Array];

async function lines(...said: readonly Said[]): Promise<string[]> {
  const messages = said.map(([from, bytes]) => ({ from, bytes }));
  return await linesOf({ transport: 'tcp', port: 1153, messages: [], lines: [] }, messages);
}

async function facts(...said: readonly Said[]): Promise<string[]> {
  const talk = tcpTalk({ serverPort: 1153 }).open();
  for (const [from, bytes] of said) talk[from](bytes);
  return await identityOf(pcap(talk.frames), 'c12-22');
}

const text = (value: string): number[] => [...new TextEncoder().encode(value)];

describe('C12.22 requests', () => {
  test.each([
    [[0x20], 'discovery 0x20, x1'],
    [[0x21], 'session 0x21, x1'],
    [[0x30, 0, 1], 'read 0x30, 1+1, x1'],
    [[0x30, 0], 'read 0x30, missing object, x1'],
    [[0x32, 8, 1, 0, 1, 0, 2, 0, 1], 'read 0x32, 2049+1, x1'],
    [[0x3e], 'read 0x3e, x1'],
    [[0x3f, 0, 23, 0, 0, 4, 0, 2], 'read 0x3f, 23+1, x1'],
    [[0x40, 0, 13, 0, 1, 9, 0xf7], 'write 0x40, 13+1, x1'],
    [[0x40, 0, 7, 0, 1, 9, 0xf7], 'control 0x40.7, 7+1, x1'],
    [[0x4f, 0, 7, 0, 0, 0, 0, 1, 9, 0xf7], 'control 0x4f.7, 7+1, x1'],
    [[0x41, 0, 7, 0, 0, 0, 1, 9, 0xf7], 'control 0x41.7, 7+1, x1'],
    [[0x50, 0x12, 0x34, ...text('helloworld'), 0, 0], 'session 0x50, x1'],
    [[0x51, ...text('secret              ')], 'session 0x51, x1'],
    [[0x5f], 'unknown 0x5f, x1'],
  ])('%j', async (service, expected) => {
    expect(await lines(['client', c1222(1, [service])])).toEqual([expected]);
  });

  test('each service of a message is an operation, and its answer stands in the same place', async () => {
    expect(
      await lines(
        [
          'client',
          c1222(1, [
            [0x50, 0, 1, ...new Array<number>(10).fill(0x20)],
            [0x30, 0, 1],
            [0x40, 0, 13, 0, 1, 9, 0],
          ]),
        ],
        ['server', c1222(7, [[0], [0, 0, 1, 5, 0], [3]], { answers: 1 })],
      ),
    ).toEqual(['read 0x30, 1+1, x1', 'write 0x40, 13+1, x1, refused 1', 'session 0x50, x1']);
  });

  test('an answer belongs to the invocation that it names, or else has', async () => {
    expect(
      await lines(
        ['client', c1222(1, [[0x30, 0, 1]])],
        ['client', c1222(2, [[0x30, 0, 2]])],
        ['server', c1222(2, [[3]])],
        ['server', c1222(9, [[0, 0, 0, 0]], { answers: 1 })],
      ),
    ).toEqual(['read 0x30, 1+1, x1', 'read 0x30, 2+1, x1, refused 1']);
  });

  test('an answer alone tells that something was asked', async () => {
    expect(await lines(['server', c1222(9, [[3]], { answers: 1 })])).toEqual([
      '-, missing operation object, x1, refused 1',
    ]);
  });

  test('what a node asks of the one that reads it is a report, and the answer to that nothing', async () => {
    expect(
      await lines(
        ['client', c1222(1, [[0x30, 0, 1]])],
        ['server', c1222(7, [[0x40, 0, 3, 0, 0]])],
        ['client', c1222(7, [[0]])],
      ),
    ).toEqual(['read 0x30, 1+1, x1', 'report notify, x1']);
  });

  test('services that do not fit are no messages', async () => {
    expect(await lines(['client', c1222(1, [[0x30, 0, 1]])], ['client', acse(1, [0x80, 9, 0x30])])).toEqual([
      'read 0x30, 1+1, x1',
      'unknown payload, x1',
    ]);
  });

  test('long lengths are read', async () => {
    const data = new Array<number>(300).fill(0);
    expect(await lines(['client', c1222(1, [[0x40, 8, 0, 1, 44, ...data, 0]])])).toEqual(['write 0x40, 2048+1, x1']);
  });
});

describe('C12.22 security', () => {
  test('authenticated services are read without their code, a device class is passed over', async () => {
    expect(await lines(['client', acse(1, [0x84, 3, 0x30, 0, 1, 9, 9, 9, 9])])).toEqual(['read 0x30, 1+1, x1']);
    expect(await lines(['client', acse(1, [0x90, 1, 2, 3, 4, 3, 0x30, 0, 1])])).toEqual(['read 0x30, 1+1, x1']);
  });

  test('encrypted services are hidden, and their answers are no more', async () => {
    expect(
      await lines(
        ['client', acse(1, [0x88, 1, 2, 3, 4, 5])],
        ['server', acse(2, [0x88, 1, 2, 3, 4, 5], { answers: 1 })],
        ['server', acse(3, [0x88, 1, 2, 3, 4, 5], { answers: 8 })],
      ),
    ).toEqual(['-, missing operation object, x2']);
  });
});

describe('what C12.22 nodes say', () => {
  test('their titles, each once', async () => {
    const said: Said[] = [
      ['client', c1222(1, [[0x30, 0, 1]])],
      ['client', c1222(2, [[0x30, 0, 1]])],
      ['server', c1222(1, [[0]])],
    ];
    expect(await facts(...said)).toEqual([
      '10.0.0.1 device-id .123.9',
      '10.0.0.1 device-id 1.3.6.1.4.1.5',
      '10.0.0.2 device-id .123.9',
      '10.0.0.2 device-id 1.3.6.1.4.1.5',
    ]);
  });

  test('class and number of the device in the answer to Identify, and nothing in other answers', async () => {
    const oid = ber(0x06, [0x2b, 6, 1, 4, 1, 99]);
    const identified = [0, 3, 1, 0, 4, ...oid, 5, 8, 6, ...oid, 7, 9, 1, ...text('SN-12345'), 0];
    const own = (fact: string) => !fact.includes('device-id');
    const answer = c1222(1, [identified]);
    expect((await facts(['client', c1222(1, [[0x20]])], ['server', answer])).filter(own)).toEqual([
      '10.0.0.2 serial-number SN-12345',
      '10.0.0.2 device-type 1.3.6.1.4.1.99',
    ]);
    expect((await facts(['client', c1222(1, [[0x30, 0, 1]])], ['server', answer])).filter(own)).toEqual([]);
  });

  test('never a password', async () => {
    const logon = [0x50, 0, 1, ...text('operator  ')];
    const security = [0x51, ...text('hunter2             ')];
    expect((await facts(['client', c1222(1, [logon, security])])).join()).not.toMatch(/hunter2|operator/);
  });
});

describeDecoderLaws('C12.22', {
  transport: 'tcp',
  port: 1153,
  messages: [
    { from: 'client', bytes: c1222(1, [[0x30, 0, 1]]) },
    { from: 'server', bytes: c1222(1, [[0, 0, 1, 5, 0]]) },
    { from: 'client', bytes: c1222(2, [[0x40, 0, 7, 0, 1, 9, 0xf7]]) },
    { from: 'server', bytes: c1222(2, [[3]]) },
  ],
  lines: ['read 0x30, 1+1, x1', 'control 0x40.7, 7+1, x1, refused 1'],
});

describe('C12.22 streams', () => {
  test('garbage is passed over to the next whole message', async () => {
    expect(
      await lines(
        ['client', c1222(1, [[0x30, 0, 1]])],
        ['client', bytesOf(0x60, 5, 1, 2, 3, 4, 5, c1222(2, [[0x30, 0, 2]]))],
      ),
    ).toEqual(['read 0x30, 1+1, x1', 'read 0x30, 2+1, x1', 'unknown payload, x1']);
  });
});
