/**
 * Zeek's logs of services that the catalogue grants whole, without operations: a row says that the service was used.
 * Apart from the two ends, only names are read of it, so that what it holds of passwords and content stays there.
 */
import type { Transport } from '../../../model/catalogue.ts';
import type { IdentityField } from '../../../model/identity.ts';
import type { ToldFact } from '../fact-teller.ts';
import type { LogRecord } from '../log-record.ts';
import { dhcpLog } from './dhcp-log.ts';
import { type ServiceLog, serviceLog } from './open-service-log.ts';
import { endFields, type RowEnds, readRowEnds } from './operations/row-ends.ts';
import type { ZeekLog } from './zeek-log.ts';

/** Path, name of the service in `conn.log`, transport of rows that do not name one, and fields that tell a JSON row. */
const services: readonly (readonly [path: string, service: string, transport: Transport, sign: string])[] = [
  ['http', 'http', 'tcp', 'uid trans_depth'],
  ['dns', 'dns', 'udp', 'uid trans_id rejected'],
  ['ssl', 'ssl', 'tcp', 'uid established resumed'],
  ['quic', 'quic', 'udp', 'uid client_initial_dcid'],
  ['ssh', 'ssh', 'tcp', 'uid auth_attempts'],
  ['rdp', 'rdp', 'tcp', 'uid result security_protocol'],
  ['smb_mapping', 'smb', 'tcp', 'uid share_type'],
  ['smb_files', 'smb', 'tcp', 'uid action times.modified'],
  ['dce_rpc', 'dce_rpc', 'tcp', 'uid endpoint operation rtt'],
  ['kerberos', 'krb', 'tcp', 'uid request_type till'],
  ['ldap', 'ldap', 'tcp', 'uid message_id result'],
  ['ldap_search', 'ldap', 'tcp', 'uid message_id scope'],
  ['ftp', 'ftp', 'tcp', 'uid command reply_code'],
  ['tftp', 'tftp', 'udp', 'uid wrq block_acked'],
  ['smtp', 'smtp', 'tcp', 'uid helo'],
  ['syslog', 'syslog', 'udp', 'uid facility severity'],
  ['rfb', 'rfb', 'tcp', 'uid client_major_version'],
  ['postgresql', 'postgresql', 'tcp', 'uid frontend'],
  ['tds', 'tds', 'tcp', 'uid command'],
];

/** What a field says about one of the two ends. */
type NamedFact = readonly [about: 'client' | 'server', field: IdentityField, column: string];

/** The name that a client asks for (SNI), the software of both sides, the computer that a session comes from. */
const factsByPath: Readonly<Record<string, readonly NamedFact[]>> = {
  ssl: [['server', 'hostname', 'server_name']],
  ssh: [
    ['client', 'description', 'client'],
    ['server', 'description', 'server'],
  ],
  rdp: [['client', 'hostname', 'client_name']],
};

function describe([path, service, transport, sign]: (typeof services)[number]): ServiceLog {
  const named = factsByPath[path] ?? [];
  return {
    path,
    service,
    transport,
    signature: sign.split(' '),
    fields: [...endFields, ...named.map(([, , column]) => column)],
    read(record, reading) {
      const ends = readRowEnds(record, reading.addressOf, transport, reading.catalogue);
      if (ends === null) return 'no addresses in fields `id.*`';
      const { client, server } = ends;
      return {
        source: client.address,
        destination: server.address,
        transport: ends.transport,
        port: server.port,
        uid: record.text('uid'),
        facts: named.flatMap((fact) => readFact(record, ends, fact)),
      };
    },
  };
}

function readFact(record: LogRecord, ends: RowEnds, [about, field, column]: NamedFact): readonly ToldFact[] {
  // What software calls itself stands behind the version of its protocol.
  const value = record.text(column)?.replace(/^SSH-[\d.]+-/, '') ?? '';
  return value === '' ? [] : [{ address: ends[about].address, unit: null, field, value }];
}

/** The logs, as the list of Zeek logs wants them. */
export const serviceLogs: readonly ZeekLog[] = [...services.map(describe), dhcpLog].map(serviceLog);
