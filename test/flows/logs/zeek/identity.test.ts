import { describe, expect, test } from 'vitest';
import { commonRow, sentBy, type ZeekRow, zeekJson, zeekLogOf } from '../../../support/zeek.ts';
import { readZeekFacts, readZeekLines } from '../../../support/zeek-lines.ts';

const client = '10.0.0.1';
const server = '10.0.0.2';

test.each<readonly [path: string, row: ZeekRow, facts: readonly string[]]>([
  [
    'cip_identity',
    sentBy('server', {
      vendor_id: 1,
      vendor_name: 'Rockwell',
      device_type_name: 'unknown-0x99',
      product_code: 166,
      revision: '4.3',
      serial_number: '0x00524d8e',
      product_name: '1756-ENBT/A',
      socket_address: '10.1.1.164',
    }),
    [
      `${server}, ethernet-ip, vendor Rockwell, x1`,
      `${server}, ethernet-ip, model 1756-ENBT/A, x1`,
      `${server}, ethernet-ip, firmware 4.3, x1`,
      `${server}, ethernet-ip, serial-number 00524d8e, x1`,
      `${server}, ethernet-ip, ip-address 10.1.1.164, x1`,
    ],
  ],
  [
    's7comm_known_devices',
    {
      ...commonRow,
      automation_system_name: 'LINE-7',
      module_name: 'CPU 315-2 PN/DP',
      plant_name: '(empty)',
      module_serial: 'S C-C2',
    },
    [
      `${server}, s7comm, model CPU 315-2 PN/DP, x1`,
      `${server}, s7comm, serial-number S C-C2, x1`,
      `${server}, s7comm, name LINE-7, x1`,
    ],
  ],
  [
    'bacnet_discovery',
    sentBy('server', {
      pdu_service: 'i-am',
      object_type: 'device',
      instance_number: 416,
      vendor: 'Cornell',
      range: '-',
    }),
    [`${server}, bacnet, vendor Cornell, x1`, `${server}, bacnet, device-id 416, x1`],
  ],
  [
    'c1222_identification_service',
    { ...commonRow, proto: 'tcp', req_resp: 'Resp', standard: 'x', device_class: '1.3.6', device_identity: '77' },
    [`${server}, c12-22, device-type 1.3.6, x1`, `${server}, c12-22, device-id 77, x1`],
  ],
  [
    'opcua_binary_create_session_endpoints',
    sentBy('server', { endpoint_link_id: 'e', application_uri: 'urn:plc', product_uri: 'urn:maker', text: 'PLC' }),
    [
      `${server}, opc-ua, name PLC, x1`,
      `${server}, opc-ua, application-uri urn:plc, x1`,
      `${server}, opc-ua, product-uri urn:maker, x1`,
    ],
  ],
  [
    'mms',
    { ...commonRow, servicesSupported: 'x', deviceVendor: 'Maker', deviceModel: 'IED', deviceRevision: '2.1' },
    [`${server}, mms, vendor Maker, x1`, `${server}, mms, model IED, x1`, `${server}, mms, firmware 2.1, x1`],
  ],
  [
    'snmp',
    { ...commonRow, community: 'secret', get_requests: 1, display_string: 'Switch 7' },
    [`${server}, snmp, description Switch 7, x1`],
  ],
  [
    'ssh',
    { ...commonRow, auth_attempts: 1, client: 'SSH-2.0-PuTTY_0.78', server: 'SSH-2.0-OpenSSH_9.2' },
    [`${client}, ssh, description PuTTY_0.78, x1`, `${server}, ssh, description OpenSSH_9.2, x1`],
  ],
  [
    'ssl',
    { ...commonRow, 'id.resp_p': 443, established: 'T', resumed: 'F', server_name: 'historian.plant.example' },
    [`${server}, https, hostname historian.plant.example, x1`],
  ],
  [
    'rdp',
    { ...commonRow, result: 'x', security_protocol: 'x', cookie: 'somebody', client_name: 'ENG-1' },
    [`${client}, rdp, hostname ENG-1, x1`],
  ],
])('%s.log tells what devices say of themselves', async (path, row, facts) => {
  expect(await readZeekFacts([zeekLogOf(path, row)])).toEqual(facts);
  expect(await readZeekFacts([zeekJson([{ ...withoutUnset(row), _path: path }])])).toEqual(facts);
});

/** JSON logs leave out what is unset. */
function withoutUnset(row: ZeekRow): ZeekRow {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '-' && value !== '(empty)'));
}

test('each answer row of modbus_read_device_identification.log tells one thing about its unit', async () => {
  const identification = (side: 'client' | 'server', changes: ZeekRow): ZeekRow =>
    sentBy(side, {
      tid: 1,
      unit: 9,
      func: 'ENCAP_INTERFACE_TRANSPORT',
      request_response: side === 'client' ? 'REQUEST' : 'RESPONSE',
      mei_type: 'READ-DEVICE-IDENTIFICATION',
      object_id_code: '-',
      object_value: '-',
      ...changes,
    });
  const log = zeekLogOf(
    'modbus_read_device_identification',
    identification('client', {}),
    identification('server', { object_id_code: '0x00', object_value: 'Maker' }),
    identification('server', { object_id_code: '0x02', object_value: 'V2' }),
    identification('server', { object_id_code: '0x80', object_value: 'private' }),
  );
  expect(await readZeekFacts([log])).toEqual([
    `${server} unit 9, modbus, vendor Maker, x1`,
    `${server} unit 9, modbus, firmware V2, x1`,
  ]);
});

describe('dhcp.log', () => {
  const lease = { ts: commonRow['ts'] ?? '', uids: 'C1,C2', mac: '00:0c:29:19:9e:8e', msg_types: 'DISCOVER,OFFER' };

  test('names the client by the address that it gets', async () => {
    const log = zeekLogOf('dhcp', { ...lease, server_addr: '10.0.0.2', host_name: 'hmi-3', assigned_addr: '10.0.0.7' });
    expect(await readZeekFacts([log])).toEqual([
      '10.0.0.7, dhcp, hostname hmi-3, x1',
      '10.0.0.7, dhcp, mac-address 00:0c:29:19:9e:8e, x1',
    ]);
    expect(await readZeekLines([log])).toEqual([
      'plant 0.0.0.0 -> 255.255.255.255 udp/67, dhcp, -, missing operation, x1',
    ]);
  });

  test('names a client without an address by its MAC address', async () => {
    const log = zeekLogOf('dhcp', { ...lease, client_fqdn: 'hmi-3.plant' });
    expect(await readZeekFacts([log])).toEqual(['00:0c:29:19:9e:8e, dhcp, hostname hmi-3.plant, x1']);
  });

  test('has a client with an address speak to its server', async () => {
    const log = zeekLogOf('dhcp', { ...lease, client_addr: '10.0.0.1', server_addr: '10.0.0.2' });
    expect(await readZeekLines([log])).toEqual(['udp/67, dhcp, -, missing operation, x1']);
  });

  test('has the ends of a connection in versions before Zeek 2.6', async () => {
    const old = { ...commonRow, 'id.orig_p': 68, 'id.resp_p': 67, mac: lease.mac, assigned_ip: '10.0.0.1' };
    expect(await readZeekLines([zeekLogOf('dhcp', old)])).toEqual(['udp/67, dhcp, -, missing operation, x1']);
    expect(await readZeekFacts([zeekLogOf('dhcp', old)])).toEqual([
      `${client}, dhcp, mac-address 00:0c:29:19:9e:8e, x1`,
    ]);
  });
});
