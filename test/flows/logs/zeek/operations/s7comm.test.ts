import { describe, expect, test } from 'vitest';
import { commonRow, sentBy, type ZeekRow, zeekLogOf } from '../../../../support/zeek.ts';
import { readZeekLines } from '../../../../support/zeek-lines.ts';

const ends: ZeekRow = { 'id.resp_p': 102, pdu_reference: 9 };

function row(side: 'client' | 'server', changes: ZeekRow): ZeekRow {
  return sentBy(side, { ...ends, subfunction_code: '-', error_code: '-', ...changes });
}

const job = (function_code: string, changes: ZeekRow = {}): ZeekRow =>
  row('client', { rosctr_code: 1, function_code, function_name: 'x', ...changes });
const acknowledge = (function_code: string, changes: ZeekRow = {}): ZeekRow =>
  row('server', { rosctr_code: 3, function_code, function_name: 'x', ...changes });

describe('s7comm.log', () => {
  test.each([
    [job('0x04'), 'read 0x04, missing object'],
    [job('0x1a'), 'program 0x1a'],
    [job('0x28', { subfunction_code: 'P_PROGRAM' }), 'control 0x28.P_PROGRAM'],
    [job('0x28', { subfunction_code: 'not a service' }), 'control 0x28'],
    [job('0x29'), 'control 0x29'],
    [job('0xf0'), 'session 0xf0'],
    [
      row('client', {
        rosctr_code: 7,
        function_code: '0x47',
        function_name: 'Request: Time Functions',
        subfunction_code: '0x02',
      }),
      'time 7.7/0x02',
    ],
    [
      row('client', { rosctr_code: 7, function_code: '0x4a', function_name: 'Request: x', subfunction_code: '0x55' }),
      'unknown 7.10/0x55',
    ],
  ])('a request is found in the catalogue: %#', async (request, expected) => {
    expect(await readZeekLines([zeekLogOf('s7comm', request)])).toEqual([`tcp/102, s7comm, ${expected}, x1`]);
  });

  test('an answer with an error marks its request', async () => {
    const log = zeekLogOf('s7comm', job('0x05'), acknowledge('0x05', { error_code: '0x8104' }));
    expect(await readZeekLines([log])).toEqual(['tcp/102, s7comm, write 0x05, missing object, x1, refused 1']);
  });

  test('counts in place of the logs of single functions', async () => {
    const upload = (side: 'client' | 'server', rosctr: string): ZeekRow =>
      sentBy(side, { ...ends, rosctr, function_name: 'Start Upload' });
    const blocks = zeekLogOf('s7comm_upload_download', upload('client', 'Job-Request'), upload('server', 'ACK-Data'));
    const status = zeekLogOf(
      's7comm_read_szl',
      sentBy('client', { ...ends, method: 'Request', szl_id: '0x0011' }),
      sentBy('server', { ...ends, method: 'Response', szl_id: '0x0011' }),
    );
    const read = row('client', {
      rosctr_code: 7,
      function_code: '0x44',
      function_name: 'Request: CPU Functions',
      subfunction_code: '0x01',
    });
    const plain = zeekLogOf('s7comm', job('0x1d'), read);
    const expected = ['tcp/102, s7comm, program.upload 0x1d, x1', 'tcp/102, s7comm, read 7.4/0x01, x1'];
    for (const logs of [[blocks, status], [plain], [plain, blocks, status], [status, blocks, plain]])
      expect(await readZeekLines(logs)).toEqual(expected);
  });
});

test('s7comm_plus.log of a version without senders is read by its opcodes', async () => {
  const plus = (changes: ZeekRow): ZeekRow => ({
    ...commonRow,
    'id.resp_p': 102,
    version: 3,
    function_code: '-',
    ...changes,
  });
  const log = zeekLogOf(
    's7comm_plus',
    plus({ opcode: '0x31', function_code: '0x04ca' }),
    plus({ opcode: '0x32', function_code: '0x04ca' }),
    plus({ opcode: '0x33' }),
    plus({ opcode: '0x31' }),
  );
  expect(await readZeekLines([log])).toEqual([
    'tcp/102, s7comm-plus, -, missing operation object, x1',
    'tcp/102, s7comm-plus, control 0x04ca, missing object, x1',
    'tcp/102, s7comm-plus, program 0x04ca, missing object, x1',
    'tcp/102, s7comm-plus, report notification, x1',
  ]);
});
