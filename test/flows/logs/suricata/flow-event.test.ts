import { describe, expect, test } from 'vitest';
import { type EveRow, eveLines, eveLog, flowRecord, turned } from '../../../support/eve.ts';
import { conversationLine, readContent } from '../../../support/read-conversations.ts';

describe('a flow record', () => {
  test.each<[string, EveRow, string]>([
    ['names the protocol', {}, '10.0.0.1 -> 10.0.0.2 tcp/502, modbus, -, missing operation object, x1'],
    [
      'leaves the protocol to the port when nothing was recognised',
      { app_proto: 'failed' },
      '10.0.0.1 -> 10.0.0.2 tcp/502, -, -, missing operation object, x1',
    ],
    [
      'names it when one direction was recognised',
      { app_proto: 'failed', app_proto_tc: 'smb' },
      '10.0.0.1 -> 10.0.0.2 tcp/502, smb, -, missing operation, x1',
    ],
    [
      'is of another protocol than listens on the port when a strange one was recognised',
      { app_proto: 'irc' },
      '10.0.0.1 -> 10.0.0.2 tcp/502, tcp, -, missing operation, x1',
    ],
    [
      'takes TLS for what is encrypted on its port',
      { app_proto: 'tls', dest_port: 8883 },
      '10.0.0.1 -> 10.0.0.2 tcp/8883, mqtt, -, missing operation, x1',
    ],
    [
      'leaves open what is in TLS elsewhere',
      { app_proto: 'tls', dest_port: 9999 },
      '10.0.0.1 -> 10.0.0.2 tcp/9999, tls, -, missing operation, x1',
    ],
    [
      'leaves DCE/RPC over UDP to the port',
      { app_proto: 'dcerpc', proto: 'UDP', dest_port: 34_964, tcp: undefined },
      '10.0.0.1 -> 10.0.0.2 udp/34964, -, -, missing operation object, x1',
    ],
    [
      'believes the SYN more than the ports',
      { src_port: 502, dest_port: 40_000 },
      '10.0.0.1 -> 10.0.0.2 tcp/40000, modbus, -, missing operation object, x1',
    ],
    [
      'is turned around by its ports without a SYN',
      { src_port: 502, dest_port: 40_000, tcp: { tcp_flags_ts: '18', tcp_flags_tc: '18' } },
      '10.0.0.2 -> 10.0.0.1 tcp/502, modbus, -, missing operation object, x1',
    ],
    [
      'is never turned towards a group',
      { src_port: 5353, dest_port: 40_000, dest_ip: '224.0.0.251', proto: 'UDP', app_proto: 'failed', tcp: undefined },
      '10.0.0.1 -> 224.0.0.251 udp/40000, -, -, missing operation, x1',
    ],
    [
      'tells a connection that was refused',
      { app_proto: undefined, tcp: { tcp_flags_ts: '02', tcp_flags_tc: '14' } },
      '10.0.0.1 -> 10.0.0.2 tcp/502, -, -, missing operation object, x1, refused 1',
    ],
    [
      'tells one that was dropped',
      { flow: { action: 'drop' } },
      '10.0.0.1 -> 10.0.0.2 tcp/502, modbus, -, missing operation object, x1, refused 1',
    ],
    [
      'may number its transport',
      { proto: '017', app_proto: 'snmp', dest_port: 161, tcp: undefined },
      '10.0.0.1 -> 10.0.0.2 udp/161, snmp, -, missing operation, x1',
    ],
    [
      'of another IP protocol has its number',
      { proto: 'GRE', app_proto: undefined, src_port: undefined, dest_port: undefined, tcp: undefined },
      '10.0.0.1 -> 10.0.0.2 ip/47, -, -, missing operation, x1',
    ],
    [
      'of an echo is one',
      { proto: 'ICMP', icmp_type: 8, src_port: undefined, dest_port: undefined, app_proto: undefined },
      '10.0.0.1 -> 10.0.0.2 icmp/-, icmp, diagnostic 8, x1',
    ],
    [
      'that begins with the answer to an echo belongs to who asked',
      { proto: 'ICMP', icmp_type: 0, src_port: undefined, dest_port: undefined, app_proto: undefined },
      '10.0.0.2 -> 10.0.0.1 icmp/-, icmp, diagnostic 8, x1',
    ],
    [
      'of neighbour discovery is that',
      {
        proto: 'IPv6-ICMP',
        icmp_type: 135,
        src_ip: 'fe80:0000:0000:0000:0000:0000:0000:0001',
        dest_ip: 'ff02::1',
        src_port: undefined,
        dest_port: undefined,
        app_proto: undefined,
      },
      'fe80::1 -> ff02::1 icmpv6/-, ndp, -, missing operation, x1',
    ],
  ])('%s', async (_, overrides, line) => {
    expect(await eveLines([{ ...flowRecord, ...overrides }])).toEqual([`plant ${line}`]);
  });

  test('is in the scope of its outer VLAN, as every version writes it', async () => {
    for (const vlan of [[6, 10], [6], 6])
      expect((await eveLines([{ ...flowRecord, vlan }]))[0]).toContain('vlan-6 10.0.0.1');
    for (const vlan of [[0], 0, [], 'x', [5000], undefined])
      expect((await eveLines([{ ...flowRecord, vlan }]))[0]).toContain('plant 10.0.0.1');
  });

  test('counts at the time when its flow began, or when it was written', async () => {
    const [first] = (await readContent(eveLog([flowRecord]))).conversations;
    expect(first?.first).toBe(1_699_999_999_000_000);
    expect(first?.evidence).toEqual([{ file: 'input', position: 1, unit: 'line', uid: '1234567890123456' }]);
    const [second] = (await readContent(eveLog([{ ...flowRecord, flow: {} }]))).conversations;
    expect(second?.first).toBe(1_700_000_000_000_001);
  });

  test('of a connection that goes on counts once in a time bucket', async () => {
    const later: EveRow = {
      ...flowRecord,
      flow_id: 2,
      flow: { start: '2023-11-14T22:33:20.000000+0000' },
      tcp: { tcp_flags_ts: '18', tcp_flags_tc: '18' },
      app_proto: undefined,
    };
    // The server sent first in the third stretch.
    const answering = turned({ ...later, flow_id: 3 });
    const { conversations, reading } = await readContent(eveLog([flowRecord, later, answering]));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, -, missing operation object, x1',
    ]);
    expect(reading.statistics.skipped).toEqual({ 'continued-flow': 2 });
    const bucketOf = (micros: number) => (micros < 1_700_001_000_000_000 ? 0 : 1);
    const buckets = await readContent(eveLog([flowRecord, later, answering]), { bucketOf });
    expect(buckets.conversations.map(({ bucket, count }) => [bucket, count])).toEqual([
      [1, 1],
      [0, 1],
    ]);
    const again = { ...flowRecord, flow_id: 4 };
    expect((await readContent(eveLog([flowRecord, again]))).conversations[0]?.count).toBe(2);
  });
});
