import { describe, expect, test } from 'vitest';
import { conversationLine, readContent } from '../../../support/read-conversations.ts';
import { commonRow, connFields, zeekTsv } from '../../../support/zeek.ts';

const row = { ...commonRow, proto: 'tcp', service: 'ssl', conn_state: 'SF', 'id.resp_p': 443, history: 'ShADad' };
const line = 'plant 10.0.0.1 -> 10.0.0.2 tcp/443, https, -, missing operation, x1';

async function read(content: string) {
  const { conversations, reading } = await readContent(content);
  return { lines: conversations.map(conversationLine), ...reading };
}

describe('Zeek TSV logs', () => {
  test('fields are found by their names, whatever their order and separator', async () => {
    const plain = await read(zeekTsv('conn', connFields, [row]));
    expect(plain).toEqual({
      lines: [line],
      format: 'zeek conn',
      statistics: { packets: 0, records: 1, skipped: {}, remarks: {} },
      problems: [],
    });
    expect(await read(zeekTsv('conn', [...connFields].reverse(), [row]))).toEqual(plain);
    expect(await read(zeekTsv('conn', connFields, [row], '|'))).toEqual(plain);
    expect(await read(zeekTsv('conn', connFields, [row]).replaceAll('\n', '\r\n'))).toEqual(plain);
  });

  test('logs that were appended to each other are read on', async () => {
    const other = zeekTsv('conn', [...connFields, 'vlan'], [{ ...row, vlan: 7 }]);
    const { lines, format } = await read(zeekTsv('conn', connFields, [row]) + other);
    expect(lines).toEqual([line, line.replace('plant', 'vlan-7')]);
    expect(format).toBe('zeek conn');
  });

  test('the position of evidence is the line, with the connection id', async () => {
    const { conversations } = await readContent(zeekTsv('conn', connFields, [row]));
    expect(conversations[0]).toMatchObject({
      first: 1_700_000_000_000_001,
      evidence: [{ file: 'input', position: 8, unit: 'line', uid: 'C1' }],
    });
  });

  test('a log that is not known is said once, and the rest is read', async () => {
    const { lines, statistics, problems } = await read(
      zeekTsv('marvels', ['ts', 'name'], [row, row]) + zeekTsv('conn', connFields, [row]),
    );
    expect(lines).toEqual([line]);
    expect(statistics).toEqual({ packets: 0, records: 3, skipped: { 'log-not-read': 2 }, remarks: {} });
    expect(problems).toEqual([{ file: 'input', position: 6, unit: 'line', reason: 'log `marvels` is not read yet' }]);
  });

  test('a log that shows no operations is left out without a word', async () => {
    const { statistics, problems } = await read(zeekTsv('weird', ['ts', 'name'], [row, row]));
    expect(statistics).toEqual({ packets: 0, records: 2, skipped: { 'log-without-operations': 2 }, remarks: {} });
    expect(problems).toEqual([]);
  });

  test('rows without a header are a problem', async () => {
    const bare = zeekTsv('conn', connFields, [row, row])
      .split('\n')
      .filter((text) => !text.startsWith('#'))
      .join('\n');
    const { lines, statistics, problems } = await read(bare);
    expect(lines).toEqual([]);
    expect(statistics.skipped).toEqual({ 'no-header': 2 });
    expect(problems[0]).toMatchObject({ position: 1, unit: 'line' });
  });

  test('broken lines are counted, the first of them described', async () => {
    const broken = [...Array.from({ length: 30 }, () => 'too\tfew'), Object.values(row).join('\t')].join('\n');
    const { lines, statistics, problems } = await read(
      zeekTsv('conn', connFields, [row]).replace('#close', `${broken}\n#close`),
    );
    expect(lines).toEqual([line]);
    expect(statistics.skipped).toEqual({ 'malformed-line': 31 });
    expect(problems).toHaveLength(20);
    expect(problems[0]).toEqual({
      file: 'input',
      position: 9,
      unit: 'line',
      reason: 'line of 2 fields where 21 are named',
    });
  });

  test('a line that is too long is left out', async () => {
    const long = { ...row, uid: 'C'.repeat(5000) };
    const { conversations, reading } = await readContent(
      zeekTsv('conn', connFields, [row, long, row]),
      { limits: { lineBytes: 1000 } },
      100,
    );
    expect(conversations[0]?.count).toBe(2);
    expect(reading.statistics.skipped).toEqual({ 'line-too-long': 1 });
    expect(reading.problems).toMatchObject([{ position: 9, unit: 'line' }]);
  });

  test('a log that is cut off anywhere is read up to there', async () => {
    const text = zeekTsv('conn', connFields, [row, row]);
    for (let length = 1; length < text.length; length++) {
      const { statistics } = await read(text.slice(0, length));
      expect(statistics.records).toBeLessThanOrEqual(2);
    }
  });
});
