import { describe, expect, test } from 'vitest';
import { type FlowDraft, fixedDatagram, replyTo } from '../../support/flow-datagrams.ts';
import { conversationLine, readContent } from '../../support/read-conversations.ts';

async function linesOf(...flows: readonly FlowDraft[]): Promise<readonly string[]> {
  const { conversations } = await readContent(fixedDatagram(5, flows));
  return conversations.map(conversationLine);
}

const poll = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, -, -, missing operation object';
const syn = 2;
const synAck = 0x12;
const resetAck = 0x14;

describe('flow records', () => {
  test('both directions of a connection are one conversation, begun by its client', async () => {
    expect(await linesOf({}, replyTo({}))).toEqual([`${poll}, x1`]);
    expect(await linesOf(replyTo({}), {})).toEqual([`${poll}, x1`]);
  });

  test('a reply alone still belongs to what the client began', async () => {
    expect(await linesOf(replyTo({}))).toEqual([`${poll}, x1`]);
  });

  test('connections from other ports are counted one by one', async () => {
    const other = { sourcePort: 50_001 };
    expect(await linesOf({}, other, replyTo({}), replyTo(other))).toEqual([`${poll}, x2`]);
  });

  test('a connection that exporters cut at their timeouts counts once', async () => {
    const parts = [
      { began: 300_000, ended: 240_000, flags: 0x18 },
      { began: 230_000, ended: 180_000, flags: 0x18 },
      { began: 90_000, ended: 1000, flags: 0x18 },
    ];
    expect(await linesOf(...parts.flatMap((part) => [part, replyTo(part)]))).toEqual([`${poll}, x1`]);
  });

  test('a TCP connection that is opened again with the same ports counts twice, in whatever order sides are recorded', async () => {
    const first = { began: 300_000, ended: 290_000 };
    const second = { began: 200_000, ended: 190_000 };
    const flows = [first, second, replyTo(first), replyTo(second)];
    expect(await linesOf(...flows)).toEqual([`${poll}, x2`]);
    expect(await linesOf(first, replyTo(first), second, replyTo(second))).toEqual([`${poll}, x2`]);
  });

  test('anything but TCP that is silent for more than a minute has ended', async () => {
    const udp = { protocol: 17, destinationPort: 161, flags: 0 };
    const lines = await linesOf(
      { ...udp, began: 300_000, ended: 290_000 },
      { ...udp, began: 240_000, ended: 240_000 },
      { ...udp, began: 100_000, ended: 90_000 },
    );
    expect(lines).toEqual(['plant 10.0.0.1 -> 10.0.0.2 udp/161, -, -, missing operation, x2']);
  });

  test('a connection counts again in another time bucket, as other windows may be active', async () => {
    const { conversations } = await readContent(
      fixedDatagram(5, [
        { began: 300_000, ended: 240_000, flags: 0x18 },
        { began: 230_000, ended: 180_000, flags: 0x18 },
        { began: 90_000, ended: 1000, flags: 0x18 },
      ]),
      { bucketOf: (micros) => (micros < 1_799_999_800_000_000 ? 1 : 2) },
    );
    expect(conversations.map(({ bucket, count }) => [bucket, count])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });
});

describe('who began', () => {
  const strange = { sourcePort: 40_000, destinationPort: 41_000 };

  test.each([
    [
      'only the client sends SYN without an acknowledgement',
      { ...strange, flags: syn },
      replyTo({ ...strange, flags: resetAck }),
    ],
    [
      'the SYN of the client comes first',
      { ...strange, flags: 0x1b, began: 2000 },
      replyTo({ ...strange, flags: 0x1b }),
    ],
  ])('%s', async (_, asked, answered) => {
    const [line] = await linesOf(answered, asked);
    expect(line).toContain('10.0.0.1 -> 10.0.0.2 tcp/41000');
  });

  test('a handshake tells more than the ports', async () => {
    // A PLC that opens a connection from port 502.
    const asked = { sourcePort: 502, destinationPort: 40_000, flags: 0x1b };
    const [line] = await linesOf(asked, replyTo(asked));
    expect(line).toContain('10.0.0.1 -> 10.0.0.2 tcp/40000');
  });

  test('without a handshake the port of a server tells, then who was seen first', async () => {
    expect(await linesOf({ flags: 0x18, sourcePort: 502, destinationPort: 40_000 })).toEqual([
      'plant 10.0.0.2 -> 10.0.0.1 tcp/502, -, -, missing operation object, x1',
    ]);
    const flow = { protocol: 17, sourcePort: 40_000, destinationPort: 41_000 };
    expect(await linesOf(replyTo(flow), flow)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 udp/41000, -, -, missing operation, x1',
    ]);
  });

  test('where both directions have one time, the side that sent less is taken for the client, and counted as guessed', async () => {
    const ports = { protocol: 17, sourcePort: 47_808, destinationPort: 47_808, began: 2000 };
    const asked = { ...ports, packets: 1 };
    const answered = { ...ports, source: '10.0.0.2', destination: '10.0.0.1', packets: 3 };
    for (const flows of [
      [asked, answered],
      [answered, asked],
    ]) {
      const { conversations, reading } = await readContent(fixedDatagram(5, flows));
      expect(conversations.map(({ source }) => source)).toEqual(['10.0.0.1']);
      expect(reading.statistics.remarks).toEqual({ 'guessed-direction': 1 });
    }
  });

  test('what is sent to a group is begun by its sender', async () => {
    const flow = { destination: '224.0.0.251', protocol: 17, sourcePort: 5353, destinationPort: 5353 };
    expect(await linesOf(flow)).toEqual(['plant 10.0.0.1 -> 224.0.0.251 udp/5353, -, -, missing operation, x1']);
  });
});

describe('refused connections', () => {
  test('a request to connect that is answered with a reset is a refused attempt', async () => {
    const asked = { flags: syn, packets: 1 };
    expect(await linesOf(asked, replyTo({ flags: resetAck }))).toEqual([`${poll}, x1, refused 1`]);
    expect(await linesOf(replyTo({ flags: resetAck }), asked)).toEqual([`${poll}, x1, refused 1`]);
  });

  test('a connection that ends with a reset was not refused', async () => {
    expect(await linesOf({ flags: 0x1b }, replyTo({ flags: synAck | 4 }))).toEqual([`${poll}, x1`]);
  });

  test('each attempt of many is counted', async () => {
    const attempts = [90_000, 60_000, 30_000].flatMap((began) => {
      const asked = { flags: syn, packets: 1, began, ended: began };
      return [asked, { ...replyTo(asked), flags: resetAck, ended: began - 1 }];
    });
    expect(await linesOf(...attempts)).toEqual([`${poll}, x3, refused 3`]);
  });
});

describe('records that are no TCP and UDP conversation', () => {
  const icmp = { protocol: 1, sourcePort: 0, flags: 0 };

  test('an echo request and its reply are one conversation with its operation', async () => {
    const request = { ...icmp, destinationPort: 8 * 256 };
    const reply = { ...replyTo(request), sourcePort: 0, destinationPort: 0 };
    const line = 'plant 10.0.0.1 -> 10.0.0.2 icmp/-, icmp, diagnostic 8, x1';
    expect(await linesOf(request, reply)).toEqual([line]);
    expect(await linesOf(reply)).toEqual([line]);
  });

  test('other protocols are named by their number', async () => {
    expect(await linesOf({ protocol: 47, sourcePort: 0, destinationPort: 0 })).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 ip/47, -, -, missing operation, x1',
    ]);
  });

  test.each<[string, FlowDraft]>([
    ['icmp-error', { ...icmp, destinationPort: 3 * 256 + 3 }],
    ['later-fragment', { protocol: 17, sourcePort: 0, destinationPort: 0 }],
    ['no-packets', { packets: 0 }],
  ])('%s is counted as skipped', async (reason, flow) => {
    const { conversations, reading } = await readContent(fixedDatagram(5, [flow]));
    expect(conversations).toEqual([]);
    expect(reading.statistics).toMatchObject({ packets: 0, records: 1, skipped: { [reason]: 1 } });
  });
});

test('more conversations than the limit are closed early, and it is said', async () => {
  const flows = Array.from({ length: 20 }, (_, index) => ({ sourcePort: 40_000 + index }));
  const { conversations, reading } = await readContent(fixedDatagram(5, flows), { limits: { connections: 5 } });
  expect(conversations.map(conversationLine)).toEqual([`${poll}, x20`]);
  expect(reading.problems.map(({ reason }) => reason)).toEqual([
    'more than 5 connections at once; the idle ones were closed',
  ]);
});
