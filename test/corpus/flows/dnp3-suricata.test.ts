import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { eveEvents } from '../../support/eve-truth.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { dnp3Captures, suricataDifferences } from './dnp3-differences.ts';
import { dnp3Operations, seeAsEve } from './eve-dnp3.ts';
import { compareTallies, tallyRead, tallySeen } from './operation-tally.ts';

describeCorpus('DNP3 against Suricata', [], () => {
  test.each(dnp3Captures)('counts every request and report of %s, object by object', async (capture) => {
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const packets = readings[0]?.statistics.packets ?? 0;
    const theirs = tallySeen(eveEvents(capture).flatMap(dnp3Operations));
    const ours = tallyRead(conversations, 'dnp3', seeAsEve);
    expect(theirs.size).toBeGreaterThan(0);
    const found = compareTallies({ capture, protocol: 'dnp3', oracle: 'suricata', packets }, ours, theirs);
    expect(found).toEqual(suricataDifferences[capture] ?? {});
  });
});
