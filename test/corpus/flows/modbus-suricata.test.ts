import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { suricataDifferences, suricataTurnedAround } from './modbus-differences.ts';
import { differences, requestText, tally, tallyConversations } from './modbus-tally.ts';

/** Suricata's record of one transaction, as far as it is compared. */
interface EveModbus {
  readonly event_type: string;
  readonly src_ip: string;
  readonly dest_ip: string;
  readonly modbus?: {
    readonly request?: {
      readonly unit_id: number;
      readonly function_raw: number;
      readonly diagnostic?: { readonly raw: number };
      readonly mei?: { readonly raw: number };
      readonly read?: EveRange;
      readonly write?: EveRange;
    };
  };
}

interface EveRange {
  readonly address: number;
  readonly quantity?: number;
}

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
    const { conversations } = await readPaths([corpusPath(path)]);
    const eve = corpusPath(`truth/eve-suricata7/${path.replace('/', '_')}.eve.json`);
    const requests = readFileSync(eve, 'utf8').trim().split('\n').flatMap(requestsOf);
    const theirs = tally(requests.filter((text) => !text.includes(suricataTurnedAround)).map((text) => [text, 1]));
    const logged = new Set([...theirs.keys()].map(hostsOf));
    const ours = new Map([...tallyConversations(conversations)].filter(([text]) => logged.has(hostsOf(text))));
    expect(differences(ours, theirs)).toEqual(suricataDifferences[path] ?? {});
  });
});

/** Client and server of a request as text. */
function hostsOf(text: string): string {
  return text.split(' ').slice(0, 2).join(' ');
}

function requestsOf(line: string): string[] {
  const event = JSON.parse(line) as EveModbus;
  const request = event.modbus?.request;
  if (event.event_type !== 'modbus' || request === undefined) return [];
  const subCode = request.diagnostic?.raw ?? request.mei?.raw;
  const code = subCode === undefined ? String(request.function_raw) : `${request.function_raw}.${subCode}`;
  const ranges = [request.read, request.write].filter((range) => range !== undefined);
  const text = (range: EveRange | null) =>
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
