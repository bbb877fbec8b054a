import { describe, expect, test } from 'vitest';
import { conversationLine, readContents } from '../../../support/read-conversations.ts';
import {
  commonRow,
  connFields,
  modbusDetailedFields,
  modbusFields,
  type ZeekRow,
  zeekJson,
  zeekTsv,
} from '../../../support/zeek.ts';

const prefix = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, ';
const request = { ...commonRow, tid: 7, unit: 255, func: 'READ_COILS', pdu_type: 'REQ' };
const response = { ...request, pdu_type: 'RESP' };
const whole = { ...commonRow, tid: 7, unit: 255, func: 'READ_COILS', address: 100, quantity: 8, matched: 'T' };

/** What is counted, without the endpoints that all have. */
async function read(...logs: readonly string[]): Promise<string[]> {
  const { conversations } = await readContents(logs.map((content, index) => ({ file: `${index}.log`, content })));
  return conversations.map((each) => conversationLine(each).replace(prefix, ''));
}

function plain(...rows: readonly ZeekRow[]): string {
  return zeekTsv('modbus', modbusFields, rows);
}

function detailed(...rows: readonly ZeekRow[]): string {
  return zeekTsv('modbus_detailed', modbusDetailedFields, rows);
}

describe('modbus.log', () => {
  test('a request and its answer are one operation, whose registers are not shown', async () => {
    expect(await read(plain(request, response))).toEqual(['read 1, unit 255 coils, missing object, x1']);
  });

  test('an answer whose request was not seen stands for it', async () => {
    expect(await read(plain(response, request, response))).toEqual(['read 1, unit 255 coils, missing object, x2']);
  });

  test('an exception marks its request as refused', async () => {
    const refusal = { ...response, func: 'READ_COILS_EXCEPTION', exception: 'ILLEGAL_DATA_ADDRESS' };
    expect(await read(plain(request, refusal))).toEqual(['read 1, unit 255 coils, missing object, x1, refused 1']);
    expect(await read(plain(refusal))).toEqual(['read 1, unit 255 coils, missing object, x1, refused 1']);
  });

  test('rows of older versions are transactions', async () => {
    const fields = modbusFields.filter((field) => field !== 'pdu_type' && field !== 'tid' && field !== 'unit');
    const refusal = { ...request, func: 'WRITE_SINGLE_COIL_EXCEPTION', exception: 'ILLEGAL_FUNCTION' };
    expect(await read(zeekTsv('modbus', fields, [request, request, refusal]))).toEqual([
      'read 1, coils, missing object, x2',
      'write 5, coils, missing object, x1, refused 1',
    ]);
  });

  test.each([
    ['DIAGNOSTICS', ['diagnostic 8, unit 255, x1']],
    ['REPORT_SLAVE_ID', ['discovery 17, unit 255, x1']],
    ['PROGRAM_UNITY', ['program 90, unit 255, x1']],
    ['unknown-99', ['unknown 99, unit 255, x1']],
    ['REPORT_SERVER_ID', ['discovery 17, unit 255, x1']],
    [
      'READ_WRITE_MULTIPLE_REGISTERS',
      ['read 23, unit 255 holding, missing object, x1', 'write 23, unit 255 holding, missing object, x1'],
    ],
  ])('%s is found in the catalogue', async (func, expected) => {
    expect(await read(plain({ ...request, func }))).toEqual(expected);
  });

  test('a function that is none is a broken row', async () => {
    const { conversations, readings } = await readContents([
      { file: 'a', content: plain({ ...request, func: 'DANCE' }) },
    ]);
    expect(conversations).toEqual([]);
    expect(readings[0]?.statistics.skipped).toEqual({ 'malformed-line': 1 });
  });
});

describe('modbus_detailed.log', () => {
  test('a transaction shows its registers, counted from 0', async () => {
    expect(await read(detailed(whole))).toEqual(['read 1, unit 255 coils 100+8, x1']);
  });

  test('an exception marks its request as refused', async () => {
    expect(await read(detailed({ ...whole, exception_code: 'ILLEGAL_DATA_ADDRESS' }))).toEqual([
      'read 1, unit 255 coils 100+8, x1, refused 1',
    ]);
  });

  test('an answer without request does not show its registers', async () => {
    expect(await read(detailed({ ...whole, address: '-', matched: 'F' }))).toEqual([
      'read 1, unit 255 coils, missing object, x1',
    ]);
  });

  test('functions without a handler have two rows, which count once', async () => {
    const row = { ...commonRow, tid: 7, unit: 2, func: 'READ_EXCEPTION_STATUS' };
    expect(await read(detailed(row, row))).toEqual(['read 7, unit 2, x1']);
    expect(await read(detailed(row, { ...row, tid: 8 }))).toEqual(['read 7, unit 2, x2']);
  });

  test('sub-functions are found by their names', async () => {
    const rows = ['Force Listen Only Mode', 'Return Query Data', 'unknown-77', '-'].map((name) => ({
      ...whole,
      func: 'DIAGNOSTICS',
      request_subfunction_code: name,
    }));
    const device = { ...whole, func: 'ENCAP_INTERFACE_TRANSPORT', mei_type: 'Read Device Identification' };
    expect(await read(detailed(...rows, device))).toEqual([
      'discovery 43.14, unit 255, x1',
      'diagnostic 8, unit 255, x1',
      'diagnostic 8.0, unit 255, x1',
      'control 8.4, unit 255, x1',
      'diagnostic 8.77, unit 255, x1',
    ]);
  });

  test('rows of older versions are messages', async () => {
    const fields = [...modbusDetailedFields.filter((field) => field !== 'matched'), 'request_response'];
    const old = (direction: string, changes: ZeekRow = {}) => ({ ...whole, request_response: direction, ...changes });
    const rows = [
      old('REQUEST'),
      old('RESPONSE', { address: '-' }),
      old('RESPONSE', { tid: 9, address: '-' }),
      old('REQUEST', { tid: 10 }),
      old('RESPONSE', { tid: 10, func: 'READ_COILS_EXCEPTION' }),
    ];
    const expected = ['read 1, unit 255 coils, missing object, x1', 'read 1, unit 255 coils 100+8, x2, refused 1'];
    expect(await read(zeekTsv('modbus_detailed', fields, rows))).toEqual(expected);
    expect(await read(zeekJson(rows.map(({ matched, ...row }) => withoutUnset(row))))).toEqual(expected);
  });
});

function withoutUnset(row: ZeekRow): ZeekRow {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '-'));
}

describe('logs of single functions', () => {
  const fields = [...modbusFields.filter((field) => field !== 'pdu_type'), 'request_response'];
  const readWrite = zeekTsv(
    'modbus_read_write_multiple_registers',
    [...fields, 'write_start_address', 'write_registers', 'read_start_address', 'read_quantity', 'read_registers'],
    [
      {
        ...whole,
        func: 'READ_WRITE_MULTIPLE_REGISTERS',
        request_response: 'REQUEST',
        write_start_address: 2,
        write_registers: '170,187,204',
        read_start_address: 1,
        read_quantity: 4,
      },
      { ...whole, func: 'READ_WRITE_MULTIPLE_REGISTERS', request_response: 'RESPONSE', read_registers: '1,2,3,4' },
    ],
  );
  const mask = zeekTsv(
    'modbus_mask_write_register',
    [...fields, 'address', 'and_mask', 'or_mask'],
    ['REQUEST', 'RESPONSE'].map((direction) => ({
      ...whole,
      func: 'MASK_WRITE_REGISTER',
      request_response: direction,
      address: 10,
      and_mask: 1,
      or_mask: 2,
    })),
  );
  const device = zeekTsv(
    'modbus_read_device_identification',
    [...fields, 'mei_type', 'object_id'],
    ['REQUEST', 'RESPONSE', 'RESPONSE', 'RESPONSE'].map((direction) => ({
      ...whole,
      func: 'ENCAP_INTERFACE_TRANSPORT',
      request_response: direction,
      mei_type: 'READ-DEVICE-IDENTIFICATION',
    })),
  );
  const readWriteLines = ['read 23, unit 255 holding 1+4, x1', 'write 23, unit 255 holding 2+3, x1'];
  const maskLines = ['write 22, unit 255 holding 10+1, x1'];
  const deviceLines = ['discovery 43.14, unit 255, x1'];

  test('show the registers of their functions', async () => {
    expect(await read(readWrite)).toEqual(readWriteLines);
    expect(await read(mask)).toEqual(maskLines);
    expect(await read(device)).toEqual(deviceLines);
  });

  test('are not counted twice beside modbus_detailed.log and modbus.log', async () => {
    const functions = ['READ_WRITE_MULTIPLE_REGISTERS', 'MASK_WRITE_REGISTER', 'ENCAP_INTERFACE_TRANSPORT'];
    const rows: ZeekRow[] = functions.map((func) => ({ ...whole, func, address: '-', quantity: '-' }));
    rows[1] = { ...rows[1], address: 10 };
    rows[2] = { ...rows[2], mei_type: 'Read Device Identification' };
    const poorer = plain(
      ...functions.flatMap((func) => [
        { ...request, func },
        { ...response, func },
      ]),
    );
    const logs = [poorer, detailed(...rows), readWrite, mask, device];
    for (const order of [logs, [...logs].reverse()])
      expect(await read(...order)).toEqual([...maskLines, ...readWriteLines, ...deviceLines]);
    expect(await read(poorer, readWrite)).toEqual([
      'write 22, unit 255 holding, missing object, x1',
      ...readWriteLines,
      'unknown 43, unit 255, x1',
    ]);
  });
});

describe('logs of one run', () => {
  const conn = zeekTsv('conn', connFields, [
    { ...commonRow, proto: 'tcp', service: 'modbus', conn_state: 'SF' },
    { ...commonRow, uid: 'C2', proto: 'tcp', service: 'modbus', conn_state: 'SF' },
  ]);

  test('a connection is reported as such only when no log shows its operations', async () => {
    const expected = ['read 1, unit 255 coils 100+8, x1', '-, missing operation object, x1'];
    for (const order of [
      [conn, detailed(whole)],
      [detailed(whole), conn],
    ])
      expect((await read(...order)).sort()).toEqual([...expected].sort());
  });

  test('modbus.log is not counted where modbus_detailed.log shows the same function', async () => {
    const logs = [plain(request, { ...request, tid: 8, func: 'READ_HOLDING_REGISTERS' }), detailed(whole), conn];
    const expected = [
      '-, missing operation object, x1',
      'read 1, unit 255 coils 100+8, x1',
      'read 3, unit 255 holding, missing object, x1',
    ];
    for (const order of [logs, [...logs].reverse()]) expect((await read(...order)).sort()).toEqual(expected);
  });
});
