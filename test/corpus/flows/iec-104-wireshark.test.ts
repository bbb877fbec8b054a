import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { iec104Captures, wiresharkDifferences } from './iec-104-differences.ts';
import { compareTallies, tallyRead, tallySeen } from './operation-tally.ts';
import { dissectIec104, seenInIec104 } from './tshark-iec-104.ts';

describeCorpus('IEC 60870-5-104 against Wireshark', ['tshark'], () => {
  test.each(iec104Captures)('counts every frame of %s with type, common address and objects', async (capture) => {
    const path = corpusPath(capture);
    const { conversations, readings } = await readPaths([path]);
    const { asked, refused } = seenInIec104(dissectIec104(path));
    expect(asked.length).toBeGreaterThan(40);
    const packets = readings[0]?.statistics.packets ?? 0;
    const about = { capture, protocol: 'iec-104', oracle: 'tshark', packets };
    expect(compareTallies(about, tallyRead(conversations, 'iec-104'), tallySeen(asked))).toEqual(
      wiresharkDifferences[capture] ?? {},
    );
    expect(conversations.reduce((sum, each) => sum + each.refused, 0)).toBe(refused);
  });
});
