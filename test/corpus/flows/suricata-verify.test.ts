/** The events that Suricata's own regression tests (suricata-verify) expect of DNP3 captures. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { corpusFolder, corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { codeOf } from './tshark-dnp3.ts';

type Match = Readonly<Record<string, unknown>>;

interface Expectations {
  readonly checks: readonly { readonly filter: { readonly count: number; readonly match: Match } }[];
}

const captures = [
  'zeek__dnp3_del_measure.pcap',
  'zeek__dnp3_en_spon.pcap',
  'zeek__dnp3_file_del.pcap',
  'zeek__dnp3_file_read.pcap',
  'zeek__dnp3_file_write.pcap',
  'zeek__dnp3_select_operate.pcap',
  'zeek__dnp3_write.pcap',
];

/** The requests and unsolicited responses that are expected, by their ends and the code of their first object. */
function expectedOf(capture: string): Map<string, number> {
  const folder = corpusPath(`truth/suricata-verify/${capture}`);
  const counts = new Map<string, number>();
  for (const name of readdirSync(folder)) {
    const { checks } = parse(readFileSync(`${folder}/${name}/test.yaml`, 'utf8')) as Expectations;
    for (const { filter } of checks) {
      const { match } = filter;
      const code = match['dnp3.application.function_code'];
      // Answers belong to their requests, and confirmations carry nothing that a policy could speak of.
      if (match['event_type'] !== 'dnp3' || typeof code !== 'number' || code === 129 || code === 0) continue;
      const group = match['dnp3.application.objects[0].group'];
      const operation = typeof group === 'number' ? codeOf(String(code), group) : String(code);
      const key = `${match['src_ip']} ${match['dest_ip']} ${operation}`;
      counts.set(key, (counts.get(key) ?? 0) + filter.count);
    }
  }
  return counts;
}

describeCorpus("Suricata's regression tests", [], () => {
  test.each(captures)('every request that they expect of %s is read', async (capture) => {
    const path = readdirSync(corpusFolder, { recursive: true })
      .map(String)
      .find((each) => !each.startsWith('truth') && each.endsWith(`/${capture}`));
    const { conversations } = await readPaths([corpusPath(path ?? capture)]);
    const ours = new Map<string, number>();
    for (const { source, destination, operation, count } of conversations) {
      const key = `${source} ${destination} ${operation?.code}`;
      ours.set(key, Math.max(ours.get(key) ?? 0, count));
    }
    const expected = expectedOf(capture);
    expect(expected.size).toBeGreaterThan(0);
    const missing = [...expected].filter(([key, count]) => (ours.get(key) ?? 0) < count);
    expect(missing).toEqual([]);
  });
});
