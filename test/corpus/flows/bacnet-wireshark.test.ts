import { expect, test } from 'vitest';
import { bacnetTable } from '../../../src/flows/protocols/bacnet/bacnet-index.ts';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { capturePath, recordingPaths } from '../../support/recordings.ts';
import { bacnetCaptures, refusedDifferences, unaskedAnswers, wiresharkDifferences } from './bacnet-differences.ts';
import { compareTallies, tallyRead, tallySeen } from './operation-tally.ts';
import { dissectBacnet, seenInBacnet } from './tshark-bacnet.ts';

const files: readonly (readonly [capture: string, path: string])[] = [
  ...bacnetCaptures.map((capture) => [capture, corpusPath(capture)] as const),
  ...recordingPaths
    .filter((recording) => recording.startsWith('bacnet/'))
    .map((recording) => [`recordings/${recording}`, capturePath(recording)] as const),
];

describeCorpus('BACnet against Wireshark', ['tshark'], () => {
  test.each(files)('counts every request of %s, object by object', async (capture, path) => {
    const { conversations, readings } = await readPaths([path]);
    const { asked, refused, unasked } = seenInBacnet(dissectBacnet(path), bacnetTable);
    expect(asked.length).toBeGreaterThan(0);
    const packets = readings[0]?.statistics.packets ?? 0;
    const about = { capture, protocol: 'bacnet', oracle: 'tshark', packets };
    const own = conversations.filter(({ protocol }) => protocol === 'bacnet');
    const shown = own.filter(({ missing }) => missing.length === 0);
    expect(compareTallies(about, tallyRead(shown, 'bacnet'), tallySeen(asked))).toEqual(
      wiresharkDifferences[capture] ?? {},
    );
    // What is known from an answer alone misses its object.
    const hidden = own.filter(({ missing }) => missing.length > 0).reduce((sum, each) => sum + each.count, 0);
    expect(unasked).toBe(hidden + (unaskedAnswers[capture] ?? 0));
    const ours = own.reduce((sum, each) => sum + each.refused, 0);
    expect(ours).toBe(refused + (refusedDifferences[capture] ?? 0));
  });
});
