/**
 * Zeek's `dhcp.log`: a row for all messages of one lease, without the ends of a connection since Zeek 2.6. A client that
 * has no address yet speaks from 0.0.0.0 to everybody (RFC 2131 4.1).
 */
import type { ToldFact } from '../fact-teller.ts';
import type { LogRecord } from '../log-record.ts';
import type { RowReading, ServiceLog } from './open-service-log.ts';

const serverPort = 67;
const noAddress = '0.0.0.0';
const everybody = '255.255.255.255';

const columns = {
  client: ['client_addr', 'id.orig_h'],
  server: ['server_addr', 'id.resp_h'],
  assigned: ['assigned_addr', 'assigned_ip'],
  hostname: ['host_name', 'client_fqdn'],
  uid: ['uids', 'uid'],
} as const;

export const dhcpLog: ServiceLog = {
  path: 'dhcp',
  service: 'dhcp',
  transport: 'udp',
  signature: ['uids', 'mac', 'msg_types'],
  fields: [...Object.values(columns).flat(), 'mac'],
  read(record, { addressOf }) {
    const client = addressOf(textOf(record, 'client')) ?? noAddress;
    const server = client === noAddress ? null : addressOf(textOf(record, 'server'));
    return {
      source: client,
      destination: server ?? everybody,
      transport: 'udp',
      port: serverPort,
      uid: textOf(record, 'uid')?.split(',')[0] ?? null,
      facts: readFacts(record, client, addressOf),
    };
  },
};

function textOf(record: LogRecord, name: keyof typeof columns): string | null {
  const [column, other] = columns[name];
  return record.text(column) ?? record.text(other);
}

/** What a client says about itself, told of the address that it gets or has, else of its MAC address. */
function readFacts(record: LogRecord, client: string, addressOf: RowReading['addressOf']): readonly ToldFact[] {
  const mac = addressOf(record.text('mac'));
  const own = addressOf(textOf(record, 'assigned')) ?? (client === noAddress ? null : client);
  const address = own ?? mac;
  if (address === null) return [];
  const hostname = textOf(record, 'hostname');
  return [
    ...(own === null || mac === null ? [] : [{ address, unit: null, field: 'mac-address', value: mac } as const]),
    ...(hostname === null ? [] : [{ address, unit: null, field: 'hostname', value: hostname } as const]),
  ];
}
