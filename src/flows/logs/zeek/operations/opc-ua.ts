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
    const type = row.text('msg_type') ?? '';
    const request = row.number('req_identifier');
    const answer = row.number('res_identifier');
    const code = request ?? (answer === null || answer === serviceFault ? null : answer - toAnswer);
    if (code !== null) return readService(String(code), answer === serviceFault);
    // The server says these two, and the client those that are not listed.
    if (type === 'ACK' || type === 'ERR') return { kind: 'transaction', asks: [{ code: type.toLowerCase() }] };
    if (type === 'HEL' || type === 'RHE') return { kind: 'transaction', asks: [{ code: type.toLowerCase() }] };
    return { kind: 'transaction', asks: [{ code: null }] };
  },
};

/** Binary encodings of a request and of its answer have numbers three apart. */
const toAnswer = 3;
const serviceFault = 397;
/** These concern servers and endpoints, not nodes. */
const withoutNodes = new Set('410 416 422 428 437 12208 12211'.split(' '));

function readService(code: string, refused: boolean): RowMeaning {
  const asked = { code, hidesObject: !withoutNodes.has(code) };
  return { kind: 'transaction', asks: [asked], refused, unless: plainRow(code) };
}

/** What a row of `opcua_binary.log` counts unless the log of the service shows its nodes. */
function plainRow(code: string): string {
  return `opcua ${code}`;
}

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
      const first = row.number(names.numeric);
      // Two bytes are enough for a node of namespace 0, which is not written then.
      const unit = row.number(names.namespace) ?? (readNumber(row.text(names.mask)) === 0 ? 0 : null);
      const asked: AskedOperation = { code, unit, first, count: 1, hidesObject: first === null || unit === null };
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
