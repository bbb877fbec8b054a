import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { corpusFolder, corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';

const isCapture = /\.(pcap|pcapng|cap)$/;

describeCorpus('captures of other projects', ['capinfos'], () => {
  test('are read to their end, with as many packets as Wireshark counts', async () => {
    const paths = readdirSync(corpusFolder, { recursive: true })
      .map(String)
      .filter((path) => isCapture.test(path) && !path.startsWith('truth'))
      .sort();
    expect(paths.length).toBeGreaterThan(100);
    const counted = packetCounts(paths.map(corpusPath));
    for (const path of paths) {
      const { readings } = await readPaths([corpusPath(path)]);
      const [reading] = readings;
      expect([path, reading?.statistics.packets]).toEqual([path, counted.get(corpusPath(path))]);
      expect([path, reading?.problems]).toEqual([path, []]);
    }
  });
});

describeCorpus('flow tables', [], () => {
  const tables = readdirSync(corpusPath('truth/flows')).filter((name) => name !== 'plant1_merged.flows.csv');

  test.each(tables)('every flow of %s is a conversation', async (table) => {
    const name = table.replace('.flows.csv', '');
    const found = readdirSync(corpusFolder, { recursive: true })
      .map(String)
      .find((path) => path.endsWith(`/${name}`));
    const { conversations } = await readPaths([corpusPath(found ?? name)]);
    const ours = new Set(
      conversations.map(({ source, destination, transport, port }) => `${source} ${destination} ${transport} ${port}`),
    );
    const theirs = readFileSync(corpusPath(`truth/flows/${table}`), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    const missing = theirs.map((row) => row.split(',').slice(0, 4).join(' ')).filter((flow) => !ours.has(flow));
    expect(missing).toEqual([]);
  });
});

function packetCounts(paths: readonly string[]): Map<string, number> {
  const output = execFileSync('capinfos', ['-T', '-m', '-Q', '-c', '-M', ...paths], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const rows = output
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map((field) => field.replaceAll('"', '')));
  return new Map(rows.map(([path = '', count = '']) => [path, Number(count)]));
}
