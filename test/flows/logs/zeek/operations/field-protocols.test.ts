import { describe, expect, test } from 'vitest';
import { commonRow, sentBy, type ZeekRow, zeekLogOf } from '../../../../support/zeek.ts';
import { readZeekLines } from '../../../../support/zeek-lines.ts';

/** A row of a log that does not name the sender of each message. */
function row(changes: ZeekRow): ZeekRow {
  return { ...commonRow, ...changes };
}

describe('Genisys', () => {
  const message = (header: string, direction: string, payload = '-'): ZeekRow =>
    row({ 'id.resp_p': 10_001, header, server: 4, direction, payload });

  test('a request names points in ranges, and an answer counts where its request was not seen', async () => {
    const log = zeekLogOf(
      'genisys',
      message('Indication Data', 'response', '0=5'),
      message('Control Data', 'request', '3=200,4=7,9=1'),
      message('Indication Data', 'response', '0=5'),
      message('Recall Header', 'request'),
    );
    expect(await readZeekLines([log])).toEqual([
      'tcp/10001, genisys, report 0xf2, unit 4 0+1, x1',
      'tcp/10001, genisys, write 0xfc, unit 4 3+2, x1',
      'tcp/10001, genisys, write 0xfc, unit 4 9+1, x1',
      'tcp/10001, genisys, read 0xfd, unit 4, x1',
    ]);
  });
});

describe('GE SRTP', () => {
  const unset = {
    message_type: '-',
    service_request_code: '-',
    segment_selector: '-',
    memory_offset: '-',
    data_length: '-',
    status_code: '-',
  };
  const message = (srtp_type: string, changes: ZeekRow): ZeekRow =>
    row({ 'id.resp_p': 18_245, sequence_number_1: 6, srtp_type, ...unset, ...changes });

  test.each([
    [{ service_request_code: 'Set PLC (run vs stop)' }, 'control 0x23, x1'],
    [{ service_request_code: 'Program load (download to PLC)' }, 'program 0x40, x1'],
    [
      {
        service_request_code: 'Write system memory',
        segment_selector: 'Registers (%R) Word-selector',
        memory_offset: 100,
        data_length: 4,
      },
      'write 0x07, registers 100+4, x1',
    ],
    [
      {
        service_request_code: 'Read system memory',
        segment_selector: 'Discrete Inputs (%I) Byte-selector',
        memory_offset: 2,
        data_length: 0,
      },
      'read 0x04, discrete_inputs 16+8, x1',
    ],
    [
      {
        service_request_code: 'Read system memory',
        segment_selector: '%SA Discrete Bit-selector',
        memory_offset: 1,
        data_length: 1,
      },
      'read 0x04, system_a 1+1, x1',
    ],
    [{ service_request_code: 'Unknown' }, 'unknown Unknown, missing object, x1'],
    [{}, '-, missing operation object, x1'],
  ])('a request names its service: %j', async (changes, expected) => {
    expect(await readZeekLines([zeekLogOf('ge_srtp_general', message('Request', changes))])).toEqual([
      `tcp/18245, ge-srtp, ${expected}`,
    ]);
  });

  test('an answer tells a refusal', async () => {
    const rows = [
      message('Request', { service_request_code: 'Write task memory' }),
      message('Reply', { message_type: 'Error Nack Mailbox message (0xD1)' }),
    ];
    expect(await readZeekLines([zeekLogOf('ge_srtp_general', ...rows)])).toEqual([
      'tcp/18245, ge-srtp, write 0x08, x1, refused 1',
    ]);
  });
});

describe('HART-IP', () => {
  const message = (type: string, command: string, changes: ZeekRow = {}): ZeekRow =>
    row({
      'id.resp_p': 5094,
      proto: 'udp',
      header_message_type_message_type: type,
      header_message_id: command === '-' ? 'Direct PDU' : 'Token Passing PDU',
      header_sequence_number: 3,
      token_passing_pdu_command_number: command,
      token_passing_pdu_contents_response_response_code: '-',
      ...changes,
    });
  const read = (...rows: readonly ZeekRow[]): Promise<readonly string[]> =>
    readZeekLines([zeekLogOf('hart_ip_general', ...rows)]);

  test.each([
    ['Perform Device Reset', 'control 42'],
    ['EEPROM Control', 'control 39'],
    ['unknown-0x6d', 'control 109'],
    ['unknown-0xc8', 'unknown 200'],
    ['Dance', 'unknown Dance'],
  ])('%s is found in the catalogue', async (command, expected) => {
    expect(await read(message('Request', command))).toEqual([`udp/5094, hart-ip, ${expected}, x1`]);
  });

  test('a name of two commands does not show which one it was', async () => {
    expect(await read(message('Request', 'Read Unit Tag, Descriptor, Date'))).toEqual([
      'udp/5094, hart-ip, -, missing operation, x1',
    ]);
  });

  test.each([
    [5, ', refused 1'],
    [132, ', refused 1'],
    [8, ''],
    [0, ''],
  ])('response code %i tells a refusal or not', async (code, expected) => {
    const answer = message('Response', 'Write Message', { token_passing_pdu_contents_response_response_code: code });
    expect(await read(message('Request', 'Write Message'), answer)).toEqual([
      `udp/5094, hart-ip, write 17, x1${expected}`,
    ]);
  });

  test('an answer from another port belongs to its request', async () => {
    const answer = message('Response', 'Write Message', {
      uid: 'C2',
      'id.orig_h': '10.0.0.2',
      'id.orig_p': 5095,
      'id.resp_h': '10.0.0.1',
      'id.resp_p': 40_000,
    });
    expect(await read(message('Request', 'Write Message'), answer)).toEqual(['udp/5094, hart-ip, write 17, x1']);
  });

  test('the commands of a direct PDU count in its place', async () => {
    const direct = (command: string, code: string | number): ZeekRow =>
      row({
        'id.resp_p': 5094,
        proto: 'udp',
        direct_pdu_command_command_number: command,
        direct_pdu_contents_response_response_code: code,
      });
    const commands = zeekLogOf(
      'hart_ip_direct_pdu_command',
      direct('Write Message', '-'),
      direct('Read Tag', '-'),
      direct('Write Message', 7),
      direct('Read Tag', 0),
    );
    const general = zeekLogOf('hart_ip_general', message('Request', '-'), message('Response', '-'));
    expect(await readZeekLines([general])).toEqual(['udp/5094, hart-ip, unknown m4, x1']);
    expect(await readZeekLines([general, commands])).toEqual([
      'udp/5094, hart-ip, read 13, x1',
      'udp/5094, hart-ip, write 17, x1, refused 1',
    ]);
  });
});

describe('ROC Plus', () => {
  const message = (packet_type: string, opcode: string): ZeekRow =>
    row({
      'id.resp_p': 4000,
      protocol: 'tcp',
      packet_type,
      opcode,
      destination_unit: packet_type === 'Response' ? 9 : 2,
      source_unit: packet_type === 'Response' ? 2 : 9,
      lsb_crc: 1,
    });
  const start = 'tcp/4000, roc-plus, ';

  test('an answer whose request was not seen is about its own unit', async () => {
    const log = zeekLogOf(
      'roc_plus',
      message('Request', 'Set Realtime Clock (008)'),
      message('Response', 'Set Realtime Clock (008)'),
      message('Response', 'System Config (006)'),
    );
    expect(await readZeekLines([log])).toEqual([`${start}read 6, unit 2, x1`, `${start}time 8, unit 2, x1`]);
  });

  test('an error refuses what was asked last and was not answered', async () => {
    const log = zeekLogOf(
      'roc_plus',
      message('Request', 'System Config (006)'),
      message('Request', 'Write Parameters (181)'),
      message('Response', 'Error Indicator (255)'),
      message('Response', 'System Config (006)'),
      message('Response', 'Error Indicator (255)'),
    );
    expect(await readZeekLines([log])).toEqual([
      `${start}-, missing operation object, x1, refused 1`,
      `${start}write 181, unit 2, missing object, x1, refused 1`,
      `${start}read 6, unit 2, x1`,
    ]);
  });

  test('what is passed on is meant for the last device in the row', async () => {
    const forward = { ...commonRow, 'id.resp_p': 4000, dest1_address: 5, dest2_address: 7, dest3_address: 0 };
    const inside = zeekLogOf('roc_plus_store_and_forward', { ...forward, desired_opcode: 8 });
    expect(await readZeekLines([inside, zeekLogOf('roc_plus', message('Request', 'Store And Forward (024)'))])).toEqual(
      [`${start}time 8, unit 7, x1`],
    );
  });

  test('a message that is neither request nor answer counts all the same', async () => {
    expect(await readZeekLines([zeekLogOf('roc_plus', message('Unknown', 'Write Parameters (181)'))])).toEqual([
      `${start}write 181, unit 2, missing object, x1`,
    ]);
  });
});

describe('PROFINET', () => {
  const uuid = 'DEA00001-6C97-11D1-8271-00A02442DF7D';
  const message = (side: 'client' | 'server', changes: ZeekRow): ZeekRow =>
    sentBy(side, {
      'id.resp_p': 34_964,
      rpc_version: 4,
      packet_type: 'Request',
      interface_uuid: uuid,
      activity_uuid: 'A-1',
      operation_num: 'Write',
      fragment_num: 0,
      sequence_num: 1,
      ...changes,
    });
  const start = 'udp/34964, profinet-cm, ';

  test('a fault refuses, later fragments and pings ask for nothing', async () => {
    const rows = [
      message('client', {}),
      message('client', { fragment_num: 1 }),
      message('client', { packet_type: 'Ping' }),
      message('server', { packet_type: 'Fault' }),
    ];
    expect(await readZeekLines([zeekLogOf('profinet_io_cm', ...rows)])).toEqual([
      `${start}write 3, missing object, x1, refused 1`,
    ]);
  });

  test('the plugin of Amazon shows slot and record in a log of its own', async () => {
    const header = (packet_type: number): ZeekRow =>
      row({ 'id.resp_p': 34_964, packet_type, interface_uuid: uuid, operation: 'Read' });
    const block = (operation_type: string, index: string): ZeekRow =>
      row({ 'id.resp_p': 34_964, operation_type, slot_number: 3, index });
    const headers = zeekLogOf('profinet_dce_rpc', header(0), header(2));
    const blocks = zeekLogOf(
      'profinet',
      block('IODReadReqHeader', 'index (45040)'),
      block('IODReadResHeader', 'index (45040)'),
      block('IODWriteReqHeader', 'ARData'),
      block('SRLData', '-'),
    );
    expect(await readZeekLines([headers])).toEqual([`${start}read 2, missing object, x1`]);
    for (const logs of [
      [headers, blocks],
      [blocks, headers],
    ])
      expect(await readZeekLines(logs)).toEqual([
        `${start}read 2, unit 3 45040+1, x1`,
        `${start}write 3, unit 3 63520+1, x1`,
        `${start}unknown SRLData, missing object, x1`,
      ]);
  });
});

describe('Omron FINS', () => {
  const header = (type: string, command_code: string, response_code = '-'): ZeekRow =>
    row({
      'id.resp_p': 9600,
      proto: 'udp',
      icf_gateway: 'Use (1)',
      icf_data_type: type,
      tcp_command: '-',
      service_id: '0x7a',
      command_code,
      response_code,
      destination_node_number: type === 'Command (0)' ? '0x03' : '0x63',
      source_node_number: type === 'Command (0)' ? '0x63' : '0x03',
    });
  const start = 'udp/9600, omron-fins, ';

  test('the node is shown by the header, memory by the detail', async () => {
    const detail = (area: string, address: string): ZeekRow =>
      row({
        'id.resp_p': 9600,
        omron_fins_link_id: 'L1',
        command_code: 'Memory Area Write (0x0102)',
        icf_data_type: 'Command (0)',
        memory_area_code: area,
        beginning_address: address,
        number_of_items: 2,
        response_code: '-',
      });
    const headers = zeekLogOf(
      'omron_fins_general',
      header('Command (0)', 'Memory Area Write (0x0102)'),
      header('Command (0)', 'Run (0x0401)'),
    );
    const details = zeekLogOf('omron_fins_detail', detail('DM: Word Contents (0x82)', '0x006400'), {
      ...detail('-', '-'),
      number_of_items: '-',
      omron_fins_link_id: 'L2',
      command_code: 'Run (0x0401)',
    });
    expect(await readZeekLines([headers])).toEqual([
      `${start}write 0x0102, unit 3, missing object, x1`,
      `${start}control 0x0401, unit 3, x1`,
    ]);
    for (const logs of [
      [headers, details],
      [details, headers],
    ])
      expect(await readZeekLines(logs)).toEqual([
        `${start}write 0x0102, dm 100+2, missing object, x1`,
        `${start}control 0x0401, unit 3, x1`,
      ]);
  });

  test('a name counts more than the number behind it, which is wrong for programs', async () => {
    const log = zeekLogOf(
      'omron_fins_general',
      header('Command (0)', 'Program Area Write (0x0304)'),
      header('Command (0)', 'Loop Back Test (0x0801)'),
    );
    expect(await readZeekLines([log])).toEqual([
      `${start}program 0x0307, unit 3, x1`,
      `${start}diagnostic 0x0801, unit 3, x1`,
    ]);
  });

  test('an end code tells a refusal', async () => {
    const log = zeekLogOf(
      'omron_fins_general',
      header('Command (0)', 'Stop (0x0402)'),
      header('Response (1)', 'Stop (0x0402)', 'The access right is held by another device (0x3001)'),
    );
    expect(await readZeekLines([log])).toEqual([`${start}control 0x0402, unit 3, x1, refused 1`]);
  });
});

describe('ANSI C12.22', () => {
  const message = (services: string, changes: ZeekRow = {}): ZeekRow =>
    row({
      'id.resp_p': 1153,
      proto: 'tcp',
      elements: 'x',
      is_encrypted_epsem: 'F',
      called_ap_invocation_id: '-',
      services,
      ...changes,
    });
  const start = 'tcp/1153, c12-22, ';

  test('the table is shown by the log of tables', async () => {
    const table = row({
      'id.resp_p': 1153,
      proto: 'tcp',
      req_resp: 'Req',
      service_type: 'pwrite-offset',
      table_id: 7,
      offset: 0,
      index: '-',
    });
    const messages = zeekLogOf(
      'c1222',
      message('REQ:Logon,REQ:Security'),
      message('REQ:Partial Write Offset'),
      message('RESP:ONP'),
    );
    const expected = [`${start}session 0x50, x1, refused 1`, `${start}session 0x51, x1, refused 1`];
    expect(await readZeekLines([messages])).toEqual([`${start}write 0x4f, missing object, x1`, ...expected]);
    expect(await readZeekLines([messages, zeekLogOf('c1222_read_write_service', table)])).toEqual([
      `${start}control 0x4f.7, 7+1, x1`,
      ...expected,
    ]);
  });

  test('an encrypted message does not show its services, and its answer does not count', async () => {
    const log = zeekLogOf(
      'c1222',
      message('-', { is_encrypted_epsem: 'T' }),
      message('-', { is_encrypted_epsem: 'T', called_ap_invocation_id: '3' }),
    );
    expect(await readZeekLines([log])).toEqual([`${start}-, missing operation object, x1`]);
  });
});

test('BSAP on serial lines shows the device in the header and the function elsewhere', async () => {
  const header = (dfun: string): ZeekRow =>
    sentBy('client', { 'id.resp_p': 1234, dfun, sfun: 'PEI_PC', dadd: 5, type_name: 'Global Message' });
  const rdb = (func_code: string): ZeekRow => sentBy('client', { 'id.resp_p': 1234, func_code, variable_count: 1 });
  const headers = zeekLogOf('bsap_serial_header', header('RDB'), header('PEI_PC'));
  expect(await readZeekLines([headers])).toEqual(['udp/1234, bsap, -, unit 5, missing operation object, x1']);
  const functions = zeekLogOf('bsap_serial_rdb', rdb('WRITE_SIGNAL_BY_NAME'), rdb('RSP_WRITE_SIGNAL_BY_NAME'));
  expect(await readZeekLines([headers, functions])).toEqual(['udp/1234, bsap, write 0xa0/0x84, x1']);
});
