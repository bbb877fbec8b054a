import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { corpusFolder, corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readEnds, type SharkRow, sharkEnds, sharkRows } from '../../support/frame-ends.ts';
import { linkDifferences } from './link-differences.ts';

/**
 * What tshark has to read by itself: mergecap takes sections for one and stops at a capture that lacks its end, and
 * fragments of one capture must not meet those of another.
 */
const alone = [
  'melsec/iti__melsoft_129_clean.pcap',
  'odd/pcapng-suite/hadrielk__output_le_basic_test018.pcapng',
  'odd/zeek__erspan.pcap',
];

/** Checksums that tshark calls wrong, by remark. */
function wrongChecksums(rows: readonly SharkRow[]): Record<string, number> {
  const counts = (['ip', 'tcp', 'udp'] as const).map((layer) => {
    const wrong = rows.flatMap((row) => row[`${layer}.checksum.status`]).filter((status) => status === '0');
    return [`wrong-${layer}-checksum`, wrong.length] as const;
  });
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

describeCorpus('every frame of every capture', ['tshark', 'mergecap'], () => {
  test('goes to the ends that the innermost headers name, and its checksums are judged alike', async () => {
    const paths = readdirSync(corpusFolder, { recursive: true })
      .map(String)
      .filter((path) => /\.(pcap|pcapng|cap)$/.test(path) && !path.startsWith('truth'))
      .sort();
    const joined = paths.filter((path) => !alone.includes(path));
    const rows = sharkRows(joined.map(corpusPath));
    const differences: string[] = [];
    let compared = 0;
    let next = 0;
    for (const path of [...joined, ...alone]) {
      const { frames, reading } = await readEnds(corpusPath(path));
      const theirs = alone.includes(path) ? sharkRows([corpusPath(path)]) : rows.slice(next, next + frames.length);
      if (!alone.includes(path)) next += frames.length;
      expect([path, theirs.length]).toEqual([path, frames.length]);
      for (const [index, ours] of frames.entries()) {
        const row = theirs[index];
        compared++;
        if (row === undefined || ours === sharkEnds(row)) continue;
        const isExplained = linkDifferences.some((each) => each.explains(ours, row));
        if (!isExplained) differences.push(`${path} frame ${index + 1}: ${ours}, tshark ${sharkEnds(row)}`);
      }
      const remarks = Object.entries(reading.statistics.remarks).filter(([remark]) => remark.startsWith('wrong-'));
      expect([path, Object.fromEntries(remarks)]).toEqual([path, wrongChecksums(theirs)]);
    }
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(160_000);
    expect(next).toBe(rows.length);
  }, 120_000);
});
