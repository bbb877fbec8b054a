import { expect, test } from 'vitest';
import { createAggregator } from '../../../../src/flows/aggregate.ts';
import { readFlows } from '../../../../src/flows/read-flows.ts';
import { commonEvent, eveLog, modbusEvent } from '../../../support/eve.ts';
import { testContext } from '../../../support/read-conversations.ts';

const mark = 'Hunter2';

/** Events that hold a secret wherever Suricata logs one. */
const rows = [
  {
    ...commonEvent,
    event_type: 'http',
    dest_port: 80,
    http: {
      hostname: 'a',
      http_user: mark,
      url: `/?password=${mark}`,
      request_headers: [{ name: 'Authorization', value: `Basic ${mark}` }],
      http_request_body: mark,
    },
  },
  { ...commonEvent, event_type: 'ftp', dest_port: 21, ftp: { command: 'PASS', command_data: mark } },
  {
    ...commonEvent,
    event_type: 'snmp',
    dest_port: 161,
    proto: 'UDP',
    snmp: { version: 1, pdu_type: 'set_request', community: mark, usm: mark, vars: [mark] },
  },
  { ...commonEvent, event_type: 'smb', dest_port: 445, smb: { ntlmssp: { user: mark, domain: mark }, kerberos: mark } },
  { ...commonEvent, event_type: 'krb5', dest_port: 88, krb5: { cname: mark, sname: mark } },
  { ...commonEvent, event_type: 'rdp', dest_port: 3389, rdp: { cookie: mark } },
  { ...commonEvent, event_type: 'pgsql', dest_port: 5432, pgsql: { request: { password: mark } } },
  {
    ...commonEvent,
    event_type: 'mqtt',
    dest_port: 1883,
    mqtt: {
      connect: { client_id: mark, username: mark, password: mark, will: { message: mark } },
      publish: { topic: `spBv1.0/${mark}/NCMD/${mark}`, message: mark },
    },
  },
  {
    ...commonEvent,
    event_type: 'ldap',
    dest_port: 389,
    ldap: { request: { bind_request: { name: mark, simple: mark } } },
  },
  modbusEvent({ function_raw: 16, write: { address: 1, quantity: 1, data: mark } }, null, { flow_id: 9 }),
  modbusEvent({ function_raw: 90, data: mark }, { function_raw: 90, data: mark }, { flow_id: 10 }),
  {
    ...commonEvent,
    event_type: 'dnp3',
    dest_port: 20_000,
    dnp3: {
      type: 'request',
      src: 1,
      dst: 2,
      application: {
        function_code: 29,
        objects: [{ group: 70, prefix_code: 5, points: [{ prefix: 1, password: mark }] }],
      },
    },
  },
  {
    ...commonEvent,
    event_type: 'alert',
    alert: { signature: mark },
    payload: mark,
    payload_printable: mark,
    packet: mark,
    stream: 1,
    http: { http_user: mark },
  },
  // Broken in ways that a careless message would quote.
  { ...commonEvent, timestamp: mark },
  { ...commonEvent, src_ip: mark },
  { ...commonEvent, proto: null, dest_ip: '10.0.0.2', payload: mark },
  { ...commonEvent, event_type: 'modbus', modbus: { request: { function_raw: mark } } },
  { ...commonEvent, event_type: 'enip', enip: { request: { command: mark } } },
  { ...commonEvent, event_type: 'dnp3', dnp3: { type: 'request', application: { function_code: mark } } },
];

test('nothing secret that an event holds is in anything that comes out of it', async () => {
  const aggregator = createAggregator(testContext);
  const content = `${eveLog([...rows, ...rows].map((row, index) => ({ ...row, flow_id: index })))}{"timestamp":"2023-11-14T22:13:20.000001+0000","payload":"${mark}\n`;
  const reading = await readFlows({ file: 'eve.json', chunks: onePiece(content) }, testContext, aggregator);
  const output = JSON.stringify([reading, aggregator.conversations(), aggregator.devices()]);
  expect(reading.statistics.records).toBe(rows.length * 2 + 1);
  expect(reading.problems.length).toBeGreaterThan(5);
  expect(aggregator.conversations().length).toBeGreaterThan(10);
  expect(output).not.toContain(mark);
  expect(output).not.toContain(Buffer.from(mark).toString('base64'));
});

async function* onePiece(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
