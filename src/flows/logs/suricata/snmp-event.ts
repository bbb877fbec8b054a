/**
 * SNMP messages in EVE (`snmp`, rust/src/snmp/log.rs), each with the kind of its PDU; community and variables are not
 * looked at. The source of an event is whoever sent the message.
 */
import { countOf, textOf } from './eve-values.ts';
import { type EveProtocol, noObjects } from './protocol-event.ts';

export const snmpEvents: EveProtocol = {
  protocol: 'snmp',
  name: 'snmp',
  open: (rows) => (row, body) => {
    const kind = textOf(body['pdu_type']) ?? '';
    const isAnswer = kind === 'response';
    const ends = rows.readEnds(row, isAnswer || kind === report ? 'server' : tags.has(kind) ? 'client' : 'sender');
    if (typeof ends === 'string') return ends;
    if (countOf(body['version']) === null && kind === '') return 'no PDU in field `snmp`';
    const connection = rows.concealed(ends);
    const code = codeOf(kind, countOf(body['version']));
    const asked =
      code === null
        ? [{ row: connection, refused: false }]
        : rows.operations(code).map((known) => ({ row: rows.row(ends, known, noObjects), refused: false }));
    return {
      ends,
      asked: isAnswer ? [] : asked,
      open: false,
      answer: isAnswer ? { refused: false, thread: null, tells: [] } : null,
      thread: null,
      swapped: false,
      connection,
      repeats: true,
    };
  },
};

/** Context tags of the PDUs that begin something (RFC 3416), by Suricata's names. */
const tags: ReadonlyMap<string, string> = new Map([
  ['get_request', '0'],
  ['get_next_request', '1'],
  ['set_request', '3'],
  ['trap_v1', '4'],
  ['get_bulk_request', '5'],
  ['inform_request', '6'],
  ['trap_v2', '7'],
  ['report', '8'],
]);

const report = 'report';
const versions: ReadonlyMap<number | null, string> = new Map([
  [1, '.v1'],
  [2, '.v2c'],
  [3, '.v3'],
]);

/** The code of a PDU; null when it cannot be seen, as it is encrypted. */
function codeOf(kind: string, version: number | null): string | null {
  const unknown = /^Unknown\(0x([0-9a-f]{1,8})\)$/i.exec(kind);
  const tag = unknown === null ? tags.get(kind) : String(Number.parseInt(unknown[1] ?? '', 16));
  return tag === undefined ? null : `${tag}${versions.get(version) ?? ''}`;
}
