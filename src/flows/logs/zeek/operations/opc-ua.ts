/**
 * OPC UA (icsnpp-opcua-binary): a row per message with request and answer; the nodes of some services stand in logs of
 * their own. In an encrypted channel the service cannot be seen.
 */
import { readNumber } from '../../log-numbers.ts';
import { columnFacts, type FactColumns } from './column-facts.ts';
import type { AskedOperation, OperationLog, RowMeaning } from './operation-log.ts';

const common = { protocol: 'opc-ua', transport: 'tcp' } as const;

const plainLog: OperationLog = {
  ...common,
  path: 'opcua_binary',
  signatures: [['uid', 'msg_type', 'is_final']],
  fields: ['msg_type', 'req_identifier', 'res_identifier', 'res_identifier_str'],
  meaning(row) {
    const request = row.number('req_identifier');
    const answer = row.number('res_identifier');
    const code = request ?? requestOf(answer);
    if (code !== null) return readService(String(code), answer === serviceFault);
    return readFrame(row.text('msg_type') ?? '');
  },
};

const serviceFault = 397;
/** From here on, answers have the number after that of their request; before it, three more. */
const firstOfLaterServices = 12_208;

function requestOf(answer: number | null): number | null {
  if (answer === null || answer === serviceFault) return null;
  return answer > firstOfLaterServices ? answer - 1 : answer - 3;
}

/** These concern servers, sessions and subscriptions, not nodes. */
const withoutNodes = new Set(
  '410 416 422 428 437 446 452 461 467 473 479 533 615 621 763 769 775 781 787 793 799 826 832 841 847 12208 12211'.split(
    ' ',
  ),
);

function readService(code: string, refused: boolean): RowMeaning {
  const asked = { code, hidesObject: !withoutNodes.has(code) };
  return { kind: 'transaction', asks: [asked], refused, unless: plainRow(code) };
}

/** A server answers a hello, or gives up with an error. */
function readFrame(type: string): RowMeaning {
  const hello = { thread: 'hello', asks: [{ code: 'hel' }] };
  if (type === 'HEL') return { ...hello, kind: 'request' };
  if (type === 'ACK') return { ...hello, kind: 'answer' };
  if (type === 'ERR') return { ...hello, kind: 'answer', asks: [{ code: 'err' }], refused: true };
  return { kind: 'transaction', asks: [{ code: type === 'RHE' ? 'rhe' : null }] };
}

/** What a row of `opcua_binary.log` counts unless the log of the service shows its nodes. */
function plainRow(code: string): string {
  return `opcua ${code}`;
}

/** Kinds of node ids (OPC 10000-6 5.2.2.9): below are numbers, from here on texts and the like, which number nothing. */
const firstUnnumbered = 3;

/** A log of the nodes that one service works on; its fields share a prefix. */
function nodesLog(path: string, code: string, prefix: string, sign: string): OperationLog {
  const names = {
    mask: `${prefix}encoding_mask`,
    namespace: `${prefix}namespace_idx`,
    numeric: `${prefix}numeric`,
  };
  return {
    ...common,
    path,
    signatures: [['uid', names.mask, sign]],
    fields: ['is_orig', ...Object.values(names)],
    meaning(row) {
      if (row.text('is_orig') === 'F' || row.text(names.mask) === null) return { left: 'answer' };
      const mask = readNumber(row.text(names.mask)) ?? 0;
      const first = row.number(names.numeric);
      // Two bytes are enough for a node of namespace 0, which is not written then.
      const unit = row.number(names.namespace) ?? (mask === 0 ? 0 : null);
      const isNumbered = (mask & 0x0f) < firstUnnumbered;
      const hidesObject = unit === null || (first === null && isNumbered);
      const asked: AskedOperation = { code, unit, first, count: 1, hidesObject };
      return { kind: 'transaction', asks: [asked], shows: [plainRow(code)] };
    },
  };
}

const applicationColumns: FactColumns = {
  'application-uri': 'application_uri',
  'product-uri': 'product_uri',
  name: 'text',
};

const applicationLog: OperationLog = {
  ...common,
  path: 'opcua_binary_create_session_endpoints',
  signatures: [['uid', 'endpoint_link_id', 'application_uri']],
  fields: Object.values(applicationColumns),
  meaning: (row) => ({ left: 'identity', facts: columnFacts(row, 'sender', applicationColumns) }),
};

const endpointsLog: OperationLog = {
  ...applicationLog,
  path: 'opcua_binary_get_endpoints_description',
  signatures: [['uid', 'endpoint_description_link_id', 'application_uri']],
};

/** All logs of the protocol that show an operation or a device. */
export const opcUaLogs: readonly OperationLog[] = [
  nodesLog('opcua_binary_read_nodes_to_read', '631', 'node_id_', 'data_encoding_name_idx'),
  nodesLog('opcua_binary_write', '673', 'node_id_', 'data_value_encoding_mask'),
  nodesLog('opcua_binary_browse_description', '527', 'browse_description_', 'browse_direction'),
  nodesLog('opcua_binary_create_monitored_items_create_item', '751', 'item_to_monitor_node_id_', 'monitoring_mode'),
  applicationLog,
  endpointsLog,
  plainLog,
];
