import { describe, expect, test } from 'vitest';
import { sentBy, type ZeekRow, zeekLogOf } from '../../../../support/zeek.ts';
import { readZeekLines } from '../../../../support/zeek-lines.ts';

const ends: ZeekRow = { 'id.orig_p': 47_808, 'id.resp_p': 47_808 };
const start = 'udp/47808, bacnet, ';

function row(side: 'client' | 'server', changes: ZeekRow): ZeekRow {
  const unset = { pdu_type: '-', pdu_service: '-', invoke_id: '-', result_code: '-' };
  return sentBy(side, { ...ends, bvlc_function: 'Original_Unicast_NPDU', ...unset, ...changes });
}

const request = (pdu_service: string, invoke_id: number): ZeekRow =>
  row('client', { pdu_type: 'CONFIRMED_REQUEST', pdu_service, invoke_id });

describe('bacnet.log', () => {
  test.each([
    ['reinitialized_device', 'control c20'],
    ['atomic_write_file', 'file c7, missing object'],
    ['Unknown Service Choice-0x2a', 'unknown c42, missing object'],
    ['dance', 'unknown dance, missing object'],
  ])('%s is found in the catalogue', async (service, expected) => {
    expect(await readZeekLines([zeekLogOf('bacnet', request(service, 1))])).toContain(`${start}${expected}, x1`);
  });

  test('errors, rejects and aborts refuse the request of their number', async () => {
    const rows = [
      ...[1, 2, 3, 4].map((id) => request('write_property', id)),
      row('server', { pdu_type: 'ERROR_PDU', pdu_service: 'write_property', invoke_id: 1, result_code: 'x' }),
      row('server', { pdu_type: 'REJECT_PDU', invoke_id: 2, result_code: 'x' }),
      row('server', { pdu_type: 'ABORT_PDU', invoke_id: 3, result_code: 'x' }),
      row('server', { pdu_type: 'SIMPLE_ACK', pdu_service: 'write_property', invoke_id: 4 }),
    ];
    expect(await readZeekLines([zeekLogOf('bacnet', ...rows)])).toEqual([
      `${start}write c15, missing object, x4, refused 3`,
    ]);
  });

  test('messages of the virtual link are operations, and their result tells a refusal', async () => {
    const rows = [
      row('client', { bvlc_function: 'Register_Foreign_Device' }),
      row('server', { bvlc_function: 'BVLC_Result', result_code: 'Register-Foreign-Device_NAK' }),
    ];
    expect(await readZeekLines([zeekLogOf('bacnet', ...rows)])).toEqual([`${start}control b5, x1, refused 1`]);
  });

  test('counts in place of the logs of single services, and not of the properties', async () => {
    const properties = zeekLogOf(
      'bacnet_property',
      ...['present-value', 'program-change'].map((property) =>
        sentBy('client', {
          ...ends,
          invoke_id: 5,
          pdu_service: 'write-property-request',
          object_type: 'program',
          instance_number: 3,
          property,
        }),
      ),
    );
    const control = zeekLogOf(
      'bacnet_device_control',
      sentBy('client', {
        ...ends,
        invoke_id: 6,
        pdu_service: 'reinitialize_device',
        device_state: 'coldstart',
        password: 'x',
        result: '-',
      }),
      sentBy('server', {
        ...ends,
        invoke_id: 6,
        pdu_service: 'reinitialize_device',
        device_state: '-',
        password: '-',
        result: 'ERROR',
      }),
    );
    const refusal = row('server', { pdu_type: 'ERROR_PDU', pdu_service: 'reinitialize_device', invoke_id: 6 });
    const plain = zeekLogOf('bacnet', request('write_property', 5), request('reinitialize_device', 6), refusal);
    const expected = [
      `${start}write c15, program 3+1, x1`,
      `${start}program c15.90, program 3+1, x1`,
      `${start}control c20, x1, refused 1`,
    ];
    for (const logs of [
      [properties, control],
      [plain, properties, control],
      [control, properties, plain],
    ])
      expect(await readZeekLines(logs)).toEqual(expected);
  });

  test('kinds of objects that the catalogue has no table for are others', async () => {
    const property = (object_type: string): ZeekRow =>
      sentBy('client', {
        ...ends,
        invoke_id: 5,
        pdu_service: 'read-property-request',
        object_type,
        instance_number: 3,
        property: 'x',
      });
    expect(await readZeekLines([zeekLogOf('bacnet_property', property('analog-value'), property('lift'))])).toEqual([
      `${start}read c12, analog-value 3+1, x1`,
      `${start}read c12, other 3+1, x1`,
    ]);
  });
});
