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
