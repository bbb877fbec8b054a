/**
 * BACnet (icsnpp-bacnet): `bacnet.log` has every message, the others the objects of some. Only confirmed and
 * unconfirmed requests ask for something; acknowledgements, errors, rejects and aborts answer.
 */
import { readNumber } from '../../log-numbers.ts';
import type { LogRecord } from '../../log-record.ts';
import type { CodeNames } from './code-names.ts';
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog, RowFact, RowMeaning } from './operation-log.ts';

const plainLog: OperationLog = {
  path: 'bacnet',
  signatures: [['uid', 'bvlc_function']],
  protocol: 'bacnet',
  transport: 'udp',
  fields: ['bvlc_function', 'pdu_type', 'pdu_service', 'result_code'],
  pairedBy: 'invoke_id',
  meaning(row, names) {
    const type = row.text('pdu_type');
    switch (type) {
      case null:
        return readLink(row);
      case 'CONFIRMED_REQUEST':
      case 'UNCONFIRMED_REQUEST': {
        const asked = readService(row, type === 'CONFIRMED_REQUEST' ? 'c' : 'u', names);
        return { kind: 'request', asks: [asked], unless: plainRow(asked.code), shows: [detailRow(asked.code)] };
      }
      case 'SIMPLE_ACK':
      case 'COMPLEX_ACK':
        return { kind: 'answer', asks: [readService(row, 'c', names)] };
      case 'ERROR_PDU':
        return { kind: 'answer', asks: [readService(row, 'c', names)], refused: true };
      // These do not say what they answer.
      case 'REJECT_PDU':
      case 'ABORT_PDU':
        return { kind: 'answer', asks: [{ code: null }], refused: true };
      case 'SEGMENT_ACK':
        return { left: 'answer' };
      default:
        return { kind: 'request', asks: [foreignOperation(type)] };
    }
  },
};

/** Names that differ from those of the catalogue. */
const serviceNames: Readonly<Record<string, string>> = { reinitialized_device: 'reinitialize_device' };

function readService(row: LogRecord, prefix: 'c' | 'u', names: CodeNames): AskedOperation {
  const service = row.text('pdu_service') ?? '';
  const number = readNumber(/^Unknown Service Choice-(0x[0-9a-f]{1,4})$/.exec(service)?.[1] ?? null);
  const code = number === null ? names.code(serviceNames[service] ?? service) : `${prefix}${number}`;
  if (code === null) return foreignOperation(service === '' ? prefix : service);
  return { code, hidesObject: touchesObjects(code) };
}

/** Finding devices, clocks and restarts concern the whole device, as do the virtual link and the network layer. */
const ofTheDevice = new Set('c17 c20 c24 c25 u0 u1 u6 u7 u8 u9 u13 u14'.split(' '));

function touchesObjects(code: string): boolean {
  return /^[cu]/.test(code) && !ofTheDevice.has(code);
}

const linkCodes: Readonly<Record<string, string>> = {
  BVLC_Result: 'b0',
  Write_Broadcast_Table: 'b1',
  Read_Broadcast_Table: 'b2',
  Read_Broadcast_Table_ACK: 'b3',
  Forwarded_NPDU: 'b4',
  Register_Foreign_Device: 'b5',
  Read_Foreign_Device_Table: 'b6',
  Read_Foreign_Device_Table_ACK: 'b7',
  Delete_Foreign_Device_Table_Entry: 'b8',
  Distribute_Broadcast_to_Network: 'b9',
  Original_Unicast_NPDU: 'b10',
  Original_Broadcast_NPDU: 'b11',
};
const linkAnswers = new Set(['b0', 'b3', 'b7']);

/** A message of the virtual link alone. */
function readLink(row: LogRecord): RowMeaning | string {
  const name = row.text('bvlc_function');
  if (name === null) return 'no function in field `bvlc_function`';
  const code = linkCodes[name];
  const asks = [code === undefined ? foreignOperation(name) : { code }];
  if (code === undefined || !linkAnswers.has(code)) return { kind: 'request', asks, thread: 'link' };
  const result = row.text('result_code');
  return { kind: 'answer', asks, refused: result?.endsWith('_NAK') === true, thread: 'link' };
}

/** What a row of `bacnet.log` counts unless `bacnet_property.log` shows the objects of the same request. */
function plainRow(code: string | null): string {
  return `bacnet ${code}`;
}

/** What the logs of single services count unless `bacnet.log` shows the same service. */
function detailRow(code: string | null): string {
  return `bacnet detail ${code}`;
}

const propertyLog: OperationLog = {
  path: 'bacnet_property',
  signatures: [['uid', 'pdu_service', 'property']],
  protocol: 'bacnet',
  transport: 'udp',
  fields: ['pdu_service', 'object_type', 'instance_number', 'property'],
  pairedBy: 'invoke_id',
  message: 'ts',
  meaning(row, names) {
    const service = row.text('pdu_service') ?? '';
    const isAnswer = service.endsWith('-ack');
    const plain = names.code(service.replace(/-(?:request|ack)$/, ''));
    if (plain === null) return { kind: isAnswer ? 'answer' : 'request', asks: [foreignOperation(service)] };
    const type = row.text('object_type');
    const number = propertyNumbers[row.text('property') ?? ''];
    const asked: AskedOperation = {
      code: number === undefined ? plain : names.exact(`${plain}.${number}`, plain),
      table: type === null ? null : names.table(type),
      first: row.number('instance_number'),
      count: 1,
      hidesObject: type === null,
    };
    if (isAnswer) return { kind: 'answer', asks: [asked], thread: plain };
    return { kind: 'request', asks: [asked], showsOne: plainRow(plain), thread: plain };
  },
};

/** The properties whose numbers are parts of codes. */
const propertyNumbers: Readonly<Record<string, number>> = { 'program-change': 90 };

const discoveryLog: OperationLog = {
  path: 'bacnet_discovery',
  signatures: [
    ['uid', 'pdu_service', 'range'],
    ['uid', 'pdu_service', 'vendor'],
    ['uid', 'pdu_service', 'object_name'],
  ],
  protocol: 'bacnet',
  transport: 'udp',
  fields: ['pdu_service', 'device_id_number', 'instance_number', 'object_type', 'vendor', 'object_name'],
  meaning(row, names) {
    const service = row.text('pdu_service') ?? '';
    const code = names.code(service);
    const asked = code === null ? foreignOperation(service) : { code };
    return { kind: 'request', asks: [asked], unless: detailRow(code), facts: readFacts(service, row) };
  },
};

/** I-Am tells the number of the device, I-Have the name of one of its objects. */
function readFacts(service: string, row: LogRecord): readonly RowFact[] {
  const device = row.text('device_id_number') ?? (service === 'i-am' ? row.text('instance_number') : null);
  const facts: RowFact[] = [];
  if (service !== 'i-am' && service !== 'i-have') return facts;
  if (device !== null) facts.push({ about: 'sender', field: 'device-id', value: device });
  const vendor = row.text('vendor');
  if (vendor !== null && !vendor.startsWith('Unknown')) facts.push({ about: 'sender', field: 'vendor', value: vendor });
  const name = row.text('object_name');
  if (name !== null && name !== '' && row.text('object_type') === 'device')
    facts.push({ about: 'sender', field: 'name', value: name });
  return facts;
}

/** Its passwords are none of our business. */
const controlLog: OperationLog = {
  path: 'bacnet_device_control',
  signatures: [['uid', 'pdu_service', 'device_state']],
  protocol: 'bacnet',
  transport: 'udp',
  fields: ['pdu_service', 'result'],
  pairedBy: 'invoke_id',
  meaning(row, names) {
    const service = row.text('pdu_service') ?? '';
    const code = names.code(service);
    const asks = [code === null ? foreignOperation(service) : { code }];
    const unless = detailRow(code);
    const result = row.text('result');
    if (result === null) return { kind: 'request', asks, unless };
    return { kind: 'answer', asks, refused: result !== 'SUCCESS', unless };
  },
};

/** All logs of the protocol. */
export const bacnetLogs: readonly OperationLog[] = [propertyLog, controlLog, discoveryLog, plainLog];
