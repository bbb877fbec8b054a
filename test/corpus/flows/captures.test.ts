import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { corpusFolder, corpusPath, describeCorpus, outputOf } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';

const mirrored = (from: string, to: string) =>
  `${from} sends copies of frames to ${to} (ERSPAN); what is in the copies is judged`;

/** What is said about captures, most of which are in order. */
const remarked: Readonly<Record<string, readonly string[]>> = {
  // It lacks its end, as Wireshark says too.
  'melsec/iti__melsoft_129_clean.pcap': ['the capture ends inside a packet'],
  'odd/sv__decode-erspan-typeII-01_input.pcap': [mirrored('2.2.2.2', '1.1.1.1')],
};

describeCorpus('captures of other projects', ['capinfos'], () => {
  test('are read to their end, with as many packets as Wireshark counts', async () => {
    const paths = readdirSync(corpusFolder, { recursive: true })
      .map(String)
      .filter((path) => /\.(pcap|pcapng|cap)$/.test(path) && !path.startsWith('truth'))
      .sort();
    expect(paths.length).toBeGreaterThan(100);
    const counted = packetCounts(paths.map(corpusPath));
    for (const path of paths) {
      const { readings } = await readPaths([corpusPath(path)]);
      const reasons = readings.flatMap((reading) => reading.problems.map(({ reason }) => reason));
      // What exporters of flows say is compared elsewhere.
      const problems = path.startsWith('netflow/') ? [] : reasons;
      expect([path, readings[0]?.statistics.packets]).toEqual([path, counted.get(corpusPath(path))]);
      expect([path, problems]).toEqual([path, remarked[path] ?? []]);
    }
  });
});

function packetCounts(paths: readonly string[]): Map<string, number> {
  const stdout = outputOf('capinfos', ['-T', '-m', '-Q', '-c', '-M', ...paths]);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((field) => field.replaceAll('"', '')));
  return new Map(rows.map(([path = '', count = '']) => [path, Number(count)]));
}
