import { describe, expect, test } from 'vitest';
import { sentBy, type ZeekRow, zeekLogOf } from '../../../../support/zeek.ts';
import { readZeekLines } from '../../../../support/zeek-lines.ts';

const ends: ZeekRow = { 'id.resp_p': 44_818 };

function ask(changes: ZeekRow): ZeekRow {
  return sentBy('client', {
    ...ends,
    cip_sequence_count: 7,
    direction: 'request',
    class_id: '-',
    instance_id: '-',
    ...changes,
  });
}

function answer(changes: ZeekRow): ZeekRow {
  return sentBy('server', {
    ...ends,
    cip_sequence_count: 7,
    direction: 'response',
    cip_status_code: '0x00',
    ...changes,
  });
}

function cip(...rows: readonly ZeekRow[]): string {
  return zeekLogOf('cip', ...rows);
}

const start = 'tcp/44818, ethernet-ip, ';

describe('cip.log', () => {
  test.each([
    ['0x01', '0x0E', 'discovery 0x01/0x0e, unit 1 5+1'],
    ['0x8b', '0x04', 'time 0x8b/0x04, unit 139 5+1'],
    ['0xf5', '0x10', 'control 0xf5/0x10, unit 245 5+1'],
    ['0x300', '0x4b', 'unknown 0x300/0x4b, unit 768 5+1'],
    ['0x67', '0x4b', 'unknown 0x67/0x4b, unit 103 5+1'],
  ])('class %s with service %s is looked up as a pair', async (class_id, cip_service_code, expected) => {
    const row = ask({ class_id, cip_service_code, instance_id: '0x05' });
    expect(await readZeekLines([cip(row)])).toEqual([`${start}${expected}, x1`]);
  });

  test('an answer with an error status marks its request', async () => {
    const request = ask({ class_id: '0x6b', cip_service_code: '0x4d', instance_id: '0x01' });
    const lines = await readZeekLines([cip(request, answer({ cip_service_code: '0x4d', cip_status_code: '0x0f' }))]);
    expect(lines).toEqual([`${start}write 0x6b/0x4d, unit 107 1+1, x1, refused 1`]);
    const partial = answer({ cip_service_code: '0x4d', cip_status_code: '0x06' });
    expect(await readZeekLines([cip(request, partial)])).toEqual([`${start}write 0x6b/0x4d, unit 107 1+1, x1`]);
  });

  test('an answer to nothing that was seen stands for a request without a class', async () => {
    expect(await readZeekLines([cip(answer({ cip_service_code: '0x4d' }))])).toEqual([
      `${start}unknown -/0x4d, missing object, x1`,
    ]);
  });
});

describe('enip.log', () => {
  function enip(...rows: readonly ZeekRow[]): string {
    return zeekLogOf('enip', ...rows.map((row): ZeekRow => ({ ...ends, enip_status: 'Success', ...row })));
  }
  const carrier = (side: 'client' | 'server'): ZeekRow => sentBy(side, { ...ends, enip_command_code: '0x70' });

  test('does not show what a carrier carries, and cip.log does', async () => {
    const poorer = enip(carrier('client'), carrier('server'));
    const richer = cip(ask({ class_id: '0x6b', cip_service_code: '0x4c', instance_id: '0x01' }));
    expect(await readZeekLines([poorer])).toEqual([`${start}-, missing operation object, x1`]);
    for (const logs of [
      [poorer, richer],
      [richer, poorer],
    ])
      expect(await readZeekLines(logs)).toEqual([`${start}read 0x6b/0x4c, unit 107 1+1, x1`]);
  });

  test('an answer to a request to all devices is none of its own', async () => {
    const row = sentBy('client', { 'id.orig_p': 44_818, 'id.resp_p': 51_000, enip_command_code: '0x63' });
    expect(await readZeekLines([enip(row)])).toEqual([]);
  });

  test('a connection that Zeek took the wrong way round is turned', async () => {
    const turned = { 'id.orig_h': '10.0.0.2', 'id.orig_p': 44_818, 'id.resp_h': '10.0.0.1', 'id.resp_p': 51_000 };
    const rows = [
      sentBy('server', { ...turned, enip_command_code: '0x65' }),
      sentBy('client', { ...turned, enip_command_code: '0x65' }),
    ];
    expect(await readZeekLines([zeekLogOf('enip', ...rows)])).toEqual([`${start}session e0x65, x1`]);
  });
});

test('cip_io.log counts cyclic data in both classes', async () => {
  const row = sentBy('client', { 'id.resp_p': 2222, connection_id: '0x1', io_data: '00' });
  expect(await readZeekLines([zeekLogOf('cip_io', row)])).toEqual([
    'udp/2222, ethernet-ip, read io, missing object, x1',
    'udp/2222, ethernet-ip, write io, missing object, x1',
  ]);
});
