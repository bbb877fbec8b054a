/** The way through tshark, on captures of protocols that have no decoder here. */
import { expect, test } from 'vitest';
import { createAggregator } from '../../../src/flows/aggregate.ts';
import { planDissection, readDissection } from '../../../src/flows/dissection/read-dissection.ts';
import { runTshark } from '../../../src/platform/tshark.ts';
import { corpusPath, describeCorpus, outputOf } from '../../support/corpus.ts';
import { testContext } from '../../support/read-conversations.ts';

describeCorpus('captures read through tshark', ['tshark'], () => {
  test.each([['misc-ndpi/ndpi__ethersbus.pcap', 'sbus.att == 0', 10]])(
    '%s: every request is an operation that the catalogue knows',
    async (file, requests, count) => {
      const aggregator = createAggregator(testContext);
      const path = corpusPath(file);
      const { unread } = await readDissection(file, runTshark(path, planDissection()), testContext, aggregator);
      const shown = outputOf('tshark', ['-n', '-r', path, '-Y', requests, '-T', 'fields', '-e', 'frame.number']);
      expect(shown.trim().split('\n')).toHaveLength(count);
      const conversations = aggregator.conversations();
      expect(conversations.reduce((sum, each) => sum + each.count, 0)).toBe(count);
      expect(conversations.filter((each) => each.operation?.class === 'unknown')).toEqual([]);
      expect(unread).toBe(0);
    },
  );
});
