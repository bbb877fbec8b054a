import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { compareTallies, tallyRead, tallyRefused, tallySeen } from './operation-tally.ts';
import { dissectS7 } from './tshark-s7comm.ts';

const captures = [
  'plant1/ct__Plant1_S7comm.pcap',
  's7comm/icsnpp-s7comm__s7ident.pcap',
  's7comm/icsnpp-s7comm__snap7.pcap',
  's7comm/iti__s7comm_clean.pcap',
  's7comm/iti__s7comm_downloading_block_db1.pcap',
  's7comm/iti__s7comm_reading_plc_status.pcap',
  's7comm/iti__snap7_s300_stop.pcapng',
  's7comm/iti__step7_s300_download.pcapng',
  's7comm/iti__step7_s300_readDiagData.pcapng',
  's7comm/iti__step7_s300_rwVarTab.pcapng',
  's7comm/iti__step7_s300_stop.pcapng',
  's7comm/iti__tia_s300_downloadOb1.pcapng',
  's7comm/iti__tia_s300_goOnline.pcapng',
  's7comm/iti__wincc_s400_production.pcapng',
  's7comm/ndpi__s7comm.pcap',
];

describeCorpus('S7 requests against Wireshark', ['tshark'], () => {
  test.each(captures)('counts every request of %s with function, objects and refusals', async (capture) => {
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const operations = dissectS7(corpusPath(capture));
    expect(operations.length).toBeGreaterThan(0);
    const about = { capture, protocol: 's7comm', oracle: 'tshark', packets: readings[0]?.statistics.packets ?? 0 };
    const theirs = tallySeen(operations.map(({ operation }) => operation));
    expect(compareTallies(about, tallyRead(conversations, 's7comm'), theirs)).toEqual({});
    const refused = operations.filter(({ isRefused }) => isRefused);
    expect(tallyRefused(conversations, 's7comm')).toEqual(tallySeen(refused.map(({ operation }) => operation)));
    // Requests that are known from their answers alone.
    expect(conversations.filter(({ protocol, operation }) => protocol === 's7comm' && operation === null)).toEqual([]);
  });

  test('what is in a merged capture too is counted there alike', async () => {
    const [alone, merged] = await Promise.all(
      ['ct__Plant1_S7comm', 'plant1_merged'].map(async (name) => {
        const { conversations } = await readPaths([corpusPath(`plant1/${name}.pcap`)]);
        return tallyRead(conversations, 's7comm');
      }),
    );
    expect(merged).toEqual(alone);
    expect(merged?.size).toBeGreaterThan(50);
  });
});
