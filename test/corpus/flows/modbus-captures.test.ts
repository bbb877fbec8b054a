import { expect, test } from 'vitest';
import type { Conversation } from '../../../src/model/conversation.ts';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { reviewedDifferences } from './modbus-differences.ts';
import { type DissectedMessage, dissectModbus } from './tshark-modbus.ts';

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
    const { conversations } = await readPaths([corpusPath(path)]);
    const ours = tallyOf(conversations.filter(isRequest).map((each) => [requestText(each), each.count]));
    const messages = dissectModbus(corpusPath(path)).filter(({ kind }) => kind === 'request');
    const theirs = tallyOf(messages.map((each) => [dissectedText(each), 1]));
    expect(differences(ours, theirs)).toEqual(reviewedDifferences[path] ?? {});
  });
});

/** Requests whose objects were seen; those known from an answer alone miss them. */
function isRequest({ protocol, operation, missing }: Conversation): boolean {
  return protocol === 'modbus' && operation !== null && operation.code !== 'connect' && missing.length === 0;
}

function requestText({ source, destination, operation, object }: Conversation): string {
  const code = (operation?.code ?? '').replace(/^90\..*/, '90');
  return `${source} ${destination} ${code} unit ${object?.unit} ${object?.first ?? '-'}+${object?.count ?? '-'}`;
}

function dissectedText({ client, server, code, unit, first, count }: DissectedMessage): string {
  return `${client} ${server} ${code} unit ${unit} ${first ?? '-'}+${count ?? '-'}`;
}

function tallyOf(entries: readonly (readonly [string, number])[]): Map<string, number> {
  const tally = new Map<string, number>();
  for (const [text, count] of entries) tally.set(text, (tally.get(text) ?? 0) + count);
  return tally;
}

/** By text: our count and theirs, where they are not the same. */
function differences(
  ours: Map<string, number>,
  theirs: Map<string, number>,
): Record<string, readonly [number, number]> {
  const texts = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  return Object.fromEntries(
    texts
      .map((text) => [text, [ours.get(text) ?? 0, theirs.get(text) ?? 0]] as const)
      .filter(([, [our, their]]) => our !== their),
  );
}
