/** Hand-made Zeek logs. */

export const connFields: readonly string[] =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents'.split(
    ' ',
  );

export const modbusFields: readonly string[] =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p tid unit func pdu_type exception'.split(' ');

export const modbusDetailedFields: readonly string[] =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p tid unit func address quantity request_values response_values modbus_detailed_link_id matched request_subfunction_code response_subfunction_code request_data response_data exception_code mei_type'.split(
    ' ',
  );

/** A row by field; what is left out is unset. */
export type ZeekRow = Readonly<Record<string, string | number>>;

/** Fields that most rows of these tests share. */
export const commonRow: ZeekRow = {
  ts: '1700000000.000001',
  uid: 'C1',
  'id.orig_h': '10.0.0.1',
  'id.orig_p': 40_000,
  'id.resp_h': '10.0.0.2',
  'id.resp_p': 502,
};

/** A log as Zeek's ASCII writer writes it. */
export function zeekTsv(
  path: string,
  fields: readonly string[],
  rows: readonly ZeekRow[],
  separator: string = '\t',
): string {
  const header = [
    `#separator \\x${separator.charCodeAt(0).toString(16).padStart(2, '0')}`,
    ['#set_separator', ','].join(separator),
    ['#empty_field', '(empty)'].join(separator),
    ['#unset_field', '-'].join(separator),
    ['#path', path].join(separator),
    ['#fields', ...fields].join(separator),
    ['#types', ...fields.map(() => 'string')].join(separator),
  ];
  const lines = rows.map((row) => fields.map((field) => String(row[field] ?? '-')).join(separator));
  return `${[...header, ...lines, ['#close', '2024-01-01-00-00-00'].join(separator)].join('\n')}\n`;
}

/** The same log as JSON lines. */
export function zeekJson(rows: readonly ZeekRow[]): string {
  return rows
    .map(
      (row) => `${JSON.stringify({ ...row, ...(typeof row['ts'] === 'string' ? { ts: Number(row['ts']) } : {}) })}\n`,
    )
    .join('');
}

/** A log whose columns are the fields of its rows, in the order of their first use. */
export function zeekLogOf(path: string, ...rows: readonly ZeekRow[]): string {
  return zeekTsv(path, [...new Set(rows.flatMap((row) => Object.keys(row)))], rows);
}

/** A row of a log that names the sender of each message, between the two ends of `commonRow`. */
export function sentBy(side: 'client' | 'server', changes: ZeekRow): ZeekRow {
  const row = { ...commonRow, ...changes };
  const ends = [row['id.orig_h'], row['id.orig_p'], row['id.resp_h'], row['id.resp_p']].map((end) => end ?? '-');
  const [source = '', sourcePort = '', destination = '', destinationPort = ''] =
    side === 'client' ? ends : [...ends.slice(2), ...ends.slice(0, 2)];
  return {
    ...row,
    is_orig: side === 'client' ? 'T' : 'F',
    source_h: source,
    source_p: sourcePort,
    destination_h: destination,
    destination_p: destinationPort,
  };
}
