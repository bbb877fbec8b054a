import { describe, expect, test } from 'vitest';
import { conversationLine, readContent } from '../../support/read-conversations.ts';

const poll = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, -, -, missing operation object time, x1';

async function read(content: string) {
  const { conversations, reading } = await readContent(content);
  return {
    format: reading.format,
    lines: conversations.map(conversationLine),
    first: conversations[0]?.first,
    places: conversations.flatMap(({ evidence }) => evidence.map(({ position, unit }) => `${unit} ${position}`)),
    records: reading.statistics.records,
    skipped: reading.statistics.skipped,
    problems: reading.problems.map(({ reason }) => reason),
  };
}

const oldHeader =
  'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das,smk,dmk,dtos,dir,nh,nhb,svln,dvln,ismc';
const zeros = '0,0,0,0,0,0,0,0,0.0.0.0,0.0.0.0';

/** A row of nfdump 1.7.1. */
function oldRow(
  source: string,
  destination: string,
  ports: string,
  protocol: string,
  flags = '...AP.SF',
  vlans = '0,0',
): string {
  return `2027-01-15 08:00:00,2027-01-15 08:00:01,1.500,${source},${destination},${ports},${protocol},${flags},0,0,5,500,0,0,${zeros},${vlans},00:00:00:00:00:00`;
}

describe('CSV of nfdump', () => {
  const rows = [
    oldHeader,
    oldRow('10.0.0.1', '10.0.0.2', '50000,502', 'TCP'),
    oldRow('10.0.0.2', '10.0.0.1', '502,50000', 'TCP'),
    'Summary',
    'flows,bytes,packets,avg_bps,avg_pps,avg_bpp',
    '2,1000,10,5333,6,100',
    '',
  ];

  test('of version 1.6 and 1.7 is read up to its summary', async () => {
    const found = await read(rows.join('\n'));
    expect(found).toEqual({
      format: 'nfdump csv',
      lines: [poll],
      first: Date.UTC(2027, 0, 15, 8) * 1000,
      places: ['line 2'],
      records: 2,
      skipped: {},
      problems: [
        'times without a time zone are kept as they are written, and no time window is judged by them; the nfcapd file itself has the true times',
      ],
    });
    expect((await read([...rows, ...rows].join('\r\n'))).records).toBe(4);
  });

  test('may say that nothing matched', async () => {
    const found = await read(`${oldHeader}\nNo matching flows\nSummary\nflows,bytes\n0,0\n`);
    expect(found).toMatchObject({ format: 'nfdump csv', records: 0, problems: [] });
  });

  test.each([
    [
      'of later versions',
      'firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows',
      '2027-01-15 08:00:00.250,00:00:01.500,TCP,10.0.0.1,50000,10.0.0.2,502,5,500,1',
    ],
    [
      'of any other order',
      'dstPort,srcPort,dstAddr,srcAddr,proto,lastSeen,firstSeen,flags',
      '502,50000,10.0.0.2,10.0.0.1,6,2027-01-15 08:00:01.000,2027-01-15 08:00:00.250,0x1b',
    ],
  ])('%s is read by the names in its header', async (_, header, row) => {
    const found = await read(`${header}\n${row}\n`);
    expect(found.lines).toEqual([poll]);
    expect(found.first).toBe(Date.UTC(2027, 0, 15, 8) * 1000 + 250_000);
  });

  test.each([
    ['seconds', '1800000000.250'],
    ['milliseconds', '1800000000250'],
    ['a time zone', '2027-01-15 10:00:00.250+02:00'],
    ['the zone of the world', '2027-01-15T08:00:00.250Z'],
  ])('with times in %s is judged by time', async (_, time) => {
    const found = await read(
      `firstSeen,proto,srcAddr,srcPort,dstAddr,dstPort\n${time},TCP,10.0.0.1,50000,10.0.0.2,502\n`,
    );
    expect(found).toMatchObject({ lines: [poll.replace(' time', '')], first: 1_800_000_000_250_000, problems: [] });
  });

  test('without times is read without them', async () => {
    const found = await read('proto,srcAddr,srcPort,dstAddr,dstPort\nTCP,10.0.0.1,50000,10.0.0.2,502\n');
    expect(found).toMatchObject({ lines: [poll], first: 0, problems: [] });
  });

  test.each([
    ['ICMP as one number', oldRow('10.0.0.1', '10.0.0.2', '0,2048', 'ICMP', '........'), 'icmp/-, icmp, diagnostic 8'],
    [
      'ICMP as type and code',
      oldRow('10.0.0.1', '10.0.0.2', '0,8.0', 'ICMP', '........'),
      'icmp/-, icmp, diagnostic 8',
    ],
    ['ICMPv6', oldRow('fd00::1', 'fd00::2', '0,32768', 'ICMP6', '........'), 'icmpv6/-, icmpv6, diagnostic 128'],
    ['a protocol by its number', oldRow('10.0.0.1', '10.0.0.2', '0,0', '112'), 'ip/112'],
    ['a protocol by its name', oldRow('10.0.0.1', '10.0.0.2', '0,0', 'VRRP'), 'ip/112'],
    ['IPv6', oldRow('fd00::1', 'fd00::2', '50000,502', 'TCP'), 'fd00::1 -> fd00::2 tcp/502'],
    ['a VLAN', oldRow('10.0.0.1', '10.0.0.2', '50000,502', 'TCP', '...AP.SF', '5,6'), 'vlan-5 10.0.0.1'],
    [
      'a VLAN of what went out',
      oldRow('10.0.0.1', '10.0.0.2', '50000,502', 'TCP', '...AP.SF', '0,6'),
      'vlan-6 10.0.0.1',
    ],
  ])('shows %s', async (_, row, expected) => {
    expect((await read(`${oldHeader}\n${row}\n`)).lines).toEqual([expect.stringContaining(expected)]);
  });

  test.each([
    ['a name instead of an address', oldRow('plc-1', '10.0.0.2', '1,2', 'TCP'), 'row with addresses that are none'],
    ['addresses of two families', oldRow('fd00::1', '10.0.0.2', '1,2', 'TCP'), 'row with addresses that are none'],
    [
      'an unknown protocol',
      oldRow('10.0.0.1', '10.0.0.2', '1,2', 'NONSENSE'),
      'row with protocol `NONSENSE` is not known',
    ],
    ['too few fields', '2027-01-15 08:00:00,2027-01-15 08:00:01', 'row with no addresses'],
  ])('a row with %s is said and left out', async (_, row, problem) => {
    const found = await read(`${oldHeader}\n${row}\n${oldRow('10.0.0.1', '10.0.0.2', '50000,502', 'TCP')}\n`);
    expect(found).toMatchObject({ lines: [poll], skipped: { 'malformed-line': 1 } });
    expect(found.problems[0]).toBe(problem);
  });

  test('without its header line says what is missing', async () => {
    const found = await read(rows.slice(1, 3).join('\n'));
    expect(found).toMatchObject({ format: 'nfdump csv', lines: [], skipped: { 'no-header': 2 } });
    expect(found.problems[0]).toContain('nfdump -q');
  });

  test('in small pieces is the same', async () => {
    const whole = await readContent(rows.join('\n'));
    for (const size of [1, 10]) expect(await readContent(rows.join('\n'), {}, size)).toEqual(whole);
  });
});

describe('JSON of nfdump', () => {
  const flow = {
    type: 'FLOW',
    sampled: 0,
    export_sysid: 0,
    first: '2027-01-15T08:00:00.250',
    last: '2027-01-15T08:00:01.500',
    in_packets: 5,
    proto: 6,
    tcp_flags: '...AP.SF',
    src_port: 50_000,
    dst_port: 502,
    src4_addr: '10.0.0.1',
    dst4_addr: '10.0.0.2',
  };
  const { first, last, ...untimed } = flow;
  const reply = { ...flow, src_port: 502, dst_port: 50_000, src4_addr: '10.0.0.2', dst4_addr: '10.0.0.1' };
  const pretty = (...objects: readonly object[]): string =>
    objects.map((each) => JSON.stringify(each, null, '\t')).join(',\n');

  test.each([
    ['an array', `[\n${pretty(flow, reply)}]\n`, 2],
    ['objects with commas between them', pretty(flow, reply), 1],
    ['lines', `${JSON.stringify(flow)}\n${JSON.stringify(reply)}\n`, 1],
    ['names of version 1.6', `[${pretty({ ...untimed, t_first: first, t_last: last })}]`, 1],
  ])('is read as %s', async (_, content, line) => {
    const found = await read(content);
    expect(found).toMatchObject({
      format: 'nfdump json',
      lines: [poll],
      first: Date.UTC(2027, 0, 15, 8) * 1000 + 250_000,
      places: [`line ${line}`],
      skipped: {},
    });
    expect(await readContent(content, {}, 3)).toEqual(await readContent(content));
  });

  test.each<[string, object, string]>([
    [
      'ICMP',
      { proto: 1, icmp_type: 8, icmp_code: 0, src_port: undefined, dst_port: undefined },
      'icmp/-, icmp, diagnostic 8',
    ],
    [
      'IPv6',
      { src4_addr: undefined, dst4_addr: undefined, src6_addr: 'fd00::1', dst6_addr: 'fd00::2' },
      'fd00::1 -> fd00::2',
    ],
    ['VLANs', { src_vlan: 0, dst_vlan: 6 }, 'vlan-6 10.0.0.1'],
    ['a connection that a firewall denied', { type: 'EVENT', event_id: 3, in_packets: 0 }, 'x1, refused 1'],
  ])('shows %s', async (_, change, expected) => {
    expect((await read(JSON.stringify({ ...flow, ...change }))).lines).toEqual([expect.stringContaining(expected)]);
  });

  test('says that packets were sampled', async () => {
    expect((await read(JSON.stringify({ ...flow, sampled: 1 }))).problems).toContain(
      'the exporter looks at a sample of the packets only, so that conversations may be missing',
    );
  });

  test('that is broken in one object is read behind it', async () => {
    const found = await read(`${JSON.stringify(reply)}\n{"type": oops}\n${JSON.stringify(flow)}\n`);
    expect(found).toMatchObject({ lines: [poll], records: 3, skipped: { 'malformed-line': 1 } });
  });

  test('that ends inside an object says so', async () => {
    expect((await read(pretty(flow, reply).slice(0, -5))).skipped).toEqual({ truncated: 1 });
  });
});
