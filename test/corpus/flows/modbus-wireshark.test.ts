import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { refusedDifferences, wiresharkDifferences } from './modbus-differences.ts';
import { requestText, tally, tallyConversations } from './modbus-tally.ts';
import { compareTallies } from './operation-tally.ts';
import { dissectModbus } from './tshark-modbus.ts';

const captures = [
  'modbus/arkime__modbus.pcap',
  'modbus/icsnpp-modbus__modbus_example.pcap',
  'modbus/ndpi__modbus.pcap',
  'modbus/quickdraw__modbus_test_data_part1.pcap',
  'modbus/quickdraw__modbus_test_data_part2.pcap',
  'modbus/quickdraw__modicon_test.pcap',
  'modbus/sv__modbus.pcap',
  'modbus/zeek__modbusBig.pcap',
  'plant1/ct__Plant1_ModbusTCP.pcap',
  'plant1/plant1_merged.pcap',
];

describeCorpus('Modbus requests against Wireshark', ['tshark'], () => {
  test.each(captures)('counts every request of %s with function, unit and range', async (path) => {
    const { conversations, readings } = await readPaths([corpusPath(path)]);
    // Wireshark does not look into UMAS, function 90.
    const ours = tallyConversations(conversations, (code) => code.replace(/^90\..*/, '90'));
    const requests = dissectModbus(corpusPath(path)).filter(({ kind }) => kind === 'request');
    const theirs = tally(
      requests.map(({ client, server, code, unit, first, count }) => [
        requestText(client, server, code, unit, first, count),
        1,
      ]),
    );
    expect(theirs.size).toBeGreaterThan(0);
    const packets = readings[0]?.statistics.packets ?? 0;
    const about = { capture: path, protocol: 'modbus', oracle: 'tshark', packets };
    expect(compareTallies(about, ours, theirs)).toEqual(wiresharkDifferences[path] ?? {});
  });

  test.each(captures)('counts the exceptions of %s as refused', async (path) => {
    const { conversations } = await readPaths([corpusPath(path)]);
    const refused = conversations.reduce((sum, each) => sum + (each.protocol === 'modbus' ? each.refused : 0), 0);
    const exceptions = dissectModbus(corpusPath(path)).filter(({ exception }) => exception);
    // An exception to function 23 refuses two operations.
    const expected = exceptions.reduce((sum, { code }) => sum + (code === '23' ? 2 : 1), 0);
    expect(refused).toBe(expected + (refusedDifferences[path] ?? 0));
  });
});
