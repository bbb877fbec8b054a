import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { type BaselineRow, baselineRows } from '../../support/zeek-baseline.ts';
import { compareTallies, type SeenOperation, tallyRead, tallySeen } from './operation-tally.ts';

const capture = 'icsnpp-bsap__bsap-ip_example.pcap';

/** Names of the functions that the capture has. */
const functions: Readonly<Record<string, string>> = {
  READ_SIGNAL_BY_NAME: '0xa0/0x04',
  WRITE_SIGNAL_BY_ADDRESS: '0xa0/0x80',
};

describeCorpus('BSAP against Zeek', [], () => {
  test('the requests are those of bsap_ip_rdb.log, the polls those of bsap_ip_header.log', async () => {
    const path = `bsap/${capture}`;
    const { conversations, readings } = await readPaths([corpusPath(path)]);
    const requests = baselineRows(capture, 'bsap_ip_rdb').filter(({ is_orig }) => is_orig === 'T');
    const polls = baselineRows(capture, 'bsap_ip_header').filter(({ type_name }) => type_name === 'POLL');
    const theirs = tallySeen([
      ...requests.map((row) => seen(row, functions[row['func_code'] ?? ''] ?? row['func_code'] ?? '')),
      ...polls.map((row) => seen(row, 'poll')),
    ]);
    const packets = readings[0]?.statistics.packets ?? 0;
    const about = { capture: path, protocol: 'bsap', oracle: 'zeek', packets };
    expect(theirs.size).toBe(3);
    expect(compareTallies(about, tallyRead(conversations, 'bsap'), theirs)).toEqual({});
    // Every response finds its request, but for frame 103: nobody asks with its sequence number, 19352.
    const unasked = conversations.filter(({ protocol, operation }) => protocol === 'bsap' && operation === null);
    expect(unasked.map(({ count, evidence }) => [count, evidence[0]?.position])).toEqual([[1, 103]]);
    const sequences = new Set(requests.map(({ sequence, mes_seq }) => sequence ?? mes_seq));
    expect(sequences.has('19352')).toBe(false);
    expect(sequences.has('19351')).toBe(true);
  });
});

function seen({ source_h = '', destination_h = '' }: BaselineRow, code: string): SeenOperation {
  return { source: source_h, destination: destination_h, code };
}
