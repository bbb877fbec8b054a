import { describe, expect, test } from 'vitest';
import { conversationLine, readContent } from '../../../../support/read-conversations.ts';
import { commonRow, type ZeekRow, zeekJson, zeekLogOf } from '../../../../support/zeek.ts';
import { readZeekLines } from '../../../../support/zeek-lines.ts';

describe('MMS', () => {
  const access = (operation: string, variable: string, success = 'T'): ZeekRow => ({
    ...commonRow,
    'id.resp_p': 102,
    operation,
    variable,
    success,
  });

  test.each([
    ['write', 'LD0/GGIO1$CO$SPCSO1$Oper', 'control 5.oper'],
    ['write', 'LD0/GGIO1$CO$SPCSO1$Oper$ctlVal', 'control 5.oper'],
    ['write', 'LD0/GGIO1$CO$SPCSO1$SBOw', 'control 5.sbow'],
    ['write', 'LD0/GGIO1$CO$SPCSO1$Cancel', 'control 5.cancel'],
    ['read', 'LD0/GGIO1$CO$SPCSO1$SBO', 'control 4.sbo'],
    ['write', 'LD0/LLN0$BR$brcb01$RptEna', 'write 5'],
    ['read', 'LD0/Operators$ST', 'read 4'],
    ['report', 'LD0/LLN0$ST', 'report u0'],
    ['dance', 'LD0/LLN0$ST', 'unknown dance'],
  ])('%s of %s is %s', async (operation, variable, expected) => {
    expect(await readZeekLines([zeekLogOf('mms_var_access', access(operation, variable))])).toEqual([
      `tcp/102, mms, ${expected}, x1`,
    ]);
  });

  test('success tells a refusal', async () => {
    expect(await readZeekLines([zeekLogOf('mms_var_access', access('write', 'a$Oper', 'F'))])).toEqual([
      'tcp/102, mms, control 5.oper, x1, refused 1',
    ]);
  });
});

describe('IEC 60870-5-104', () => {
  const start = 'tcp/2404, iec-104, ';
  const message = (type: string, cause: string, negative = 0): ZeekRow => ({
    ...commonRow,
    'id.resp_p': 2404,
    apci_type: 'I',
    'asdu.info_obj_type': `iec104::${type}`,
    'asdu.cause_tx': `iec104::${cause}`,
    'asdu.negative': negative,
    'asdu.common_address': 12,
  });

  test('a log of messages tells requests from confirmations by their cause', async () => {
    const log = zeekLogOf(
      'iec104',
      message('C_SC_NA_1', 'act'),
      message('C_SC_NA_1', 'actcon', 1),
      message('C_SC_NA_1', 'actterm'),
      message('M_ME_NC_1', 'spont'),
      { ...commonRow, 'id.resp_p': 2404, apci_type: 'S' },
    );
    expect(await readZeekLines([log])).toEqual([
      `${start}report 13, unit 12, missing object, x1`,
      `${start}control 45, unit 12, missing object, x1, refused 1`,
      `${start}session s, x1`,
    ]);
  });

  test('logs of types show objects, and what messages have in common counts elsewhere', async () => {
    const object = (apdu: number, address: number, is_orig: string): ZeekRow => ({
      ...commonRow,
      'id.resp_p': 2404,
      is_orig,
      apdu,
      type_id: 'iec104::C_SE_NC_1',
      type_id_code: 50,
      'io.obj_addr': address,
    });
    const ident = (apdu: number): ZeekRow => ({
      ...commonRow,
      'id.resp_p': 2404,
      is_orig: 'T',
      apdu,
      'ident.type_id': 'iec104::C_SE_NC_1',
      'ident.cot': 'iec104::ACT',
      'ident.pn': 'F',
      'ident.common_address': 12,
    });
    const objects = zeekLogOf('iec104-C_SE_NC_1', object(1, 700, 'T'), object(1, 701, 'T'), object(2, 700, 'F'));
    const idents = zeekLogOf('iec104-asdu-ident', ident(1), ident(3));
    for (const logs of [
      [objects, idents],
      [idents, objects],
    ])
      expect(await readZeekLines(logs)).toEqual([
        `${start}control 50, 700+1, missing object, x1`,
        `${start}control 50, 701+1, missing object, x1`,
        `${start}control 50, unit 12, missing object, x1`,
      ]);
  });

  test.each([
    [{ startdt: 1, stopdt: 0, testfr: 0 }, 'u0x07'],
    [{ startdt: 0, stopdt: 2, testfr: 0 }, 'u0x23'],
    [{ startdt: 0, stopdt: 0, testfr: 1 }, 'u0x43'],
  ])('the bits of a U frame make its code: %j', async (bits, expected) => {
    const log = zeekLogOf('iec104-apci-u', { ...commonRow, 'id.resp_p': 2404, ...bits });
    expect(await readZeekLines([log])).toEqual([`${start}session ${expected}, x1`]);
  });

  test('a confirmation of link control asks for nothing where its activation was seen', async () => {
    const rows = [1, 2, 1, 2].map((testfr) => ({ ...commonRow, 'id.resp_p': 2404, startdt: 0, stopdt: 0, testfr }));
    expect(await readZeekLines([zeekLogOf('iec104-apci-u', ...rows)])).toEqual([`${start}session u0x43, x2`]);
  });
});

describe('GOOSE', () => {
  const stations = { ts: 1_700_000_000, src_mac: '00:A0:F4:08:2F:77', dst_mac: '01:0c:cd:01:00:01' };

  test('a publisher is known by its MAC address, and simulation is another operation', async () => {
    const rows = ['F', 'T'].map((simulation) => ({
      ...stations,
      appid: '0x3',
      gocb_ref: 'LD0/LLN0$GO$gcb',
      simulation,
    }));
    const { conversations } = await readContent(zeekJson(rows));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 00:a0:f4:08:2f:77 -> 01:0c:cd:01:00:01 ethernet/35000, goose, report publish, unit 3, x1',
      'plant 00:a0:f4:08:2f:77 -> 01:0c:cd:01:00:01 ethernet/35000, goose, report publish.simulation, unit 3, x1',
    ]);
  });

  test('a log without stations cannot be judged, and says so', async () => {
    const { conversations, reading } = await readContent(
      zeekJson([{ ts: 1_700_000_000, appid: 3, gocbRef: 'x', simulation: 'F' }]),
    );
    expect(conversations).toEqual([]);
    expect(reading.statistics.skipped).toEqual({ 'no-endpoints': 1 });
  });
});

describe('EtherCAT', () => {
  const stations = { ts: '1700000000.000001', srcmac: '00:01:05:11:e7:d5', dstmac: 'ff:ff:ff:ff:ff:ff' };
  const start = 'plant 00:01:05:11:e7:d5 -> ff:ff:ff:ff:ff:ff ethernet/34980, ethercat, ';

  test('registers of the state machine and of the EEPROM are operations of their own', async () => {
    const register = (Command: string, Register_Addr: string): ZeekRow => ({
      ...stations,
      Command,
      Slave_Addr: '0x03e9',
      Register_Type: 'x',
      Register_Addr,
    });
    const log = zeekLogOf(
      'ecat_registers',
      register('Configured Addr Physical Write', '0x120'),
      register('Broadcast Read', '0x130'),
    );
    expect(await readZeekLines([log])).toEqual([
      `${start}control 5.0x0120, unit 1001 288+1, x1`,
      `${start}read 7, unit 1001 304+1, x1`,
    ]);
    const logical = zeekLogOf('ecat_log_address', {
      ...stations,
      Log_Addr: '0x10000',
      Length: 8,
      Command: 'Logical ReadWrite',
    });
    expect(await readZeekLines([logical])).toEqual([`${start}read 12, 65536+8, x1`, `${start}write 12, 65536+8, x1`]);
  });
});

test('synchrophasor commands are operations, frames are reports', async () => {
  const frame = { ...commonRow, 'id.resp_p': 4712, proto: 'tcp', frame_size: 18 };
  const logs = [
    zeekLogOf(
      'synchrophasor_cmd',
      { ...frame, frame_type: 'Command', command: 'Data off' },
      { ...frame, frame_type: 'Command', command: 'Dance' },
    ),
    zeekLogOf('synchrophasor_cfg', { ...frame, frame_type: 'CFG3', cfg_frame_id: 'x' }),
    zeekLogOf('synchrophasor_data', { ...frame, frame_type: 'Data', data_frame_id: 'x' }),
  ];
  expect(await readZeekLines(logs)).toEqual([
    'tcp/4712, synchrophasor, report 0, missing object, x1',
    'tcp/4712, synchrophasor, control 4.1, missing object, x1',
    'tcp/4712, synchrophasor, report 5, missing object, x1',
    'tcp/4712, synchrophasor, unknown Dance, missing object, x1',
  ]);
});
