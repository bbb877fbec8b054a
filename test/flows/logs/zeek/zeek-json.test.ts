import { describe, expect, test } from 'vitest';
import { conversationLine, readContent, readContents } from '../../../support/read-conversations.ts';
import { commonRow, connFields, modbusFields, zeekJson, zeekTsv } from '../../../support/zeek.ts';

const conn = { ...commonRow, proto: 'tcp', service: 'ssl', conn_state: 'SF', 'id.resp_p': 443 };
const request = { ...commonRow, tid: 1, unit: 255, func: 'READ_COILS', pdu_type: 'REQ' };

describe('Zeek JSON logs', () => {
  test('say the same as TSV logs', async () => {
    const rows = [conn, { ...conn, uid: 'C2', 'id.resp_h': 'fd20::2', 'id.orig_h': 'fd20::1' }];
    const tsv = await readContent(zeekTsv('conn', connFields, rows));
    const json = await readContent(zeekJson(rows));
    expect(json.reading.format).toBe('zeek conn');
    expect(json.conversations.map(conversationLine)).toEqual(tsv.conversations.map(conversationLine));
    expect(json.conversations[0]?.first).toBe(tsv.conversations[0]?.first);
  });

  test('may hold rows of several logs, named or told by their fields', async () => {
    for (const named of [true, false]) {
      const rows = [conn, { ...request, uid: 'C2' }].map((row, index) =>
        named ? { _path: ['conn', 'modbus'][index] ?? '', ...row } : row,
      );
      const { conversations, reading } = await readContent(zeekJson(rows));
      expect(reading.format).toBe('zeek conn+modbus');
      expect(conversations.map(conversationLine)).toEqual([
        'plant 10.0.0.1 -> 10.0.0.2 tcp/443, https, -, missing operation, x1',
        'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 1, unit 255 coils, missing object, x1',
      ]);
    }
  });

  test('may write times as ISO 8601', async () => {
    for (const ts of ['2023-11-14T22:13:20.123456Z', '2023-11-14T23:13:20.123456+0100'])
      expect((await readContent(`${JSON.stringify({ ...conn, ts })}\n`)).conversations[0]?.first).toBe(
        1_700_000_000_123_456,
      );
  });

  test('broken and unknown rows are counted, the rest is read', async () => {
    const { conversations, reading } = await readContent(
      `${zeekJson([conn])}{"ts": 1,\n[1]\n{"ts":1,"name":"x","_path":"marvels"}\n{"ts":2}\n${zeekJson([{ ...conn, ts: 'never' }, conn])}`,
    );
    expect(conversations[0]?.count).toBe(2);
    expect(reading.statistics).toEqual({
      packets: 0,
      records: 7,
      skipped: { 'log-not-read': 2, 'malformed-line': 3 },
      remarks: {},
    });
  });

  test('that do not tell their log by fields are told by the name of their file', async () => {
    const row = { ts: 1_700_000_000, uid: 'C1', 'id.orig_h': '10.0.0.1', 'id.orig_p': 40_000 };
    const rest = { 'id.resp_h': '10.0.0.2', 'id.resp_p': 80, method: 'GET' };
    const content = `${JSON.stringify({ ...row, ...rest })}\n`;
    for (const [file, expected] of [
      ['logs/http.2023-11-14-22:00:00-23:00:00.log.gz', 1],
      ['http_20231114_22:00:00-23:00:00+0000.log', 1],
      ['marvels.log', 0],
    ] as const)
      expect((await readContents([{ file, content }])).conversations.length).toBe(expected);
  });

  test('and TSV logs of one run are matched with each other', async () => {
    const { conversations } = await readContents([
      { file: 'conn.log', content: zeekTsv('conn', connFields, [{ ...conn, service: 'modbus', 'id.resp_p': 502 }]) },
      { file: 'modbus.log', content: zeekJson([request]) },
      { file: 'other.log', content: zeekTsv('modbus', modbusFields, [{ ...request, uid: 'C9' }]) },
    ]);
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 1, unit 255 coils, missing object, x2',
    ]);
  });
});
