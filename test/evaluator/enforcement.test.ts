/** Where a boundary's log meets the policy, and what was seen elsewhere: one report over all of it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { auditFiles, reportLines } from '../support/audit-report.ts';
import { pcap } from '../support/capture-files.ts';
import { type ExplainedPlant, explainedPlant } from '../support/explained-plant.ts';
import { ipv4, tcp, tcpFlags, udp } from '../support/frames.ts';
import { readRequest, writeRegisters } from '../support/modbus-messages.ts';
import { nflogLinkType, routedRecord } from '../support/nflog-records.ts';
import { tcpTalk } from '../support/tcp-talk.ts';
import { smallPlant } from '../support/temporary-plant.ts';

const [scada, ews, plc, guest, nobody] = ['10.20.0.10', '10.20.0.20', '10.20.1.11', '10.20.0.99', '192.0.2.7'] as const;
const noon = Date.parse('2026-09-08T12:00:00Z') * 1000;

/** The small plant with a grant of a part of two protocols more. */
const more = [
  'more: {from: [ews], to: [plc], protocol: s7comm, operations: [read], reason: diagnosis}',
  'other: {from: [ews], to: [plc], protocol: bacnet, operations: [read], reason: diagnosis}',
];
const plantText = smallPlant.replace('      poll:', `${more.map((grant) => `      ${grant}\n`).join('')}      poll:`);
const secondBoundary = 'boundaries: {other: {dialect: nftables, interfaces: {a: [control], b: [cell]}}}\n';
let plant: ExplainedPlant;
let withTwo: ExplainedPlant;

beforeAll(async () => {
  plant = await explainedPlant({ 'plant.yaml': plantText });
  withTwo = await explainedPlant({ 'plant.yaml': plantText, 'zones/more.yaml': secondBoundary });
});

/** Another one for each segment, so that each is a connection. */
let sourcePort = 40_000;

function segment(source: string, port: number, flags: number, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
  sourcePort++;
  const header = { sourcePort, destinationPort: port, sequence: 1, flags };
  return ipv4({ source, destination: plc, protocol: 6 }, tcp(header, payload));
}

const syn = (source: string, port: number): Uint8Array => segment(source, port, tcpFlags.syn);
const sent = (source: string, payload: Uint8Array): Uint8Array =>
  segment(source, 502, tcpFlags.push | tcpFlags.acknowledge, payload);

/** A log with a record every ten seconds; `prefix` is what stands between `zonewright ` and the boundary. */
function log(
  records: readonly (readonly [prefix: string, packet: Uint8Array])[],
  { start = noon, boundary = 'fw ' }: { readonly start?: number; readonly boundary?: string } = {},
): Uint8Array {
  const frames = records.map(([prefix, packet], index) => ({
    micros: start + index * 10_000_000,
    bytes: routedRecord(`zonewright ${prefix} ${boundary}`, packet.subarray(0, 96)),
  }));
  return pcap(frames, { linkType: nflogLinkType });
}

const audit = (files: Readonly<Record<string, Uint8Array>>, at: ExplainedPlant = plant) => auditFiles(at, files);

describe('a record of a boundary', () => {
  test('of what is denied says that the policy is enforced', async () => {
    const { report, text } = await audit({
      denied: log([
        ['deny', syn(ews, 22)],
        ['deny', syn(guest, 502)],
        ['deny', syn(ews, 502)],
      ]),
    });
    expect(reportLines(report)).toEqual([
      'ews 22 -: denied, denied, flow/stopped low',
      'ews 502 connect: denied, denied, flow/stopped low',
      '10.20.0.99 502 connect: denied, denied, flow/stopped low',
    ]);
    expect(report.conversations.map(({ verdict }) => verdict.reason)).toEqual([
      'service-not-granted',
      'outside-window',
      'unknown-source',
    ]);
    expect(text).toContain('denied, and dropped (3)');
    expect(text).toContain(
      'fw: dropped 3 conversations (3 denied); 2026-09-08T12:00:00.000000Z to 2026-09-08T12:00:20',
    );
  });

  test('of what is granted names the grant, its place and the next step', async () => {
    const { report, text } = await audit({ denied: log([['deny', syn(scada, 502)]]) });
    expect(reportLines(report)).toEqual(['scada 502 connect: allowed, denied, flow/granted-but-dropped medium']);
    expect(report.findings[0]).toMatchObject({
      message:
        '`scada` asks `plc` for modbus session connect on tcp/502: `down/poll` allows it, and the boundary `fw` dropped it',
      at: { file: 'plant.yaml', line: 20 },
    });
    expect(text).toContain('granted, but dropped (1)');
    expect(text).toContain('allowed by down/poll, down/set');
    expect(text).toContain('plant.yaml:20:');
    expect(text).toContain(
      'next: `zonewright drift --boundary fw` on the boundary shows what its ruleset lacks; load what',
    );
  });

  test('with the address of another is graver than what it asked for', async () => {
    const { report, text } = await audit({
      denied: log([
        ['spoofed', syn(scada, 502)],
        ['spoofed', syn(ews, 22)],
        ['spoofed', syn(nobody, 502)],
      ]),
    });
    expect(reportLines(report)).toEqual([
      'scada 502 connect: allowed, spoofed, flow/spoofed high',
      'ews 22 -: denied, spoofed, flow/spoofed high',
      // An address that is nobody's is not the address of another.
      '192.0.2.7 502 connect: denied, spoofed, flow/stopped low',
    ]);
    expect(text).toContain('fw dropped it: the source does not lie behind interface 2');
  });

  test('of no known connection is told apart, and judged by what it asks for', async () => {
    const { report } = await audit({
      denied: log([
        ['stray', sent(scada, readRequest(1, 3, 7, 2))],
        ['stray', sent(scada, writeRegisters(2, 500, 1))],
      ]),
    });
    expect(reportLines(report)).toEqual([
      'scada 502 write_multiple_registers: denied, stray, flow/stopped low',
      'scada 502 read_holding_registers: allowed, stray, flow/stray low',
    ]);
  });

  test('that does not name its boundary is one of the only boundary', async () => {
    const denied = log([['deny', syn(ews, 22)]], { boundary: '' });
    expect((await audit({ denied })).report.boundaries).toMatchObject([{ boundary: 'fw', enforced: 1 }]);
    const { report, text } = await audit({ denied }, withTwo);
    expect(report.boundaries).toMatchObject([{ boundary: null, enforced: 1 }]);
    expect(text).toContain('the boundary dropped it');
  });
});

describe('what the log does not show', () => {
  test('is granted in part: a packet filter must pass all of it', async () => {
    const { report } = await audit({
      denied: log([
        ['deny', syn(ews, 102)],
        ['deny', syn(scada, 102)],
      ]),
    });
    expect(reportLines(report)).toEqual([
      'scada 102 -: denied, denied, flow/stopped low',
      'ews 102 -: unjudged, denied, flow/granted-but-dropped medium',
    ]);
    expect(report.findings[1]?.message).toMatch(/`down\/more` allows it for some values of its /);
  });

  test('leaves a denial where no grant covers the port at all', async () => {
    const ports = [1, 22, 102, 502, 4840, 20_000, 44_818, 65_535];
    const packets = ports.flatMap((port) => [syn(guest, port), syn(plc, port), syn(scada, port === 502 ? 503 : port)]);
    const { report } = await audit({ denied: log(packets.map((packet) => ['deny', packet])) });
    expect(report.conversations).toHaveLength(packets.length);
    expect(report.conversations.every(({ verdict }) => verdict.kind === 'denied')).toBe(true);
  });

  test('is what is cut off, and what is left of the packet is judged', async () => {
    const datagram = ipv4({ source: ews, destination: plc, protocol: 17 }, udp(40_000, 47_808, new Uint8Array(200)));
    const writes = [60, 2].map((registers) => sent(scada, writeRegisters(1, 500, registers)));
    const { report } = await audit({ denied: log([datagram, ...writes].map((packet) => ['deny', packet])) });
    expect(reportLines(report)).toEqual([
      'scada 502 -: unjudged, denied, flow/granted-but-dropped medium',
      'scada 502 write_multiple_registers: denied, denied, flow/stopped low',
      'ews 47808 -: unjudged, denied, flow/granted-but-dropped medium',
    ]);
    expect(report.conversations[1]?.verdict).toMatchObject({ reason: 'object-out-of-range' });
  });
});

describe('what was seen elsewhere', () => {
  /** A connection through which something is written that is not granted. */
  function seen(start: number, client: string = ews, server: string = plc): Uint8Array {
    return pcap(
      tcpTalk({ client, server, start })
        .open()
        .client(writeRegisters(1, 5, 1))
        .close().frames,
    );
  }
  const someDrops = (boundary: string = 'fw '): Uint8Array => {
    const packets = Array.from({ length: 10 }, () => ['deny', syn(guest, 22)] as const);
    return log(packets, { start: noon - 1_000_000, boundary });
  };

  test('and denied, crosses a boundary that dropped none of it', async () => {
    const files = { tap: seen(noon), denied: someDrops() };
    const { report, text } = await audit(files);
    expect(reportLines(report)).toEqual([
      'ews 502 write_multiple_registers: denied, not-dropped, flow/operation-not-granted high',
      '10.20.0.99 22 -: denied, denied, flow/stopped low',
    ]);
    expect(report.findings[0]?.message).toContain('; the boundary `fw` lies between them and dropped none of it');
    expect(report.boundaries).toMatchObject([{ enforced: 1, deniedNotDropped: 1 }]);
    expect(text).toContain('fw lies between them and dropped none of it');
    expect(text).toContain('fw: dropped 1 conversation (1 denied); 1 denied and not dropped;');
    const { report: turned } = await audit({ denied: files.denied, tap: files.tap });
    expect({ ...turned, inputs: [] }).toEqual({ ...report, inputs: [] });
  });

  test('and dropped at other times says so, and stays a denial', async () => {
    const denied = log([
      ['deny', syn(ews, 502)],
      ['deny', syn(ews, 502)],
      ['stray', syn(ews, 502)],
    ]);
    const { report, text } = await audit({ tap: seen(noon), denied });
    expect(reportLines(report)).toEqual([
      'ews 502 write_multiple_registers: denied, dropped, flow/operation-not-granted high',
      'ews 502 connect: denied, denied, flow/stopped low',
      'ews 502 connect: denied, stray, flow/stopped low',
    ]);
    expect(report.conversations[0]?.enforcement).toMatchObject({ boundary: 'fw', drops: 3 });
    expect(text).toContain('fw dropped 3 of these; they are listed apart');
  });

  test('is not held against drops with a borrowed address', async () => {
    const denied = log([
      ['spoofed', syn(ews, 502)],
      ['spoofed', syn(ews, 502)],
      ['deny', syn(guest, 1)],
    ]);
    expect(reportLines((await audit({ tap: seen(noon), denied })).report)[0]).toContain('denied, not-dropped');
  });

  test.each([
    ['outside of the time of the log', () => seen(noon - 3_600_000_000)],
    ['inside one zone', () => seen(noon, plc, '10.20.1.12')],
    ['from a zone that lies behind no interface', () => seen(noon, nobody)],
  ])('says nothing of a boundary %s', async (_, tap) => {
    const { report } = await audit({ tap: tap(), denied: someDrops() });
    const found = report.conversations.filter(({ evidence }) => evidence[0]?.file === 'tap');
    expect(found).toMatchObject([{ verdict: { kind: 'denied' }, enforcement: null }]);
  });

  test('is held against the boundary whose log was read, and against no other', async () => {
    const { report } = await audit({ tap: seen(noon), denied: someDrops('other ') }, withTwo);
    expect(report.conversations.map(({ enforcement }) => enforcement?.boundary)).toEqual(['other', 'other']);
    const unnamed = await audit({ tap: seen(noon), denied: someDrops('') }, withTwo);
    expect(unnamed.report.conversations[0]?.enforcement).toBeNull();
  });

  test('says nothing of a log without records: nobody knows when, and of what', async () => {
    const { report } = await audit({ tap: seen(noon), denied: log([]) });
    expect(report).toMatchObject({ boundaries: [], conversations: [{ enforcement: null }] });
  });

  test('and allowed is what should pass', async () => {
    const talk = tcpTalk({ client: scada, server: plc, start: noon })
      .open()
      .client(readRequest(1, 3, 0, 1));
    const { report, text } = await audit({ tap: pcap(talk.frames), denied: someDrops() });
    expect(reportLines(report)[0]).toBe('scada 502 read_holding_registers: allowed, not-dropped, -');
    expect(text).not.toContain('dropped none of it');
  });
});
