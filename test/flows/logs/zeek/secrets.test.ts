import { expect, test } from 'vitest';
import { createAggregator } from '../../../../src/flows/aggregate.ts';
import { operationLogs } from '../../../../src/flows/logs/zeek/operations/registry.ts';
import { endFields } from '../../../../src/flows/logs/zeek/operations/row-ends.ts';
import { createPlaceTrace } from '../../../../src/flows/place-trace.ts';
import { readFlows } from '../../../../src/flows/read-flows.ts';
import { testContext } from '../../../support/read-conversations.ts';
import { sentBy, type ZeekRow, zeekJson, zeekLogOf } from '../../../support/zeek.ts';

const secret = 'hunter2';

/** Everything that can be known after reading a log: conversations, problems, devices, and what became of each line. */
async function everythingAbout(content: string): Promise<string> {
  const trace = createPlaceTrace(() => true);
  const context = { ...testContext, trace };
  const aggregator = createAggregator(context);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(content);
  }
  const reading = await readFlows({ file: 'input', chunks: chunks() }, context, aggregator);
  const places = trace.places('input', aggregator.conversationOf);
  return JSON.stringify([aggregator.conversations(), aggregator.devices(), reading, places]);
}

/** The log, once cut off in the middle of its row, and once with a field too many. */
function damaged(log: string): readonly string[] {
  return [log.slice(0, log.lastIndexOf('\n#close') - 2), log.replace('\n#close', `\t${secret}\n#close`)];
}

test.each([
  ['bacnet_device_control', { pdu_service: 'reinitialize_device', device_state: 'coldstart', password: secret }],
  ['opcua_binary_activate_session', { ext_obj_policy_id: 'x', ext_obj_user_name: secret, ext_obj_password: secret }],
  ['roc_plus_login', { operator_id: secret, password: secret, access_level: 1, session_key_string: secret }],
  [
    'c1222_logon_security_service',
    { req_resp: 'Req', service_type: 'Logon', user_id: 1, password: secret, user: secret },
  ],
  ['c1222_read_write_service', { req_resp: 'Req', service_type: 'full-write', table_id: 3, data: secret }],
  [
    'omron_fins_detail',
    {
      command_code: 'Program Area Protect (0x0301)',
      icf_data_type: 'Command (0)',
      protect_code: secret,
      password: secret,
    },
  ],
  ['snmp', { community: secret, get_requests: 1, get_bulk_requests: 0, set_requests: 0 }],
  ['ftp', { user: 'x', password: secret, command: 'RETR', reply_code: 226 }],
  ['http', { trans_depth: 1, username: secret, password: secret, authorization: secret, uri: `/?key=${secret}` }],
  ['rdp', { result: 'x', security_protocol: 'x', cookie: secret, client_name: 'ENG-1' }],
  ['mqtt_publish', { from_client: 'T', topic: 'x', payload: secret }],
  ['mms_var_access', { operation: 'write', variable: 'x', value: secret, success: 'T' }],
  ['genisys', { header: 'Control Data', server: 1, direction: 'request', payload: `7=${secret}` }],
  [
    'modbus_detailed',
    { tid: 1, unit: 1, func: 'WRITE_SINGLE_REGISTER', address: 1, matched: 'T', request_values: secret },
  ],
  [
    'bacnet_property',
    { pdu_service: 'write-property-request', object_type: 'x', property: 'x', value: secret, invoke_id: 1 },
  ],
])('a secret in %s stays in the log', async (path, fields) => {
  const row = sentBy('client', fields);
  const log = zeekLogOf(path, row);
  for (const content of [
    log,
    ...damaged(log),
    zeekJson([{ ...row, _path: path }]),
    zeekJson([{ ...row, _path: path, ts: 'x' }]),
  ])
    expect(await everythingAbout(content)).not.toContain(secret);
});

test('no log of operations tells anything of the fields that its description does not name', async () => {
  for (const log of operationLogs) {
    const named = new Set([...endFields, ...log.fields, 'ts']);
    const strange: ZeekRow = Object.fromEntries(log.signatures.flat().map((field) => [field, secret]));
    const own: ZeekRow = Object.fromEntries(log.fields.map((field) => [field, '1']));
    const stations = { src_mac: '00:00:00:00:00:01', dst_mac: '00:00:00:00:00:02' };
    const row = { ...strange, ...stations, other: secret, ...sentBy('client', {}), ...own };
    for (const [field, value] of Object.entries(row))
      if (named.has(field)) expect([log.path, field, value]).not.toContain(secret);
    expect(await everythingAbout(zeekLogOf(log.path, row))).not.toContain(secret);
  }
});
