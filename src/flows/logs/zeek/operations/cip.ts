/**
 * EtherNet/IP and CIP (icsnpp-enip): `enip.log` shows the encapsulation, `cip.log` the services inside, one row for
 * each service of a Multiple Service Packet. Answers do not repeat the class.
 */
import { hexCode, readNumber } from '../../log-numbers.ts';
import type { LogRecord } from '../../log-record.ts';
import { columnFacts, type FactColumns } from './column-facts.ts';
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, LeftOut, OperationLog, RowFact, RowMeaning } from './operation-log.ts';

/** What rows of `enip.log` that carry CIP count unless `cip.log` shows it. */
const carried = 'enip carrier';
const sendRequestReply = 0x6f;
const sendUnit = 0x70;
const multipleServicePacket = 0x0a;
/** General status: success, and more data than one answer holds. */
const successes = new Set([0x00, 0x06]);

const enipLog: OperationLog = {
  path: 'enip',
  signatures: [['uid', 'enip_command_code']],
  protocol: 'ethernet-ip',
  transport: 'tcp',
  fields: ['enip_command_code', 'enip_status', 'is_orig', 'source_p', 'destination_p'],
  meaning(row) {
    const command = readNumber(row.text('enip_command_code'));
    if (command === null) return 'no command in field `enip_command_code`';
    const isCarrier = command === sendRequestReply || command === sendUnit;
    const asks: readonly AskedOperation[] = [{ code: isCarrier ? null : `e${hexCode(command, 2)}` }];
    const rest = { thread: String(command), ...(isCarrier ? { unless: carried } : {}) };
    if (!isAnswer(row)) return { kind: 'request', asks, ...rest };
    const refused = (row.text('enip_status') ?? 'Success') !== 'Success';
    // Who lists identities asks all devices at once.
    return { kind: 'answer', asks, refused, mayAnswerGroup: isListing(command), ...rest };
  },
};

const serverPort = 44_818;

/** Requests and answers look alike, so that the ports decide, and the originator only where they do not. */
function isAnswer(row: LogRecord): boolean {
  const source = row.number('source_p');
  const destination = row.number('destination_p');
  if ((source === serverPort) !== (destination === serverPort)) return source === serverPort;
  return row.text('is_orig') === 'F';
}

function isListing(command: number): boolean {
  return command === 0x04 || command === 0x63 || command === 0x64;
}

const cipLog: OperationLog = {
  path: 'cip',
  signatures: [['uid', 'cip_service_code']],
  protocol: 'ethernet-ip',
  transport: 'tcp',
  fields: ['direction', 'cip_service_code', 'cip_service', 'cip_status_code', 'class_id', 'instance_id'],
  pairedBy: 'cip_sequence_count',
  meaning: readCip,
};

function readCip(row: LogRecord): RowMeaning | LeftOut | string {
  const service = readNumber(row.text('cip_service_code'));
  if (service === null) return 'no service in field `cip_service_code`';
  const thread = String(service);
  const shows = [carried];
  // The services inside have rows of their own.
  if (service === multipleServicePacket) return { left: 'carrier' };
  if (row.text('direction') === 'response') {
    const status = readNumber(row.text('cip_status_code'));
    const refused = status !== null && !successes.has(status);
    return { kind: 'answer', asks: [withoutClass(service)], refused, thread, shows };
  }
  const classId = readNumber(row.text('class_id'));
  if (classId === null) return { kind: 'request', asks: [withoutClass(service)], thread, shows };
  const first = readNumber(row.text('instance_id'));
  const code = `${hexCode(classId, 2)}/${hexCode(service, 2)}`;
  const asked: AskedOperation = { code, unit: classId, first, count: 1, hidesObject: first === null };
  return { kind: 'request', asks: [asked], thread, shows };
}

/** The same service number means different things in different classes: without a class it means nothing. */
function withoutClass(service: number): AskedOperation {
  return foreignOperation(`-/${hexCode(service, 2)}`);
}

const ioLog: OperationLog = {
  path: 'cip_io',
  signatures: [['uid', 'connection_id', 'io_data']],
  protocol: 'ethernet-ip',
  transport: 'udp',
  fields: [],
  // Both ends produce, whoever opened the connection.
  meaning: () => ({ kind: 'transaction', asks: [{ code: 'io', hidesObject: true }] }),
};

const identityColumns: FactColumns = {
  vendor: 'vendor_name',
  'device-type': 'device_type_name',
  model: 'product_name',
  firmware: 'revision',
  'serial-number': 'serial_number',
  'ip-address': 'socket_address',
};

const identityLog: OperationLog = {
  path: 'cip_identity',
  signatures: [['uid', 'vendor_id', 'product_code']],
  protocol: 'ethernet-ip',
  transport: 'tcp',
  fields: Object.values(identityColumns),
  meaning: (row) => ({ left: 'identity', facts: columnFacts(row, 'sender', identityColumns).map(withoutPrefix) }),
};

/** Serial numbers are written as the decoder of captures writes them. */
function withoutPrefix(fact: RowFact): RowFact {
  return fact.field === 'serial-number' ? { ...fact, value: fact.value.replace(/^0x/, '') } : fact;
}

/** All logs of the protocol. */
export const cipLogs: readonly OperationLog[] = [identityLog, ioLog, cipLog, enipLog];
