import { describe, expect, test } from 'vitest';
import { pcap } from '../../support/capture-files.ts';
import { bytesOf, ethernet, ipv4, ipv6, long, udp, word } from '../../support/frames.ts';
import { conversationLine, readContent } from '../../support/read-conversations.ts';

const packet = ipv4(
  { source: '10.0.0.1', destination: '10.0.0.2', protocol: 17 },
  udp(40_000, 9999, new Uint8Array(4)),
);
const frame = ethernet(0x0800, packet);
const tagged = ethernet(0x0800, packet, { vlans: [7] });
const line = '10.0.0.1 -> 10.0.0.2 udp/9999, -, -, missing operation, x1';
const six = { source: '20010db8000000000000000000000001', destination: 'fd200001000000000000000000000002' };

/** A packet between the ends of a tunnel, in VLAN 99. */
function outer(protocol: number, payload: Uint8Array): Uint8Array {
  return ethernet(0x0800, ipv4({ source: '172.16.0.1', destination: '172.16.0.2', protocol }, payload), {
    vlans: [99],
  });
}

function gre(flags: number, etherType: number, ...rest: readonly (number | readonly number[] | Uint8Array)[]) {
  return outer(47, bytesOf(word(flags), word(etherType), ...rest));
}

const ends = 'vlan-99 172.16.0.1 -> 172.16.0.2';
const greEnds = `${ends} ip/47, -, -, missing operation, x1`;

async function read(frames: readonly Uint8Array[], overrides = {}) {
  const content = pcap(frames.map((bytes, index) => ({ micros: index, bytes })));
  const { conversations, reading } = await readContent(content, overrides);
  return { ...reading, lines: conversations.map(conversationLine) };
}

const erspan2 = (vlan: number) => bytesOf(word(0x1000 | vlan), word(0), long(0));
const erspan3 = (vlan: number, last: number) => bytesOf(word(0x2000 | vlan), word(0), long(0), word(0), 0, last);

describe('what a tunnel carries is traffic of its own', () => {
  test.each([
    ['GRE with IP keeps the VLAN around it', gre(0, 0x0800, packet), 'vlan-99'],
    ['GRE with every field', gre(0xb000, 0x0800, long(0), long(1), long(2), packet), 'vlan-99'],
    ['GRE with routes', gre(0x4000, 0x0800, long(0), word(0x0800), 0, 4, long(1), long(0), packet), 'vlan-99'],
    ['GRE with PPP, as PPTP has it', gre(0x3081, 0x880b, long(0), long(1), long(2), 0xff, 3, 0x21, packet), 'vlan-99'],
    ['GRE with MPLS', gre(0, 0x8847, long(0x00010100), packet), 'vlan-99'],
    ['GRE with a frame', gre(0, 0x6558, frame), 'plant'],
    ['GRE with a tagged frame', gre(0x2000, 0x6558, long(1), tagged), 'vlan-7'],
  ])('%s', async (_, bytes, scope) => {
    const { lines, statistics } = await read([bytes]);
    expect(new Set(lines)).toEqual(new Set([`${scope} ${line}`, greEnds]));
    expect(statistics).toMatchObject({ skipped: {}, remarks: {} });
  });

  test.each([
    ['IPv4 in IPv4', outer(4, packet), 'ip/4', `vlan-99 ${line}`],
    [
      'IPv6 in IPv4',
      outer(41, ipv6({ ...six, nextHeader: 17 }, udp(40_000, 9999, new Uint8Array(4)))),
      'ip/41',
      'vlan-99 2001:db8::1 -> fd20:1::2 udp/9999, -, -, missing operation, x1',
    ],
    [
      'VXLAN',
      outer(17, udp(50_000, 4789, bytesOf(long(0x08000000), long(5 << 8), frame))),
      'udp/4789',
      `plant ${line}`,
    ],
    [
      'VXLAN at the port of Linux',
      outer(17, udp(1, 8472, bytesOf(long(0x08000000), long(0), tagged))),
      'udp/8472',
      `vlan-7 ${line}`,
    ],
    [
      'Geneve',
      outer(17, udp(1, 6081, bytesOf([0, 0], word(0x6558), long(5 << 8), tagged))),
      'udp/6081',
      `vlan-7 ${line}`,
    ],
    [
      'Geneve with options and IP',
      outer(17, udp(1, 6081, bytesOf([2, 0], word(0x0800), long(0), long(1), long(2), packet))),
      'udp/6081',
      `vlan-99 ${line}`,
    ],
  ])('%s', async (_, bytes, service, inside) => {
    const { lines, statistics } = await read([bytes]);
    expect(new Set(lines)).toEqual(new Set([inside, `${ends} ${service}, -, -, missing operation, x1`]));
    expect(statistics).toMatchObject({ skipped: {}, remarks: {} });
  });

  test('fragments are put together around it and inside it', async () => {
    const pieces = (bytes: Uint8Array, header: Parameters<typeof ipv4>[0]) =>
      [0, 16].map((at) =>
        ipv4(
          { ...header, fragment: at === 0 ? 0x2000 : at / 8 },
          at === 0 ? bytes.subarray(0, 16) : bytes.subarray(16),
        ),
      );
    const datagram = udp(40_000, 9999, new Uint8Array(30));
    const inner = pieces(datagram, { source: '10.0.0.1', destination: '10.0.0.2', protocol: 17, identification: 1 });
    const outerPackets = inner.flatMap((bytes, index) =>
      pieces(bytesOf(word(0), word(0x0800), bytes), {
        source: '172.16.0.1',
        destination: '172.16.0.2',
        protocol: 47,
        identification: 10 + index,
      }),
    );
    const { lines, statistics } = await read(outerPackets.map((bytes) => ethernet(0x0800, bytes)));
    expect(new Set(lines)).toEqual(
      new Set([`plant ${line}`, 'plant 172.16.0.1 -> 172.16.0.2 ip/47, -, -, missing operation, x1']),
    );
    expect(statistics.skipped).toEqual({});
  });

  test('the source ports of a tunnel do not make it many conversations', async () => {
    const over = (port: number) => outer(17, udp(port, 4789, bytesOf(long(0x08000000), long(0), frame)));
    const { lines } = await read([over(50_000), over(50_001)]);
    expect(lines).toContain(`${ends} udp/4789, -, -, missing operation, x1`);
  });

  test('what is none is left as it is', async () => {
    const notVxlan = outer(17, udp(50_000, 4789, bytesOf(long(0x12345678), long(0), frame)));
    const notGeneve = outer(17, udp(50_000, 6081, bytesOf(long(0xffffffff), long(0), frame)));
    const otherGre = gre(0x0007, 0x0800, packet);
    const encrypted = gre(0, 0x1234, packet);
    const notIpv6 = outer(41, packet);
    const { lines, statistics } = await read([notVxlan, notGeneve, otherGre, encrypted, notIpv6]);
    expect(lines).toHaveLength(4);
    expect(lines.filter((each) => each.includes('10.0.0.1'))).toEqual([]);
    expect(statistics.skipped).toEqual({});
  });

  test('what is cut off inside is counted, and the tunnel is told', async () => {
    const whole = gre(0x2000, 0x6558, long(1), tagged);
    for (let length = 18 + 20; length < whole.length - 12; length++) {
      const { lines, statistics } = await read([whole.subarray(0, length)]);
      expect(lines).toEqual([greEnds]);
      const isOpened = length >= 18 + 20 + 8;
      expect(statistics.skipped).toEqual(isOpened ? { 'truncated-packet': 1 } : {});
    }
  });

  test('tunnels in tunnels are followed to a depth', async () => {
    const nest = (depth: number): Uint8Array => {
      let inner = packet;
      for (let level = 0; level < depth; level++)
        inner = ipv4({ source: `172.16.${level}.1`, destination: `172.16.${level}.2`, protocol: 4 }, inner);
      return ethernet(0x0800, inner);
    };
    expect((await read([nest(8)])).lines).toContain(`plant ${line}`);
    const deep = await read([nest(500)]);
    expect(deep.lines).toHaveLength(9);
    expect(deep.statistics.skipped).toEqual({ 'nesting-limit': 1 });
  });
});

describe('a mirror feed is no traffic of the plant', () => {
  test.each([
    ['the first type', gre(0, 0x88be, frame), 'plant'],
    ['the first type, tagged', gre(0, 0x88be, tagged), 'vlan-7'],
    ['the second type', gre(0x1000, 0x88be, long(1), erspan2(0), frame), 'plant'],
    ['the second type, which knows the VLAN', gre(0x1000, 0x88be, long(1), erspan2(23), frame), 'vlan-23'],
    ['the second type, tagged', gre(0x1000, 0x88be, long(1), erspan2(23), tagged), 'vlan-7'],
    ['the third type', gre(0x1000, 0x22eb, long(1), erspan3(23, 0), frame), 'vlan-23'],
    [
      'the third type with a subheader',
      gre(0x1000, 0x22eb, long(1), erspan3(23, 1), new Uint8Array(8), frame),
      'vlan-23',
    ],
  ])('ERSPAN of %s', async (_, bytes, scope) => {
    const { lines, statistics, problems } = await read([bytes, bytes]);
    expect(lines).toEqual([`${scope} ${line}`]);
    expect(statistics).toMatchObject({ skipped: {}, remarks: { mirrored: 2 } });
    expect(problems.map(({ reason }) => reason)).toEqual([
      '172.16.0.1 sends copies of frames to 172.16.0.2 (ERSPAN); what is in the copies is judged',
    ]);
  });
});
