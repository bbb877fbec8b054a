import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { type EveEvent, eveEvents } from '../../support/eve-truth.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { suricataDifferences, suricataTurnedAround } from './modbus-differences.ts';
import { requestText, tally, tallyConversations } from './modbus-tally.ts';
import { compareTallies } from './operation-tally.ts';

/** Suricata 7.0.10 reads nothing in the other captures, or stops logging in the middle. */
const captures = [
  'modbus/arkime__modbus.pcap',
  'modbus/icsnpp-modbus__modbus_example.pcap',
  'modbus/ndpi__modbus.pcap',
  'modbus/quickdraw__modbus_test_data_part1.pcap',
  'modbus/sv__modbus.pcap',
  'plant1/plant1_merged.pcap',
];

describeCorpus('Modbus requests against Suricata', [], () => {
  test.each(captures)('counts every request of %s', async (path) => {
    const { conversations, readings } = await readPaths([corpusPath(path)]);
    const requests = eveEvents(path).flatMap(requestsOf);
    const theirs = tally(requests.filter((text) => !text.includes(suricataTurnedAround)).map((text) => [text, 1]));
    const logged = new Set([...theirs.keys()].map(hostsOf));
    const ours = new Map([...tallyConversations(conversations)].filter(([text]) => logged.has(hostsOf(text))));
    const packets = readings[0]?.statistics.packets ?? 0;
    const about = { capture: path, protocol: 'modbus', oracle: 'suricata', packets };
    expect(compareTallies(about, ours, theirs)).toEqual(suricataDifferences[path] ?? {});
  });
});

/** Client and server of a request as text. */
function hostsOf(text: string): string {
  return text.split(' ').slice(0, 2).join(' ');
}

function requestsOf(event: EveEvent): string[] {
  const request = event.modbus?.request;
  if (event.event_type !== 'modbus' || request === undefined) return [];
  const subCode = request.diagnostic?.raw ?? request.mei?.raw;
  const code = subCode === undefined ? String(request.function_raw) : `${request.function_raw}.${subCode}`;
  const ranges = [request.read, request.write].filter((range) => range !== undefined);
  const text = (range: (typeof ranges)[number] | null) =>
    requestText(
      event.src_ip,
      event.dest_ip,
      code,
      request.unit_id,
      range?.address ?? null,
      range === null ? null : (range.quantity ?? 1),
    );
  return ranges.length === 0 ? [text(null)] : ranges.map(text);
}
