import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { commonEvent, type EveRow, eveLines, eveLog, flowRecord } from '../../../support/eve.ts';
import { conversationLine, readContent } from '../../../support/read-conversations.ts';

const alertEvent: EveRow = { ...commonEvent, event_type: 'alert', alert: { signature_id: 1 }, direction: 'to_server' };

describe('what a file of events is', () => {
  const log = eveLog([flowRecord]);

  test.each([
    ['as it is', new TextEncoder().encode(log)],
    ['without the end of its last line', new TextEncoder().encode(log.trimEnd())],
    ['packed with gzip', gzipSync(log)],
    ['packed with zstd', zstdCompressSync(log)],
    ['two files behind each other, each packed', Buffer.concat([gzipSync(log), gzipSync(log)])],
    ['behind a line that is cut off', new TextEncoder().encode(`{"timestamp":"2023\n${log}`)],
    ['with lines that end as in Windows', new TextEncoder().encode(log.replaceAll('\n', '\r\n'))],
  ])('is told by its content: %s', async (_, content) => {
    const { reading, conversations } = await readContent(content);
    expect(reading.format).toBe('suricata eve');
    expect(conversations.map((each) => conversationLine(each).replace(/, x\d$/, ''))).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, -, missing operation object',
    ]);
  });

  test('is told by a first line that is longer than what is looked at', async () => {
    const { payload, ...first } = { ...alertEvent, payload: 'QUJD'.repeat(50_000) };
    const { reading, conversations } = await readContent(eveLog([{ ...first, payload }, flowRecord]));
    expect(reading.format).toBe('suricata eve');
    expect(conversations).toHaveLength(1);
  });

  test('may be in an envelope, as a firewall of Amazon puts it', async () => {
    const rows = [{ firewall_name: 'plant', event_timestamp: '1700000000', event: flowRecord }];
    expect(await eveLines(rows)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, -, missing operation object, x1',
    ]);
  });
});

describe('other events', () => {
  test.each<[string, EveRow, string]>([
    ['dns', { dest_port: 53, proto: 'UDP', dns: { version: 3, type: 'response', queries: [] } }, 'udp/53, dns'],
    ['http', { dest_port: 8080, http: {} }, 'tcp/8080, http'],
    ['tls', { dest_port: 443, tls: { sni: 'a' } }, 'tcp/443, https'],
    ['ssh', { dest_port: 22, ssh: {} }, 'tcp/22, ssh'],
    ['rdp', { dest_port: 3389, rdp: {} }, 'tcp/3389, rdp'],
    ['smb', { dest_port: 445, smb: {} }, 'tcp/445, smb'],
    ['krb5', { dest_port: 88, krb5: {} }, 'tcp/88, kerberos'],
    ['ldap', { dest_port: 389, ldap: {} }, 'tcp/389, ldap'],
    ['ftp', { dest_port: 21, ftp: {} }, 'tcp/21, ftp'],
    ['ftp_data', { dest_port: 40_001, ftp_data: {} }, 'tcp/40001, ftp'],
    ['tftp', { dest_port: 69, proto: 'UDP', tftp: {} }, 'udp/69, tftp'],
    ['dhcp', { dest_port: 67, proto: 'UDP', dhcp: {} }, 'udp/67, dhcp'],
    ['nfs', { dest_port: 2049, nfs: {} }, 'tcp/2049, nfs'],
    ['sip', { dest_port: 5060, proto: 'UDP', sip: {} }, 'udp/5060, sip'],
    ['rfb', { dest_port: 5900, rfb: {} }, 'tcp/5900, vnc'],
    ['ike', { dest_port: 500, proto: 'UDP', ike: {} }, 'udp/500, ike'],
    ['quic', { dest_port: 443, proto: 'UDP', quic: {} }, 'udp/443, https'],
    ['dcerpc', { dest_port: 135, dcerpc: {} }, 'tcp/135, msrpc'],
    ['pgsql', { dest_port: 5432, pgsql: {} }, 'tcp/5432, postgresql'],
    ['smtp', { dest_port: 25, smtp: {} }, 'tcp/25, smtp'],
    ['websocket', { dest_port: 80, websocket: {} }, 'tcp/80, http'],
    ['mdns', { dest_port: 5353, proto: 'UDP', mdns: {} }, 'udp/5353, mdns'],
  ])('of type %s show a connection', async (eventType, overrides, line) => {
    expect(await eveLines([{ ...commonEvent, event_type: eventType, ...overrides }])).toEqual([
      `plant 10.0.0.1 -> 10.0.0.2 ${line}, -, missing operation, x1`,
    ]);
  });

  test('whose source is the sender of their packet are turned to its client', async () => {
    for (const [src_port, dest_port] of [
      [3389, 50_000],
      [3390, 50_000],
    ])
      expect(await eveLines([{ ...commonEvent, event_type: 'rdp', src_port, dest_port, rdp: {} }])).toEqual([
        `plant 10.0.0.2 -> 10.0.0.1 tcp/${src_port}, rdp, -, missing operation, x1`,
      ]);
  });

  test('are turned one by one where only the number of their port tells', async () => {
    const rdp = { ...commonEvent, event_type: 'rdp', dest_port: 50_000, rdp: {} };
    expect(await eveLines([3390, 60_000, 3391].map((src_port, flow_id) => ({ ...rdp, src_port, flow_id })))).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/50000, rdp, -, missing operation, x1',
      'plant 10.0.0.2 -> 10.0.0.1 tcp/3390, rdp, -, missing operation, x1',
      'plant 10.0.0.2 -> 10.0.0.1 tcp/3391, rdp, -, missing operation, x1',
    ]);
  });

  test('of ARP count between the addresses that they speak for', async () => {
    const arp = { opcode: 'request', src_mac: '02:00:00:00:00:01', src_ip: '10.0.0.1', dest_ip: '10.0.0.2' };
    const row = { timestamp: commonEvent['timestamp'], event_type: 'arp', proto: 'ARP', vlan: [6] };
    expect(
      await eveLines([
        { ...row, arp: { ...arp, dest_mac: '00:00:00:00:00:00' } },
        { ...row, arp: { ...arp, opcode: 'reply', dest_mac: '02:00:00:00:00:02' } },
      ]),
    ).toEqual([
      'vlan-6 10.0.0.1 -> 10.0.0.2 ethernet/2054, -, -, missing operation, x1',
      'vlan-6 10.0.0.1 -> 255.255.255.255 ethernet/2054, -, -, missing operation, x1',
    ]);
  });

  test('that are no traffic, or of an unknown type, are counted by name', async () => {
    const types = ['stats', 'engine', 'anomaly', 'metadata', 'frame', 'stream_tcp', 'new_thing', 'new_thing'];
    const rows = types.map((event_type) => ({ ...commonEvent, event_type }));
    const { reading, conversations } = await readContent(eveLog(rows));
    expect(conversations).toEqual([]);
    expect(reading.statistics.records).toBe(8);
    expect(reading.statistics.skipped).toEqual({
      'event-stats': 1,
      'event-engine': 1,
      'event-anomaly': 1,
      'event-metadata': 1,
      'event-frame': 1,
      'event-stream': 1,
      'event-not-read': 2,
    });
    expect(reading.problems).toEqual([
      { file: 'input', position: 7, unit: 'line', reason: 'events of type `new_thing`: not read yet' },
    ]);
  });

  test.each<[string, string, string]>([
    ['is no JSON', '{"timestamp":', 'line is no JSON object'],
    ['is a list', '[1]', 'line is no JSON object'],
    ['has no type', '{"timestamp":"2023-11-14T22:13:20.000001+0000"}', 'no field `event_type`'],
    ['has no time', JSON.stringify({ ...flowRecord, timestamp: 'never' }), 'no time in field `timestamp`'],
    [
      'has a time that is none',
      JSON.stringify({ ...flowRecord, timestamp: '2023-13-14T22:13:20.000001+0000' }),
      'no time in field `timestamp`',
    ],
    ['has no addresses', JSON.stringify({ ...flowRecord, src_ip: 5 }), 'no addresses in fields `src_ip` and `dest_ip`'],
    ['has no transport', JSON.stringify({ ...flowRecord, proto: null }), 'no transport in field `proto`'],
    [
      'has no ports',
      JSON.stringify({ ...flowRecord, dest_port: 70_000 }),
      'no ports in fields `src_port` and `dest_port`',
    ],
    ['lacks what its type promises', JSON.stringify({ ...commonEvent, event_type: 'modbus' }), 'no field `modbus`'],
  ])('a line that %s is counted as broken', async (_, line, reason) => {
    const { reading } = await readContent(`${eveLog([flowRecord])}${line}\n${eveLog([flowRecord])}`);
    expect(reading.statistics.skipped).toEqual({ 'malformed-line': 1 });
    expect(reading.problems[0]).toMatchObject({ position: 2, reason });
  });
});
