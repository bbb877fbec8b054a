import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { baselineRows } from '../../support/zeek-baseline.ts';
import { compareTallies, tallyRead, tallySeen } from './operation-tally.ts';

const capture = 'icsnpp-genisys__genisys.pcap';

/** Names of the headers that the capture has. */
const requests: Readonly<Record<string, string>> = { Poll: '0xfb', 'Recall Header': '0xfd' };

describeCorpus('Genisys against Zeek', [], () => {
  test('the requests are those of genisys.log, each of which is answered', async () => {
    const path = `genisys/${capture}`;
    const { conversations, readings } = await readPaths([corpusPath(path)]);
    const rows = baselineRows(capture, 'genisys');
    const asked = rows.filter(({ direction }) => direction === 'request');
    const theirs = tallySeen(
      asked.map((row) => ({
        source: row['id.orig_h'] ?? '',
        destination: row['id.resp_h'] ?? '',
        code: requests[row['header'] ?? ''] ?? '',
        unit: Number(row['server']),
      })),
    );
    const packets = readings[0]?.statistics.packets ?? 0;
    const about = { capture: path, protocol: 'genisys', oracle: 'zeek', packets };
    expect(asked.length).toBe(rows.length / 2);
    expect(compareTallies(about, tallyRead(conversations, 'genisys'), theirs)).toEqual({});
    const own = conversations.filter(({ protocol }) => protocol === 'genisys');
    expect(own.reduce((sum, { count }) => sum + count, 0)).toBe(asked.length);
  });

  test('the checksums that Zeek calculates begin with another value, those sent are right', () => {
    // Poll of unit 1, frame 4: fb 01, then 83 40. From 0xffff the checksum is 0x4083, from 0, as there, 0xf082.
    const [poll] = baselineRows(capture, 'genisys');
    expect([poll?.['crc_transmitted'], poll?.['crc_calculated']]).toEqual(['0x4083', '0xf082']);
    expect(crc([0xfb, 1], 0xffff)).toBe(0x4083);
    expect(crc([0xfb, 1], 0)).toBe(0xf082);
  });
});

function crc(bytes: readonly number[], start: number): number {
  let value = start;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >> 1) ^ 0xa001 : value >> 1;
  }
  return value;
}
