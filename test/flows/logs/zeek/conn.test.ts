import { describe, expect, test } from 'vitest';
import { conversationLine, readContent } from '../../../support/read-conversations.ts';
import { commonRow, connFields, type ZeekRow, zeekTsv } from '../../../support/zeek.ts';

const row = { ...commonRow, proto: 'tcp', service: '-', conn_state: 'SF', history: 'ShADadFf' };

async function linesOf(changes: ZeekRow, fields: readonly string[] = connFields): Promise<string[]> {
  const { conversations } = await readContent(zeekTsv('conn', fields, [{ ...row, ...changes }]));
  return conversations.map(conversationLine);
}

const between = 'plant 10.0.0.1 -> 10.0.0.2';
const back = 'plant 10.0.0.2 -> 10.0.0.1';

describe('rows of conn.log', () => {
  test.each<[ZeekRow, string]>([
    [{}, `${between} tcp/502, -, -, missing operation object, x1`],
    [{ service: 'modbus' }, `${between} tcp/502, modbus, -, missing operation object, x1`],
    [{ service: 'modbus', 'id.resp_p': 5020 }, `${between} tcp/5020, modbus, -, missing operation object, x1`],
    [{ service: 'ssl,mqtt' }, `${between} tcp/502, mqtt, -, missing operation, x1`],
    [{ service: 'ssl', 'id.resp_p': 443 }, `${between} tcp/443, https, -, missing operation, x1`],
    [{ service: 'ssl', 'id.resp_p': 8883 }, `${between} tcp/8883, mqtt, -, missing operation, x1`],
    [{ service: 'ssl', 'id.resp_p': 9000 }, `${between} tcp/9000, tls, -, missing operation, x1`],
    [{ service: 'nobody-knows' }, `${between} tcp/502, -, -, missing operation object, x1`],
    [{ proto: 'udp', service: 'dns', 'id.resp_p': 53 }, `${between} udp/53, dns, -, missing operation, x1`],
    [{ conn_state: 'REJ' }, `${between} tcp/502, -, -, missing operation object, x1, refused 1`],
    [{ 'id.orig_h': 'FD20:0::1' }, 'plant fd20::1 -> 10.0.0.2 tcp/502, -, -, missing operation object, x1'],
    [{ proto: 'icmp', 'id.orig_p': 8, 'id.resp_p': 0 }, `${between} icmp/-, icmp, diagnostic 8, x1`],
    [{ proto: 'icmp', 'id.orig_p': 0, 'id.resp_p': 0 }, `${back} icmp/-, icmp, diagnostic 8, x1`],
    [{ proto: 'unknown_transport', 'id.orig_p': 0, 'id.resp_p': 0 }, `${between} ip/-, -, -, missing operation, x1`],
  ])('%o', async (changes, expected) => {
    expect(await linesOf(changes)).toEqual([expected]);
  });

  test('an error about another packet is no conversation', async () => {
    const { conversations, reading } = await readContent(
      zeekTsv('conn', connFields, [{ ...row, proto: 'icmp', 'id.orig_p': 3, 'id.resp_p': 1 }]),
    );
    expect(conversations).toEqual([]);
    expect(reading.statistics.skipped).toEqual({ 'icmp-error': 1 });
  });

  test('the protocol number of newer Zeek versions is used', async () => {
    expect(await linesOf({ proto: 'unknown_transport', ip_proto: 50 }, [...connFields, 'ip_proto'])).toEqual([
      `${between} ip/50, -, -, missing operation, x1`,
    ]);
  });

  test('VLAN 0 and an unset VLAN are untagged', async () => {
    const fields = [...connFields, 'vlan', 'inner_vlan'];
    for (const vlan of ['-', '0']) expect((await linesOf({ vlan }, fields))[0]).toMatch(/^plant /);
    expect((await linesOf({ vlan: 12 }, fields))[0]).toMatch(/^vlan-12 /);
  });

  test.each<[string, ZeekRow, string]>([
    ['a server that Zeek saw first is not the client', { history: 'dA' }, back],
    ['nor when Zeek has turned it around', { history: '^dA' }, back],
    ['but who opened the connection is the client', { history: 'ShADad' }, between],
  ])('%s', async (_, changes, expected) => {
    const turned = { 'id.orig_p': 4840, 'id.resp_p': 33_000, ...changes };
    expect((await linesOf(turned))[0]?.startsWith(`${expected} tcp/`)).toBe(true);
  });

  test.each<[string, ZeekRow]>([
    ['no time', { ts: '-' }],
    ['a time that is none', { ts: 'XXXXXXXXXX.XXXXXX' }],
    ['no address', { 'id.orig_h': '10.0.0.300' }],
    ['no port', { 'id.resp_p': 'x' }],
  ])('%s: the row is broken', async (_, changes) => {
    const { conversations, reading } = await readContent(zeekTsv('conn', connFields, [{ ...row, ...changes }, row]));
    expect(conversations).toHaveLength(1);
    expect(reading.statistics.skipped).toEqual({ 'malformed-line': 1 });
    expect(reading.problems).toMatchObject([{ position: 8, unit: 'line' }]);
  });
});
