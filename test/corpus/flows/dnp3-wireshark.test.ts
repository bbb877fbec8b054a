import { expect, test } from 'vitest';
import { dnp3Table } from '../../../src/flows/protocols/dnp3/dnp3-tables.ts';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { dnp3Captures, refusedDifferences, wiresharkDifferences } from './dnp3-differences.ts';
import { compareTallies, tallyRead, tallySeen } from './operation-tally.ts';
import { type DissectedDnp3, dissectDnp3, seenIn } from './tshark-dnp3.ts';

describeCorpus('DNP3 against Wireshark', ['tshark'], () => {
  test.each(dnp3Captures)('counts every request and report of %s, object by object', async (capture) => {
    const path = corpusPath(capture);
    const { conversations, readings } = await readPaths([path]);
    const messages = dissectDnp3(path);
    const theirs = tallySeen(seenIn(messages, dnp3Table));
    expect(theirs.size).toBeGreaterThan(0);
    const packets = readings[0]?.statistics.packets ?? 0;
    const about = { capture, protocol: 'dnp3', oracle: 'tshark', packets };
    expect(compareTallies(about, tallyRead(conversations, 'dnp3'), theirs)).toEqual(
      wiresharkDifferences[capture] ?? {},
    );
    // Requests that are known from their answers alone.
    expect(conversations.filter(({ operation }) => operation === null)).toEqual([]);
    const requests = conversations.filter(({ operation }) => operation?.code !== 'connect');
    const refused = requests.reduce((sum, each) => sum + each.refused, 0);
    expect(refused).toBe(refusedIn(messages) + (refusedDifferences[capture] ?? 0));
  });
});

/** Objects that the outstations refused: all of a request, or those whose status says so. */
function refusedIn(messages: readonly DissectedDnp3[]): number {
  const open: DissectedDnp3[] = [];
  let refused = 0;
  for (const message of messages) {
    if (message.fromMaster) open.push(message);
    else if (message.code === '129') {
      const exact = open.findIndex((each) => keyOf(each) === keyOf(message));
      // 10.0.0.3 answers a request of sequence 1 with sequences 3 and 4.
      const request = exact >= 0 ? exact : open.findIndex(({ stream }) => stream === message.stream);
      const asked = Math.max(open[request]?.objects.length ?? 0, 1);
      if (request >= 0) open.splice(request, 1);
      refused += message.refusal === 0 ? message.statuses.filter((status) => status !== 0).length : asked;
    }
  }
  return refused;
}

function keyOf({ stream, unit, sequence }: DissectedDnp3): string {
  return `${stream} ${unit} ${sequence}`;
}
