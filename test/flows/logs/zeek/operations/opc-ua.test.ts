import { expect, test } from 'vitest';
import { commonRow, sentBy, type ZeekRow, zeekLogOf } from '../../../../support/zeek.ts';
import { readZeekLines } from '../../../../support/zeek-lines.ts';

const ends: ZeekRow = { 'id.resp_p': 4840 };
const start = 'tcp/4840, opc-ua, ';

function plain(...rows: readonly ZeekRow[]): string {
  const unset = { msg_type: 'MSG', is_final: 'T', req_identifier: '-', res_identifier: '-', res_identifier_str: '-' };
  return zeekLogOf('opcua_binary', ...rows.map((row): ZeekRow => ({ ...commonRow, ...ends, ...unset, ...row })));
}

test.each([
  [{ req_identifier: 673, res_identifier: 676 }, 'write 673, missing object, x1'],
  [{ req_identifier: 673, res_identifier: 397 }, 'write 673, missing object, x1, refused 1'],
  [{ res_identifier: 634 }, 'read 631, missing object, x1'],
  [{ res_identifier: 397 }, '-, missing operation object, x1'],
  [{ msg_type: 'HEL' }, 'session hel, x1'],
  [{ res_identifier: 12_209 }, 'discovery 12208, x1'],
  [{ req_identifier: 826 }, 'read 826, x1'],
  [{ req_identifier: 428 }, 'discovery 428, x1'],
  [{ req_identifier: 99_999 }, 'unknown 99999, missing object, x1'],
])('opcua_binary.log shows the service: %j', async (row, expected) => {
  expect(await readZeekLines([plain(row)])).toEqual([`${start}${expected}`]);
});

test('a server acknowledges a hello, or refuses it with an error', async () => {
  const frame = (uid: string, msg_type: string): ZeekRow => ({ uid, msg_type });
  const log = plain(frame('C1', 'HEL'), frame('C1', 'ACK'), frame('C2', 'HEL'), frame('C2', 'ERR'), frame('C3', 'ACK'));
  expect(await readZeekLines([log])).toEqual([`${start}session hel, x3, refused 1`]);
});

test('a message of an encrypted channel does not show its service', async () => {
  expect(await readZeekLines([plain({})])).toEqual([`${start}-, missing operation object, x1`]);
});

test('the nodes of a service count in its place', async () => {
  const node = (changes: ZeekRow): ZeekRow =>
    sentBy('client', {
      ...ends,
      node_id_encoding_mask: '0x01',
      node_id_namespace_idx: 2,
      node_id_numeric: 77,
      data_value_encoding_mask: '0x01',
      ...changes,
    });
  const nodes = zeekLogOf(
    'opcua_binary_write',
    node({}),
    node({ node_id_encoding_mask: '0x00', node_id_namespace_idx: '-', node_id_numeric: 5 }),
    node({ node_id_encoding_mask: '0x03', node_id_numeric: '-' }),
    sentBy('server', {
      ...ends,
      node_id_encoding_mask: '-',
      node_id_namespace_idx: '-',
      node_id_numeric: '-',
      data_value_encoding_mask: '-',
    }),
  );
  const poorer = plain({ req_identifier: 673, res_identifier: 676 }, { req_identifier: 631, res_identifier: 634 });
  for (const logs of [
    [nodes, poorer],
    [poorer, nodes],
  ])
    expect(await readZeekLines(logs)).toEqual([
      `${start}read 631, missing object, x1`,
      `${start}write 673, unit 0 5+1, x1`,
      `${start}write 673, unit 2, x1`,
      `${start}write 673, unit 2 77+1, x1`,
    ]);
});
