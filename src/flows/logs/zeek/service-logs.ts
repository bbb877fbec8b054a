/**
 * Zeek's logs of services that the catalogue grants whole, without operations: a row says that the service was used.
 * Nothing but the two ends is read of it, so that what they hold of passwords, names and content stays there.
 */
import type { Transport } from '../../../model/catalogue.ts';
import type { ReadingSession } from '../../format.ts';
import { absent } from '../../observation-sink.ts';
import { missingOfUndecoded } from '../../undecoded.ts';
import { createLogCounter } from '../log-counter.ts';
import { type StagedLog, stagedLog } from '../staged-log.ts';
import { createHourCondition } from './conn-hours.ts';
import { endFields, readRowEnds } from './operations/row-ends.ts';
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

/** What a kind of row comes to. */
interface ServiceKind {
  readonly channel: number;
  readonly missing: number;
  readonly uid: string | null;
}

function openServiceLog(session: ReadingSession, service: string, fallback: Transport): StagedLog<ServiceKind> {
  const { sink, context, bucketOf, file } = session;
  const { catalogue } = context;
  const counter = createLogCounter(session);
  const protocol = catalogue.zeekServices.get(service) ?? null;
  const conditionOf = createHourCondition(sink);
  const scope = context.scopeOf(null);
  const notShown = sink.operation(null);
  const noTable = sink.table(null);
  return {
    deciding: endFields,
    transaction: '',
    read(record) {
      const ends = readRowEnds(record, counter.address, fallback, catalogue);
      if (ends === null) return 'no addresses in fields `id.*`';
      const { client, server, transport } = ends;
      const { port } = server;
      const channel = sink.channel({
        scope,
        source: client.address,
        destination: server.address,
        transport,
        port,
        protocol,
      });
      return { channel, missing: missingOfUndecoded(catalogue, protocol, transport, port), uid: record.text('uid') };
    },
    use({ channel, missing, uid }, { micros, line }) {
      const condition = conditionOf(micros);
      const bucket = bucketOf(micros);
      const slot = sink.slot(channel, notShown, absent, noTable, absent, absent, missing, bucket, condition);
      if (sink.observe(slot, micros)) sink.evidence(slot, micros, { file, position: line, unit: 'line', uid });
    },
  };
}

/** The logs, as the list of Zeek logs wants them. */
export const serviceLogs: readonly ZeekLog[] = services.map(([path, service, transport, sign]) => ({
  path,
  ...stagedLog((session) => openServiceLog(session, service, transport)),
  signatures: [sign.split(' ')],
}));
