import { expect, test } from 'vitest';
import { describeCorpus } from '../../support/corpus.ts';
import { readContents } from '../../support/read-conversations.ts';
import { baselineCaptures, baselineContent, baselineLogs, baselineRows } from '../../support/zeek-baseline.ts';

describeCorpus('The logs that other projects expect of Zeek', [], () => {
  const logs = baselineCaptures().flatMap((capture) => baselineLogs(capture));

  test('have addresses where their fields say so, with and without a header', () => {
    const withEnds = logs.filter(({ fields }) => fields.includes('id.orig_h'));
    const rows = withEnds.flatMap((log) => log.rows.map((row) => ({ path: log.path, row })));
    expect(rows.length).toBeGreaterThan(30_000);
    const wrong = rows.filter(
      ({ row }) => !/^[\d.]+$|:/.test(row['id.orig_h'] ?? '') || !/^\d+$/.test(row['id.resp_p'] ?? ''),
    );
    expect(wrong).toEqual([]);
  });

  test('are read with the header that they lost', async () => {
    const cut = logs.filter(({ path }) => path === 'conn');
    const { readings } = await readContents(cut.map(baselineContent));
    expect(readings.map(({ format }) => format)).toEqual(cut.map(() => 'zeek conn'));
    const records = readings.map(({ statistics }) => statistics.records);
    expect(records).toEqual(cut.map(({ rows: { length } }) => length));
  });

  test('are found by the name of their capture', () => {
    const codes = baselineRows('zeek__dnp3_read.pcap', 'dnp3').map((row) => row['fc_request']);
    expect(codes).toEqual(['READ']);
  });

  test('belong to captures of the corpus', () => {
    expect([...new Set(logs.filter(({ capture }) => capture === null).map(({ path }) => path))]).toEqual([]);
  });
});
