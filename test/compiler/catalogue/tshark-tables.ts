/** Value tables of Wireshark's dissectors, and how each maps to the catalogue. */

/** One table of `tshark -G values`. */
export interface ValueTable {
  readonly field: string;
  readonly protocol: string;
  /** How the number of a table row becomes a code of the catalogue. */
  readonly code: (value: number) => string;
  /** Rows that are no operation: answers, reserved numbers. */
  readonly except?: readonly number[] | RegExp;
  /** Our name where it differs from the table's, by code. */
  readonly names?: Readonly<Record<string, string>>;
  /** Cut from the table's names before comparing. */
  readonly drop?: RegExp;
}

const decimal = (value: number): string => String(value);
const hex =
  (digits: number) =>
  (value: number): string =>
    `0x${value.toString(16).padStart(digits, '0')}`;
const hex2 = hex(2);
const hex4 = hex(4);

/** The common services have other names in the class tables of the dissector: only the own ones are compared. */
const commonServices = Array.from({ length: 0x1d }, (_, index) => index);

export const tables: readonly ValueTable[] = [
  {
    field: 'modbus.func_code',
    protocol: 'modbus',
    code: decimal,
    names: {
      '11': 'get_comm_event_counter',
      '17': 'report_server_id',
      '23': 'read_write_multiple_registers',
      '90': 'umas',
    },
  },
  {
    field: 'modbus.diagnostic_code',
    protocol: 'modbus',
    code: (value) => `8.${value}`,
    names: {
      '8.14': 'return_server_message_count',
      '8.15': 'return_server_no_response_count',
      '8.16': 'return_server_nak_count',
      '8.17': 'return_server_busy_count',
    },
  },
  {
    field: 'modbus.mei',
    protocol: 'modbus',
    code: (value) => `43.${value}`,
    names: { '43.13': 'canopen_general_reference' },
  },
  {
    field: 'dnp3.al.func',
    protocol: 'dnp3',
    code: decimal,
    except: /_vals$/,
    names: {
      '20': 'enable_unsolicited',
      '21': 'disable_unsolicited',
      '22': 'assign_class',
      '31': 'activate_configuration',
      '33': 'authentication_request_no_ack',
    },
  },
  { field: 'iec60870_asdu.typeid', protocol: 'iec-104', code: decimal },
  { field: 'bacapp.confirmed_service', protocol: 'bacnet', code: (value) => `c${value}` },
  { field: 'bacapp.unconfirmed_service', protocol: 'bacnet', code: (value) => `u${value}` },
  { field: 'bvlc.function', protocol: 'bacnet', code: (value) => `b${value}` },
  {
    field: 'bacnet.mesgtyp',
    protocol: 'bacnet',
    code: (value) => `n${value}`,
    except: [0x14, 0x80],
  },
  { field: 's7comm.param.func', protocol: 's7comm', code: hex2, names: { '0x28': 'plc_control' } },
  {
    field: 's7comm.tis.job.function',
    protocol: 's7comm',
    code: (value) => `7.1/${hex2(value)}`,
    names: { '7.1/0x06': 'time_measurement' },
  },
  {
    field: 's7comm.param.modetrans.subfunc',
    protocol: 's7comm',
    code: (value) => `push.0/${hex2(value)}`,
    names: { 'push.0/0x09': 'mode_run_redundant' },
    drop: /^mode/,
  },
  { field: 'enip.command', protocol: 'ethernet-ip', code: (value) => `e${hex2(value)}` },
  {
    field: 'cip.sc',
    protocol: 'ethernet-ip',
    code: (value) => `*/${hex2(value)}`,
    names: { '*/0x17': 'nop_service' },
  },
  { field: 'cip.cm.sc', protocol: 'ethernet-ip', code: (value) => `0x06/${hex2(value)}`, except: commonServices },
  {
    field: 'cip.mb.sc',
    protocol: 'ethernet-ip',
    code: (value) => `0x44/${hex2(value)}`,
    except: commonServices,
    drop: /^modbus/,
  },
  { field: 'cip.cco.sc', protocol: 'ethernet-ip', code: (value) => `0xf3/${hex2(value)}`, except: commonServices },
  {
    field: 'cipsafety.ssupervisor.sc',
    protocol: 'ethernet-ip',
    code: (value) => `0x39/${hex2(value)}`,
    except: commonServices,
    names: { '0x39/0x52': 'configuration_lock' },
  },
  {
    field: 'cip.pccc.fnc.code_0f',
    protocol: 'ab-eth',
    code: (value) => `0x0f/${hex2(value)}`,
    except: /^\[/,
    names: {
      '0x0f/0x5e': 'modify_plc2_compatibility_file',
      '0x0f/0x53': 'upload_all_request',
      '0x0f/0xa1': 'protected_typed_read_2_fields',
      '0x0f/0xa2': 'protected_typed_read_3_fields',
      '0x0f/0xa9': 'protected_typed_write_2_fields',
      '0x0f/0xaa': 'protected_typed_write_3_fields',
      '0x0f/0xab': 'protected_typed_masked_write',
    },
  },
  { field: 'cip.pccc.fnc.code_06', protocol: 'ab-eth', code: (value) => `0x06/${hex2(value)}`, except: /^\[/ },
  {
    field: 'cip.pccc.fnc.code_07',
    protocol: 'ab-eth',
    code: (value) => `0x07/${hex2(value)}`,
    except: /^\[/,
    names: { '0x07/0x05': 'exit_transfer_mode' },
  },
  {
    field: 'opcua.servicenodeid.numeric',
    protocol: 'opc-ua',
    code: decimal,
    except: /Response|Fault|XML/,
    drop: /request$/,
    names: { '554': 'translate_browse_paths' },
  },
  { field: 'mms.confirmedServiceRequest', protocol: 'mms', code: decimal },
  { field: 'mms.unconfirmedService', protocol: 'mms', code: (value) => `u${value}` },
  {
    field: 'omron.command',
    protocol: 'omron-fins',
    code: hex4,
    names: { '0x0920': 'message_read_or_clear' },
  },
  {
    field: 'ams.cmdid',
    protocol: 'beckhoff-ads',
    code: decimal,
    except: [0],
    drop: /^ads|device(?=notification)/g,
  },
  {
    field: 'c1222.cmd',
    protocol: 'c12-22',
    code: hex2,
    // Answers, and the negotiations that the catalogue has as one range.
    except: [
      ...Array.from({ length: 0x20 }, (_, index) => index),
      ...Array.from({ length: 12 }, (_, index) => 0x60 + index),
    ],
  },
  {
    field: 'hart_ip.message_id',
    protocol: 'hart-ip',
    code: (value) => `m${value}`,
    names: { m3: 'token_passing_pdu' },
  },
  { field: 'snmp.data', protocol: 'snmp', code: decimal, names: { '1': 'get_next_request' } },
  { field: 'pn_dcp.service_id', protocol: 'profinet-dcp', code: decimal, except: [0, 1, 2] },
  { field: 'goose.requests', protocol: 'gse-management', code: decimal },
  {
    field: 'icmpv6.type',
    protocol: 'icmpv6',
    code: decimal,
    // Neighbour and listener discovery have entries of their own; the others are not seen in plants.
    except:
      /Multicast|Router (?!Renumbering)|Neighbor|Redirect|Private|Reserved|Home|Mobil|Certif|FMIP|RPL|Locator|Dupl|MPL/,
    names: { '128': 'echo_request', '129': 'echo_reply' },
  },
  {
    field: 'ff.hdr_srv.fms.service_id.confirm',
    protocol: 'ff-hse',
    code: (value) => `3/c${value}`,
    except: /^\[/,
    drop: /^fms(?!identify)/,
  },
  { field: 'ff.hdr_srv.fms.service_id.unconfirm', protocol: 'ff-hse', code: (value) => `3/u${value}`, drop: /^fms/ },
  { field: 'ff.hdr_srv.sm.service_id.confirm', protocol: 'ff-hse', code: (value) => `2/c${value}`, drop: /^sm/ },
  { field: 'ff.hdr_srv.sm.service_id.unconfirm', protocol: 'ff-hse', code: (value) => `2/u${value}`, drop: /^sm/ },
  {
    field: 'mqtt.msgtype',
    protocol: 'mqtt',
    code: decimal,
    except: /^\[|Reserved/,
    drop: /(command|message|request|exchange|req)$/,
    names: {
      '2': 'connack',
      '4': 'puback',
      '5': 'pubrec',
      '6': 'pubrel',
      '7': 'pubcomp',
      '9': 'suback',
      '11': 'unsuback',
      '13': 'pingresp',
      '15': 'auth',
    },
  },
];
