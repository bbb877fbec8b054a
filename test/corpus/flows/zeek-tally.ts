/**
 * How often the rows of Zeek logs ask for which code, counted from the rows themselves and knowing nothing of the
 * readers: only the values that occur in the corpus are known here.
 */
import type { BaselineRow } from '../../support/zeek-baseline.ts';
import { type RequestTally, tally } from './modbus-tally.ts';

/** Counts the rows of one log by code; a code of `-` stands for an operation that is not shown. */
type LogTally = (rows: readonly BaselineRow[]) => RequestTally;

type Side = 'ask' | 'answer' | 'neither';

/** Every row by itself; null counts nothing. */
function each(codeOf: (row: BaselineRow) => string | readonly string[] | null): LogTally {
  return (rows) => tally(rows.flatMap((row) => [codeOf(row) ?? []].flat().map((code) => [code, 1] as const)));
}

/** Requests, and answers for which no request is left among those with the same key. */
function paired(
  sideOf: (row: BaselineRow) => Side,
  keyOf: (row: BaselineRow) => string,
  codeOf: (row: BaselineRow) => string,
  answerCodeOf: (row: BaselineRow) => string = codeOf,
): LogTally {
  return (rows) => {
    const open = new Map<string, number>();
    return tally(
      rows.flatMap((row): (readonly [string, number])[] => {
        const side = sideOf(row);
        const key = keyOf(row);
        const waiting = open.get(key) ?? 0;
        if (side === 'ask') open.set(key, waiting + 1);
        if (side === 'answer') open.set(key, Math.max(waiting - 1, 0));
        if (side === 'ask') return [[codeOf(row), 1]];
        return side === 'answer' && waiting === 0 ? [[answerCodeOf(row), 1]] : [];
      }),
    );
  };
}

function of(row: BaselineRow, field: string): string {
  return row[field] ?? '-';
}

function keyed(...fields: readonly string[]): (row: BaselineRow) => string {
  return (row) => fields.map((field) => of(row, field)).join(' ');
}

function byOriginator(row: BaselineRow): Side {
  return row['is_orig'] === 'T' ? 'ask' : 'answer';
}

function valued(field: string, ask: string, answer: string): (row: BaselineRow) => Side {
  return (row) => (row[field] === ask ? 'ask' : row[field] === answer ? 'answer' : 'neither');
}

const dnp3Codes: Readonly<Record<string, string>> = {
  CONFIRM: '0',
  READ: '1',
  WRITE: '2',
  SELECT: '3',
  OPERATE: '4',
  COLD_RESTART: '13',
  WARM_RESTART: '14',
  STOP_APPL: '18',
  ENABLE_UNSOLICITED: '20',
  DISABLE_UNSOLICITED: '21',
  DELAY_MEASURE: '23',
  RECORD_CURRENT_TIME: '24',
  OPEN_FILE: '25',
  CLOSE_FILE: '26',
  DELETE_FILE: '27',
};

/** All responses without a request follow a request of their connection in the corpus. */
const dnp3: LogTally = each((row) => [
  ...(row['fc_request'] === undefined ? [] : [dnp3Codes[row['fc_request']] ?? '?']),
  ...(row['fc_reply'] === 'UNSOLICITED_RESPONSE' ? ['130'] : []),
]);

const bacnetCodes: Readonly<Record<string, string>> = {
  acknowledge_alarm: 'c0',
  confirmed_cov_notification: 'c1',
  confirmed_event_notification: 'c2',
  get_alarm_summary: 'c3',
  get_enrollment_summary: 'c4',
  atomic_read_file: 'c6',
  atomic_write_file: 'c7',
  add_list_element: 'c8',
  remove_list_element: 'c9',
  create_object: 'c10',
  delete_object: 'c11',
  read_property: 'c12',
  read_property_multiple: 'c14',
  write_property: 'c15',
  write_property_multiple: 'c16',
  device_communication_control: 'c17',
  confirmed_private_transfer: 'c18',
  reinitialize_device: 'c20',
  vt_open: 'c21',
  vt_close: 'c22',
  vt_data: 'c23',
  read_range: 'c26',
  life_safety_operation: 'c27',
  subscribe_cov_property: 'c28',
  get_event_information: 'c29',
  subscribe_cov_property_multiple: 'c30',
  confirmed_cov_notification_multiple: 'c31',
  i_am: 'u0',
  i_have: 'u1',
  unconfirmed_cov_notification: 'u2',
  unconfirmed_event_notification: 'u3',
  unconfirmed_private_transfer: 'u4',
  unconfirmed_text_message: 'u5',
  time_synchronization: 'u6',
  who_has: 'u7',
  who_is: 'u8',
  utc_time_synchronization: 'u9',
  write_group: 'u10',
  unconfirmed_cov_notification_multiple: 'u11',
  who_am_i: 'u13',
  you_are: 'u14',
};

function bacnetSide(row: BaselineRow): Side {
  return of(row, 'pdu_type').endsWith('_REQUEST') ? 'ask' : 'answer';
}

const propertyCodes: Readonly<Record<string, string>> = {
  'read-property-request': 'c12',
  'read-property-ack': 'c12',
  'read-property-multiple-request': 'c14',
  'write-property': 'c15',
  'read-range-request': 'c26',
};

const s7Jobs = new Set(['1', '7']);

function s7Side(row: BaselineRow): Side {
  if (row['rosctr_code'] === '7') return of(row, 'function_name').startsWith('Request') ? 'ask' : 'answer';
  return s7Jobs.has(of(row, 'rosctr_code')) ? 'ask' : 'answer';
}

function s7Code(row: BaselineRow): string {
  const code = of(row, 'function_code');
  if (row['rosctr_code'] === '7') return `7.${code.slice(-1)}/${of(row, 'subfunction_code')}`;
  return row['subfunction_code'] === undefined ? code : `${code}.${row['subfunction_code']}`;
}

const uploadCodes: Readonly<Record<string, string>> = { 'Start Upload': '0x1d', Upload: '0x1e', 'End Upload': '0x1f' };

const hartMessages: Readonly<Record<string, string>> = {
  'Session Initiate': 'm0',
  'Session Close': 'm1',
  'Keep Alive': 'm2',
  'Direct PDU': 'm4',
  'Read Audit Log': 'm5',
};
const hartCommands: Readonly<Record<string, string>> = {
  'Read Unique Identifier': '0',
  'Read Primary Variable': '1',
  'Read Loop Current': '2',
  'Read Dynamic Variable': '3',
  'Write Polling Address': '6',
  'Read Loop Configuration': '7',
  'Read Dynamic Variable Classifications': '8',
  'Read Device Variable': '9',
  'Read Unique Identifier Tag': '11',
  'Read Message': '12',
  'Read Tag': '13',
  'Read Primary Variable Transducer Information': '14',
  'Read Device Information': '15',
  'Read Final Assembly Number': '16',
  'Write Message': '17',
  'Write Tag Descriptor Date': '18',
  'Write Final Assembly Number': '19',
  'Read Long Tag': '20',
  'Read Unique Identifier Long Tag': '21',
  'Write Long Tag': '22',
  'Write Primary Variable Range Values': '35',
  'Reset Configuration Changed Flag': '38',
  'Read Additional Device Status': '48',
  'Write Device Variable Units': '53',
  'Read Device Variable Information': '54',
  'Write Device Variable': '79',
};

function hartCommand(name: string): string {
  const unknown = /^unknown-(0x[0-9a-f]+)$/.exec(name)?.[1];
  return unknown === undefined ? (hartCommands[name] ?? '?') : String(Number(unknown));
}

const profinetCodes: Readonly<Record<string, string>> = {
  Connect: '0',
  Release: '1',
  Read: '2',
  Write: '3',
  Control: '4',
  'Read Implicit': '5',
};

/** The two hosts and the call: devices answer from another port. */
function profinetKey(row: BaselineRow): string {
  const hosts = [of(row, 'source_h'), of(row, 'destination_h')].sort().join(' ');
  return `${hosts} ${of(row, 'activity_uuid').slice(-17)} ${of(row, 'sequence_num')}`;
}

/** Wrong numbers of icsnpp-omron-fins by name; on the wire are those of the manual (see the capture). */
const finsCodes: Readonly<Record<string, string>> = {
  'Program Area Protect': '0x0304',
  'Program Area Protect Clear': '0x0305',
  'Program Area Read': '0x0306',
  'Program Area Write': '0x0307',
  'Program Area Clear': '0x0308',
};

function finsCode(row: BaselineRow): string {
  const [, name = '', number = '?'] = /^(.*) \((0x\w+)\)$/.exec(of(row, 'command_code')) ?? [];
  return finsCodes[name] ?? number.toLowerCase();
}

const finsSide = valued('icf_data_type', 'Command (0)', 'Response (1)');
/** Their link ids were cut, so that each row of an answer stands for itself. */
const fins = paired(finsSide, keyed('id.orig_h', 'command_code'), finsCode);

const genisysCodes: Readonly<Record<string, string>> = {
  Poll: '0xfb',
  'Recall Header': '0xfd',
};
const phasorCommands: Readonly<Record<string, string>> = { 'Data off': '4.1', 'Data on': '4.2', 'Send CFG-2': '4.5' };
const c1222Services: Readonly<Record<string, string>> = {
  'REQ:Ident': '0x20',
  'REQ:Logon': '0x50',
  'REQ:Partial Read 1': '0x31',
};

function c1222Side(row: BaselineRow): Side {
  if (row['services'] !== undefined) return row['services'].startsWith('REQ') ? 'ask' : 'answer';
  return row['called_ap_invocation_id'] === undefined ? 'ask' : 'answer';
}

const rocOpcode = (row: BaselineRow): string => String(Number(/\((\d+)\)$/.exec(of(row, 'opcode'))?.[1]));
const nodes = (code: string, mask: string): LogTally =>
  each((row) => (row['is_orig'] === 'T' && row[mask] !== undefined ? code : null));

/** By log; those that are not here show no operation. */
export const zeekTallies: Readonly<Record<string, LogTally>> = {
  dnp3,
  dnp3_objects: each((row) => (row['function_code'] === 'RESPONSE' ? null : '1')),
  dnp3_control: each((row) =>
    row['function_code'] === 'RESPONSE' ? null : (dnp3Codes[of(row, 'function_code')] ?? '?'),
  ),
  cip: paired(
    (row) => (row['cip_service_code'] === '0x0a' ? 'neither' : row['direction'] === 'request' ? 'ask' : 'answer'),
    keyed('uid', 'cip_sequence_count', 'cip_service_code'),
    (row) => `${of(row, 'class_id')}/${of(row, 'cip_service_code')}`,
    (row) => `-/${of(row, 'cip_service_code')}`,
  ),
  enip: paired(byOriginator, keyed('uid', 'enip_command_code'), (row) =>
    row['enip_command_code'] === '0x70' || row['enip_command_code'] === '0x6f'
      ? '-'
      : `e${of(row, 'enip_command_code')}`,
  ),
  cip_io: each(() => 'io'),
  s7comm: paired(s7Side, keyed('uid', 'pdu_reference'), s7Code),
  s7comm_upload_download: paired(
    valued('rosctr', 'Job-Request', 'ACK-Data'),
    keyed('uid', 'pdu_reference'),
    (row) => uploadCodes[of(row, 'function_name')] ?? '?',
  ),
  s7comm_read_szl: paired(valued('method', 'Request', 'Response'), keyed('uid', 'pdu_reference'), () => '7.4/0x01'),
  bacnet: paired(
    bacnetSide,
    keyed('uid', 'invoke_id'),
    (row) => bacnetCodes[of(row, 'pdu_service')] ?? '?',
    (row) => bacnetCodes[of(row, 'pdu_service')] ?? '-',
  ),
  bacnet_property: paired(
    (row) => (of(row, 'pdu_service').endsWith('-ack') ? 'answer' : 'ask'),
    keyed('uid', 'invoke_id'),
    (row) => propertyCodes[of(row, 'pdu_service')] ?? '?',
  ),
  bacnet_discovery: each((row) => bacnetCodes[of(row, 'pdu_service').replaceAll('-', '_')] ?? '?'),
  bsap_ip_header: each((row) => (row['type_name'] === 'POLL' ? 'poll' : row['type_name'] === 'REQUEST' ? '-' : null)),
  bsap_ip_rdb: paired(
    byOriginator,
    keyed('uid', 'mes_seq'),
    (row) => (row['func_code'] === 'READ_SIGNAL_BY_NAME' ? '0xa0/0x04' : '0xa0/0x80'),
    // The one answer without a request names a function that it does not answer.
    () => '-',
  ),
  opcua_binary: each((row) => row['req_identifier'] ?? (row['msg_type'] === 'HEL' ? 'hel' : null)),
  opcua_binary_read_nodes_to_read: nodes('631', 'node_id_encoding_mask'),
  opcua_binary_write: nodes('673', 'node_id_encoding_mask'),
  opcua_binary_browse_description: nodes('527', 'browse_description_encoding_mask'),
  opcua_binary_create_monitored_items_create_item: nodes('751', 'item_to_monitor_node_id_encoding_mask'),
  // No request of the corpus names points, and every answer has its request.
  genisys: paired(
    valued('direction', 'request', 'response'),
    keyed('server'),
    (row) => genisysCodes[of(row, 'header')] ?? '?',
  ),
  hart_ip_general: paired(
    valued('header_message_type_message_type', 'Request', 'Response'),
    keyed('header_message_id', 'header_sequence_number', 'proto'),
    (row) =>
      row['token_passing_pdu_command_number'] === undefined
        ? (hartMessages[of(row, 'header_message_id')] ?? '?')
        : hartCommand(row['token_passing_pdu_command_number']),
  ),
  hart_ip_direct_pdu_command: paired(
    (row) => (row['direct_pdu_contents_response_response_code'] === undefined ? 'ask' : 'answer'),
    keyed('direct_pdu_command_command_number'),
    (row) => hartCommand(of(row, 'direct_pdu_command_command_number')),
  ),
  synchrophasor_cmd: each((row) => phasorCommands[of(row, 'command')] ?? '?'),
  synchrophasor_cfg: each((row) => (row['frame_type'] === 'CFG2' ? '3' : '?')),
  synchrophasor_data: each(() => '0'),
  synchrophasor_hdr: each(() => '1'),
  roc_plus: paired(
    (row) => (row['packet_type'] === 'Response' ? 'answer' : 'ask'),
    // What is neither a request nor an answer waits for no answer.
    (row) => `${of(row, 'opcode')} ${row['packet_type'] === 'Unknown' ? 'unknown' : ''}`,
    rocOpcode,
    // No request waits when the two errors come.
    (row) => (of(row, 'opcode').startsWith('Error') ? '-' : rocOpcode(row)),
  ),
  roc_plus_store_and_forward: each((row) => of(row, 'desired_opcode')),
  profinet_io_cm: paired(
    (row) => (Number(row['fragment_num'] ?? 0) > 0 ? 'neither' : valued('packet_type', 'Request', 'Response')(row)),
    profinetKey,
    (row) => profinetCodes[of(row, 'operation_num')] ?? '?',
  ),
  omron_fins_general: paired(finsSide, keyed('id.orig_h', 'command_code', 'service_id'), finsCode),
  omron_fins_detail: fins,
  omron_fins_error: fins,
  omron_fins_file: fins,
  omron_fins_network_status_read: fins,
  omron_fins_data_link_status_read: fins,
  c1222: paired(
    c1222Side,
    keyed('id.orig_h'),
    (row) => c1222Services[of(row, 'services')] ?? '-',
    () => '-',
  ),
  c1222_user_information: paired(
    c1222Side,
    keyed('id.orig_h'),
    (row) => c1222Services[of(row, 'services')] ?? '-',
    () => '-',
  ),
  c1222_read_write_service: paired(
    valued('req_resp', 'Req', 'Resp'),
    keyed('id.orig_h'),
    () => '0x31',
    () => '-',
  ),
  goose: each((row) => (row['simulation'] === 'T' ? 'publish.simulation' : 'publish')),
};
