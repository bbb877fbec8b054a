/** Packets that ulogd2 logs as JSON are the conversations that a capture of the same log shows, without what was asked. */
import { describe, expect, test } from 'vitest';
import { recogniseFormat } from '../../../../src/flows/format-registry.ts';
import { commonEvent, eveLog } from '../../../support/eve.ts';
import { conversationLine, readContent } from '../../../support/read-conversations.ts';
import { ulogdFrame, ulogdJson, ulogdSyn } from '../../../support/ulogd-lines.ts';
import { commonRow, zeekJson } from '../../../support/zeek.ts';

type Row = Readonly<Record<string, unknown>>;

async function read(rows: readonly Row[]) {
  const { conversations, reading } = await readContent(ulogdJson(rows));
  const { statistics, problems, format } = reading;
  return { conversations, lines: conversations.map(conversationLine), statistics, problems, format };
}

const ssh = 'plant 10.20.0.20 -> 10.20.1.11 tcp/22, -, -, missing operation, x1';
const icmp = { 'ip.protocol': 1, src_port: undefined, dest_port: undefined, 'tcp.syn': undefined } as const;

describe('a line of ulogd', () => {
  test('is a conversation that says what the boundary did, and between which interfaces', async () => {
    const { conversations, lines, statistics, format } = await read([ulogdSyn]);
    expect(format).toBe('ulogd json');
    expect(lines).toEqual([ssh]);
    expect(statistics).toMatchObject({ records: 1, skipped: {} });
    expect(conversations[0]).toMatchObject({
      drop: {
        action: 'denied',
        boundary: 'fw-line',
        hook: 'forward',
        entry: { name: 'eth0' },
        exit: { name: 'eth1' },
      },
      first: 1_795_671_839_421_490,
      evidence: [{ position: 1, unit: 'line' }],
    });
  });

  test.each<readonly [string, Row, string]>([
    ['UDP', { 'ip.protocol': 17, src_port: 5000, dest_port: 9999 }, 'udp/9999, -, -, missing operation, x1'],
    ['ICMP', { ...icmp, 'icmp.type': 8 }, 'icmp/-, icmp, diagnostic 8, x1'],
    ['another IP protocol', { ...icmp, 'ip.protocol': 47 }, 'ip/47, -, -, missing operation, x1'],
  ])('of %s is told by its protocol', async (_, change, line) => {
    const { lines } = await read([{ ...ulogdSyn, ...change }]);
    expect(lines).toEqual([`plant 10.20.0.20 -> 10.20.1.11 ${line}`]);
  });

  test('of IPv6 is the same', async () => {
    const row = { ...ulogdSyn, src_ip: 'fd20::20', dest_ip: 'fd20:1::11' };
    expect((await read([row])).lines).toEqual([
      ssh.replace('10.20.0.20', 'fd20::20').replace('10.20.1.11', 'fd20:1::11'),
    ]);
    const echo = { ...row, ...icmp, 'ip.protocol': 58, 'icmpv6.type': 128 };
    expect((await read([echo])).lines).toEqual(['plant fd20::20 -> fd20:1::11 icmpv6/-, icmpv6, diagnostic 128, x1']);
  });

  test('about a frame is a conversation of MAC addresses', async () => {
    const { conversations, lines } = await read([ulogdFrame]);
    expect(lines).toEqual(['plant 02:00:00:00:00:0a -> 02:00:00:00:00:0b ethernet/34962, -, -, missing operation, x1']);
    expect(conversations[0]?.drop).toMatchObject({ entry: { name: 'br0' }, exit: null });
  });

  test('of somebody else is traffic that was seen', async () => {
    for (const prefix of ['accepted ', '', undefined])
      expect((await read([{ ...ulogdSyn, 'oob.prefix': prefix }])).conversations[0]?.drop).toBeNull();
  });

  test('without names of interfaces has their numbers', async () => {
    const { conversations } = await read([{ ...ulogdSyn, 'oob.in': undefined, 'oob.out': '' }]);
    expect(conversations[0]?.drop).toMatchObject({ entry: { index: 2 }, exit: { index: 3 } });
  });
});

describe('connections', () => {
  test('that are asked for again are one', async () => {
    const again = [0, 1, 3, 7].map((seconds) => ({ ...ulogdSyn, 'oob.time.sec': 1_795_671_839 + seconds }));
    expect((await read(again)).lines).toEqual([ssh]);
    const others = [
      { ...again[3], 'oob.time.sec': 1_795_671_860, 'tcp.seq': 9 },
      { ...again[3], src_port: 40_002 },
    ];
    expect((await read([...again, ...others])).lines).toEqual([ssh.replace('x1', 'x3')]);
  });

  test('are begun by who asks, whichever side the boundary drops', async () => {
    const answer = { ...ulogdSyn, src_ip: '10.20.1.11', dest_ip: '10.20.0.20', src_port: 22, dest_port: 40_001 };
    const stray = { ...answer, 'oob.prefix': 'zonewright stray fw-line ', 'tcp.ack': 1 };
    expect((await read([stray])).lines).toEqual([ssh]);
  });

  test('of datagrams are begun by their sender, as the boundary judged them, whatever its port is', async () => {
    const answer = { ...ulogdSyn, 'ip.protocol': 17, src_port: 123, dest_port: 40_001 };
    expect((await read([answer])).lines[0]).toContain('10.20.0.20 -> 10.20.1.11 udp/40001');
    expect((await read([{ ...answer, 'oob.prefix': 'seen ' }])).lines[0]).toContain('10.20.1.11 -> 10.20.0.20 udp/123');
  });

  test('of one pair are kept apart by what the boundary did', async () => {
    const rows = ['deny', 'spoofed', 'stray'].map((word) => ({ ...ulogdSyn, 'oob.prefix': `zonewright ${word} fw ` }));
    expect((await read(rows)).conversations.map(({ drop }) => drop?.action)).toEqual(['denied', 'spoofed', 'stray']);
  });
});

describe('time', () => {
  const noSeconds = { ...ulogdSyn, 'oob.time.sec': undefined, 'oob.time.usec': undefined };

  test('is that of the kernel, else that of the log where it has a zone', async () => {
    const zoned = { ...noSeconds, timestamp: undefined, '@timestamp': '2026-11-26T01:46:15.377261-0500' };
    expect((await read([zoned])).conversations[0]).toMatchObject({
      first: Date.parse('2026-11-26T06:46:15Z') * 1000 + 377_261,
      missing: ['operation'],
    });
  });

  test('without a zone is kept as it is written, and no window is judged by it', async () => {
    const { conversations, problems } = await read([noSeconds]);
    expect(conversations[0]).toMatchObject({
      first: Date.parse('2026-11-26T05:43:59.421Z') * 1000,
      missing: ['operation', 'time'],
    });
    expect(problems[0]?.reason).toContain('times without a time zone');
  });

  test('that is missing is missing', async () => {
    const { conversations } = await read([{ ...noSeconds, timestamp: undefined }]);
    expect(conversations[0]).toMatchObject({ missing: ['operation', 'time'] });
  });
});

describe('a line that says too little', () => {
  test.each<readonly [string, Row, string]>([
    ['no addresses', { src_ip: undefined }, 'no-addresses'],
    ['no ports, as its header was cut off', { dest_port: undefined }, 'no-ports'],
    ['no protocol', { 'ip.protocol': undefined }, 'no-protocol'],
    ['a frame with a length', { src_ip: undefined, ...ulogdFrame, 'oob.protocol': 38 }, 'no-addresses'],
    ['only addresses that are none', { src_ip: '10.20.0', dest_ip: 'x' }, 'malformed-line'],
    ['the events of connections', { 'oob.prefix': undefined, 'oob.hook': undefined, 'ct.id': 1 }, 'log-not-read'],
  ])('(%s) is counted and left out', async (_, change, reason) => {
    const { lines, statistics } = await read([ulogdSyn, { ...ulogdSyn, ...change }]);
    expect(lines).toEqual([ssh]);
    expect(statistics).toMatchObject({ records: 2, skipped: { [reason]: 1 } });
  });

  test('is no reason to give up the file', async () => {
    const { conversations, reading } = await readContent(`{"a\nno JSON\n[]\n${ulogdJson([ulogdSyn])}{"b`);
    expect(conversations.map(conversationLine)).toEqual([ssh]);
    expect(reading.statistics.skipped).toEqual({ 'malformed-line': 4 });
  });
});

describe('other logs with JSON in each line', () => {
  const formatOf = (text: string): unknown => {
    const format = recogniseFormat(new TextEncoder().encode(text));
    return format === null || format === 'more' ? format : format.name;
  };

  test('are told apart by what only one of them has', () => {
    expect(formatOf(ulogdJson([ulogdSyn]))).toBe('ulogd json');
    expect(formatOf(ulogdJson([ulogdSyn]).trim())).toBe('ulogd json');
    expect(formatOf(eveLog([{ ...commonEvent, event_type: 'flow', src_ip: '10.0.0.1', dest_ip: '10.0.0.2' }]))).toBe(
      'suricata eve',
    );
    expect(formatOf(zeekJson([{ ...commonRow, proto: 'tcp' }]))).toBe('zeek json');
    expect(formatOf('{"type":"FLOW","src4_addr":"10.0.0.1","dst4_addr":"10.0.0.2","proto":6}\n')).toBe('nfdump json');
  });

  test('with names of ulogd in them stay what they are', () => {
    expect(formatOf(eveLog([{ ...commonEvent, event_type: 'flow', 'oob.prefix': 'x' }]))).toBe('suricata eve');
    expect(formatOf(zeekJson([{ ...commonRow, 'oob.prefix': 'x' }]))).toBe('zeek json');
    expect(formatOf('{"src_ip":"10.0.0.1","dest_ip":"10.0.0.2","ip.protocol":6}\n'.repeat(6))).toBeNull();
  });
});
