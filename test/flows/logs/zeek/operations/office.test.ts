import { expect, test } from 'vitest';
import { commonRow, connFields, type ZeekRow, zeekLogOf, zeekTsv } from '../../../../support/zeek.ts';
import { readZeekLines } from '../../../../support/zeek-lines.ts';

const row = (changes: ZeekRow): ZeekRow => ({ ...commonRow, ...changes });

test('NTP is told by its mode', async () => {
  const packet = (mode: number): ZeekRow => row({ 'id.resp_p': 123, mode, stratum: 2 });
  expect(await readZeekLines([zeekLogOf('ntp', packet(3), packet(4), packet(6))])).toEqual([
    'udp/123, ntp, read 3, x1',
    'udp/123, ntp, control 6, x1',
  ]);
});

test('SNMP sessions show the kinds of their requests', async () => {
  const session = (counters: ZeekRow): ZeekRow =>
    row({ 'id.resp_p': 161, community: 'x', get_requests: 0, get_bulk_requests: 0, set_requests: 0, ...counters });
  const sets = session({ get_requests: 4, set_requests: 1, version: '2c' });
  const log = zeekLogOf('snmp', sets, session({ version: '-' }));
  expect(await readZeekLines([log])).toEqual([
    'udp/161, snmp, -, missing operation, x1',
    'udp/161, snmp, read 0.v2c, x1',
    'udp/161, snmp, write 3.v2c, x1',
  ]);
});

test('MQTT commands of Sparkplug are control, and what a broker hands on asks for nothing', async () => {
  const publish = (topic: string, from_client = 'T'): ZeekRow => row({ 'id.resp_p': 1883, topic, from_client });
  const log = zeekLogOf(
    'mqtt_publish',
    publish('spBv1.0/line/DCMD/node/device'),
    publish('spBv1.0/STATE/HOST'),
    publish('temperature'),
    publish('spBv1.0/line/NCMD/node', 'F'),
  );
  const others = [
    zeekLogOf(
      'mqtt_connect',
      row({ 'id.resp_p': 1883, proto_name: 'MQTT', connect_status: 'Refused: bad user name or password' }),
    ),
    zeekLogOf('mqtt_subscribe', row({ 'id.resp_p': 1883, action: 'MQTT::UNSUBSCRIBE', topics: '#' })),
  ];
  expect(await readZeekLines([log, ...others])).toEqual([
    'tcp/1883, mqtt, session 1, x1, refused 1',
    'tcp/1883, mqtt, session 10, x1',
    'tcp/1883, mqtt, write 3, x1',
    'tcp/1883, mqtt, control 3.DCMD, x1',
    'tcp/1883, mqtt, report 3.STATE, x1',
  ]);
});

test('logs of services without operations count for hours of which no conn.log was read', async () => {
  const later = { ts: '1700007200.000001' };
  const http = zeekLogOf(
    'http',
    row({ 'id.resp_p': 8080, trans_depth: 1 }),
    row({ ...later, 'id.resp_p': 8080, trans_depth: 1 }),
  );
  const conn = zeekTsv('conn', connFields, [
    row({ 'id.resp_p': 8080, proto: 'tcp', service: 'http', conn_state: 'SF' }),
  ]);
  const line = (count: number): string => `tcp/8080, http, -, missing operation, x${count}`;
  expect(await readZeekLines([http])).toEqual([line(2)]);
  for (const logs of [
    [http, conn],
    [conn, http],
  ])
    expect(await readZeekLines(logs)).toEqual([line(2)]);
  expect(await readZeekLines([conn])).toEqual([line(1)]);
});
