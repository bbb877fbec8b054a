/** Where readers of Zeek's logs of plant protocols are known to go wrong, each of which turns a verdict. */
import { describe, expect, test } from 'vitest';
import { conversationLine, readContent } from '../../../support/read-conversations.ts';
import {
  commonRow,
  connFields,
  modbusDetailedFields,
  sentBy,
  type ZeekRow,
  zeekJson,
  zeekLogOf,
  zeekTsv,
} from '../../../support/zeek.ts';
import { readZeekLines } from '../../../support/zeek-lines.ts';

function row(changes: ZeekRow): ZeekRow {
  return { ...commonRow, ...changes };
}

describe('Who asks', () => {
  const turned = { 'id.orig_h': '10.0.0.2', 'id.orig_p': 20_000, 'id.resp_h': '10.0.0.1', 'id.resp_p': 50_000 };

  test('is the sender of the message, and not the originator of the connection', async () => {
    const select = sentBy('server', { ...turned, function_code: 'SELECT', index_number: 3, status_code: '-' });
    expect(await readZeekLines([zeekLogOf('dnp3_control', select)])).toEqual([
      'tcp/20000, dnp3, control 3, control_relay 3+1, missing object, x1',
    ]);
  });

  test('is told by the kind of message in logs that do not name the sender', async () => {
    const hart = {
      'id.orig_h': '10.0.0.2',
      'id.orig_p': 5094,
      'id.resp_h': '10.0.0.1',
      'id.resp_p': 50_000,
      proto: 'udp',
    };
    const message = row({
      ...hart,
      header_message_type_message_type: 'Request',
      header_message_id: 'Token Passing PDU',
      token_passing_pdu_command_number: 'Perform Device Reset',
    });
    expect(await readZeekLines([zeekLogOf('hart_ip_general', message)])).toEqual(['udp/5094, hart-ip, control 42, x1']);
  });
});

describe('S7', () => {
  const s7 = (side: 'client' | 'server', rosctr_code: number, function_code: string, function_name: string): ZeekRow =>
    sentBy(side, {
      'id.resp_p': 102,
      rosctr_code,
      pdu_reference: 1,
      function_code,
      function_name,
      subfunction_code: function_code.length > 4 ? '-' : '0x09',
      error_code: '-',
    });

  test('answers repeat the function and ask for nothing', async () => {
    const rows = [s7('client', 1, '0x29', 'PLC Stop'), s7('server', 3, '0x29', 'PLC Stop')];
    expect(await readZeekLines([zeekLogOf('s7comm', ...rows)])).toEqual(['tcp/102, s7comm, control 0x29, x1']);
  });

  test('userdata asks only where its name begins with `Request`', async () => {
    const rows = [
      s7('client', 7, '0x41', 'Request: Programmer Commands'),
      s7('server', 7, '0x81', 'Response: Programmer Commands'),
    ];
    expect(await readZeekLines([zeekLogOf('s7comm', ...rows)])).toEqual([
      'tcp/102, s7comm, control 7.1/0x09, missing object, x1',
    ]);
  });

  test('pushes of the controller are reports and no violation of the client', async () => {
    const push = { ...s7('server', 7, '0x00', 'Push: Mode-Transition'), subfunction_code: '0x00' };
    expect(await readZeekLines([zeekLogOf('s7comm', push)])).toEqual(['tcp/102, s7comm, report push.0/0x00, x1']);
  });
});

describe('BACnet', () => {
  const bacnet = (changes: ZeekRow): ZeekRow =>
    sentBy('client', {
      'id.orig_p': 47_808,
      'id.resp_p': 47_808,
      bvlc_function: 'Original_Broadcast_NPDU',
      invoke_id: '-',
      ...changes,
    });

  test('only requests ask: acknowledgements do not', async () => {
    const ack = bacnet({ pdu_type: 'SIMPLE_ACK', pdu_service: 'write_property', invoke_id: 4 });
    const request = sentBy('server', {
      ...bacnet({}),
      pdu_type: 'CONFIRMED_REQUEST',
      pdu_service: 'write_property',
      invoke_id: 4,
    });
    const { conversations } = await readContent(zeekLogOf('bacnet', request, ack));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.2 -> 10.0.0.1 udp/47808, bacnet, write c15, missing object, x1',
    ]);
  });

  test('broadcasts of devices go to the broadcast address, which is no peer', async () => {
    const rows = ['i_am', 'who_is'].map((pdu_service) =>
      bacnet({ 'id.resp_h': '10.0.0.255', pdu_type: 'UNCONFIRMED_REQUEST', pdu_service }),
    );
    const { conversations } = await readContent(zeekLogOf('bacnet', ...rows));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.255 udp/47808, bacnet, discovery u0, x1',
      'plant 10.0.0.1 -> 10.0.0.255 udp/47808, bacnet, discovery u8, x1',
    ]);
  });
});

describe('CIP', () => {
  const cip = (side: 'client' | 'server', changes: ZeekRow): ZeekRow =>
    sentBy(side, {
      'id.resp_p': 44_818,
      cip_sequence_count: 1,
      direction: side === 'client' ? 'request' : 'response',
      class_id: '-',
      instance_id: '0x01',
      ...changes,
    });

  test('only requests ask, and the services of a Multiple Service Packet count one by one', async () => {
    const rows = [
      cip('client', { cip_service_code: '0x0a', class_id: '0x02' }),
      cip('client', { cip_service_code: '0x4d', class_id: '0x6b' }),
      cip('client', { cip_service_code: '0x07', class_id: '0x8e' }),
      cip('server', { cip_service_code: '0x4d' }),
      cip('server', { cip_service_code: '0x07' }),
      cip('server', { cip_service_code: '0x0a' }),
    ];
    expect(await readZeekLines([zeekLogOf('cip', ...rows)])).toEqual([
      'tcp/44818, ethernet-ip, write 0x6b/0x4d, unit 107 1+1, x1',
      'tcp/44818, ethernet-ip, control 0x8e/0x07, unit 142 1+1, x1',
    ]);
  });

  test('a service without its class is unknown, and not a read', async () => {
    expect(await readZeekLines([zeekLogOf('cip', cip('client', { cip_service_code: '0x4c' }))])).toEqual([
      'tcp/44818, ethernet-ip, unknown -/0x4c, missing object, x1',
    ]);
  });
});

const modbus = { ...commonRow, tid: 7, unit: 1, matched: 'T', func: 'READ_COILS', address: 100, quantity: 8 };

function detailed(...rows: readonly ZeekRow[]): string {
  return zeekTsv('modbus_detailed', modbusDetailedFields, rows);
}

test('An exception of Modbus is a refused attempt, and an attempt all the same', async () => {
  const refused = { ...modbus, func: 'WRITE_SINGLE_COIL_EXCEPTION', exception_code: 'ILLEGAL_FUNCTION' };
  expect(await readZeekLines([detailed(refused)])).toEqual([
    'tcp/502, modbus, write 5, unit 1 coils 100+8, x1, refused 1',
  ]);
});

test('A protocol log speaks for a session that conn.log does not have yet', async () => {
  const message = row({ 'id.resp_p': 20_000, fc_request: 'STOP_APPL', fc_reply: 'RESPONSE', iin: 0 });
  expect(await readZeekLines([zeekLogOf('dnp3', message)])).toEqual([
    'tcp/20000, dnp3, control 18, missing object, x1',
  ]);
});

describe('Requests that hold more than one thing', () => {
  test('Modbus function 23 reads and writes', async () => {
    const both = { ...modbus, func: 'READ_WRITE_MULTIPLE_REGISTERS', address: '-' };
    expect(await readZeekLines([detailed(both)])).toEqual([
      'tcp/502, modbus, read 23, unit 1 holding, missing object, x1',
      'tcp/502, modbus, write 23, unit 1 holding, missing object, x1',
    ]);
  });

  test('PCCC and a HART command for a sub-device, whose content no log shows, are unknown', async () => {
    const pccc = sentBy('client', {
      'id.resp_p': 44_818,
      direction: 'request',
      cip_service_code: '0x4b',
      class_id: '0x67',
      instance_id: '0x01',
    });
    const hart = row({
      'id.resp_p': 5094,
      proto: 'tcp',
      header_message_type_message_type: 'Request',
      header_message_id: 'Token Passing PDU',
      token_passing_pdu_command_number: 'Send Command to Sub-Device',
    });
    expect(await readZeekLines([zeekLogOf('cip', pccc), zeekLogOf('hart_ip_general', hart)])).toEqual([
      'tcp/5094, hart-ip, unknown 77, x1',
      'tcp/44818, ethernet-ip, unknown 0x67/0x4b, unit 103 1+1, x1',
    ]);
  });

  test.each([
    ['Store And Forward (024)', 'roc_plus_store_and_forward', 'desired_opcode', '24'],
    ['Peer To Peer Network Messages (205)', 'roc_plus_peer_to_peer_network_messages', 'embedded_roc_opcode', '205'],
  ])('ROC Plus %s is the opcode inside, where its log shows it', async (opcode, path, field, code) => {
    const unset = { destination_unit: 2, source_unit: 1, lsb_crc: 0 };
    const plain = zeekLogOf(
      'roc_plus',
      row({ 'id.resp_p': 4000, protocol: 'tcp', packet_type: 'Request', opcode, ...unset }),
    );
    const inside = zeekLogOf(path, row({ 'id.resp_p': 4000, [field]: 181 }));
    expect(await readZeekLines([plain])).toEqual([`tcp/4000, roc-plus, unknown ${code}, unit 2, missing object, x1`]);
    expect(await readZeekLines([plain, inside])).toEqual(['tcp/4000, roc-plus, write 181, missing object, x1']);
  });
});

test('Registers are counted from 0 as on the wire, with their table', async () => {
  const first = { ...modbus, func: 'READ_HOLDING_REGISTERS', address: 0, quantity: 1 };
  expect(await readZeekLines([detailed(first)])).toEqual(['tcp/502, modbus, read 3, unit 1 holding 0+1, x1']);
});

test('Units 0 and 255 stay what they are: whether one is a broadcast is up to the policy', async () => {
  expect(await readZeekLines([detailed({ ...modbus, unit: 0 }, { ...modbus, tid: 8, unit: 255 })])).toEqual([
    'tcp/502, modbus, read 1, unit 0 coils 100+8, x1',
    'tcp/502, modbus, read 1, unit 255 coils 100+8, x1',
  ]);
});

test('Port 102 tells no protocol: the log does, and a connection without one may be any', async () => {
  const at = { 'id.resp_p': 102 };
  const logs = [
    zeekLogOf('mms_var_access', row({ ...at, operation: 'read', variable: 'x', success: 'T' })),
    zeekLogOf('s7comm_plus', row({ ...at, uid: 'C2', version: 1, opcode: '0x31', function_code: '0x04bb' })),
    zeekTsv('conn', connFields, [row({ ...at, uid: 'C3', proto: 'tcp', service: '-', conn_state: 'SF' })]),
  ];
  expect(await readZeekLines(logs)).toEqual([
    'tcp/102, -, -, missing operation object, x1',
    'tcp/102, mms, read 4, x1',
    'tcp/102, s7comm-plus, read 0x04bb, missing object, x1',
  ]);
});

test('Rows without IP are between MAC addresses', async () => {
  const publisher = {
    ts: 1_700_000_000,
    src_mac: '00:a0:f4:08:2f:77',
    dst_mac: '01:0c:cd:01:00:01',
    appid: '0x1',
    gocb_ref: 'x',
    simulation: 'F',
  };
  const { conversations } = await readContent(zeekJson([publisher]));
  expect(conversations[0]).toMatchObject({
    source: '00:a0:f4:08:2f:77',
    destination: '01:0c:cd:01:00:01',
    transport: 'ethernet',
  });
});

describe('Rows under a wrong name', () => {
  test('DNS in the log of PROFINET is no PROFINET', async () => {
    const dns = row({
      'id.resp_p': 34_964,
      rpc_version: 129,
      packet_type: 'Request',
      operation_num: 'Write',
      interface_uuid: '00000000-0000-0000-0000-000000000000',
      activity_uuid: 'x',
    });
    expect(await readZeekLines([zeekLogOf('profinet_io_cm', dns, { ...dns, rpc_version: 4 })])).toEqual([]);
  });

  test('ARP in the logs of EtherCAT is no EtherCAT', async () => {
    const arp = {
      ts: '1700000000.000001',
      arp_type: 'Request',
      mac_src: '00:a0:f4:08:2f:77',
      mac_dst: 'ff:ff:ff:ff:ff:ff',
      SPA: '10.0.0.1',
      TPA: '10.0.0.2',
    };
    expect(await readZeekLines([zeekLogOf('ecat_arp_info', arp)])).toEqual([]);
  });
});

test('A log of connections shows no function, and says so instead of being compliant', async () => {
  const conn = row({ proto: 'tcp', service: 'modbus', conn_state: 'SF' });
  expect(await readZeekLines([zeekTsv('conn', connFields, [conn])])).toEqual([
    'tcp/502, modbus, -, missing operation object, x1',
  ]);
});
