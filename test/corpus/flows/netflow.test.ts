import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ipProtocolNumber } from '../../../src/flows/netflow/ip-protocol-names.ts';
import type { Conversation } from '../../../src/model/conversation.ts';
import { shortLittle } from '../../support/capture-files.ts';
import { corpusPath, describeCorpus, outputOf } from '../../support/corpus.ts';
import { bytesOf } from '../../support/frames.ts';
import { extensionMap, flowElements, mapRecord, nfcapd, nfcapdOfLayout1 } from '../../support/nfcapd-files.ts';
import { readContent, readPaths } from '../../support/read-conversations.ts';
import { exporterDifferences } from './netflow-differences.ts';

/** Who asks whom, where, and how often. */
function lineOf({ source, destination, transport, port, count }: Conversation): string {
  return `${source} -> ${destination} ${transport}/${port} x${count}`;
}

async function linesOf(path: string): Promise<readonly string[]> {
  const { conversations } = await readPaths([corpusPath(path)]);
  return conversations.map(lineOf);
}

const plant = 'netflow/plant1';
const exports = ['softflowd-nf5', 'softflowd-nf9', 'softflowd-ipfix'].map((name) => `${plant}.${name}.lenprefix.bin`);
const files = [...exports, `${plant}.nfcapd`, `${plant}.nfdump.csv`, `${plant}.nfdump.json`];

describeCorpus('one plant in every form of flow records', [], () => {
  test('is the same conversations in all of them, and the connections of the capture', async () => {
    const rows = readFileSync(corpusPath('truth/flows/plant1_merged.flows.csv'), 'utf8').trim().split('\n').slice(1);
    const pairs = rows.map((row) => {
      const [client, server, transport, port] = row.split(',');
      return `${client} -> ${server} ${transport}/${port}`;
    });
    const expected = await linesOf(`${plant}.nfcapd`);
    expect(expected.map((line) => line.replace(/ x\d+$/, ''))).toEqual(pairs.sort());
    for (const file of files) expect([file, await linesOf(file)]).toEqual([file, expected]);
  });

  test.each(['nf5', 'nf9', 'ipfix'])('is the same in a capture of what the exporter sent (%s)', async (form) => {
    const ofFile = await linesOf(`${plant}.softflowd-${form}.lenprefix.bin`);
    const ofCapture = await linesOf(`${plant}.softflowd-${form}.pcap`);
    const port = form === 'ipfix' ? 4739 : 2055;
    expect(ofCapture).toEqual([...ofFile, `192.0.2.1 -> 192.0.2.2 udp/${port} x1`]);
  });

  test('begins at the same times, as far as the form says them', async () => {
    const firstsOf = async (file: string): Promise<readonly (number | string)[]> => {
      const { conversations } = await readPaths([corpusPath(file)]);
      return conversations.map(({ first, missing }) =>
        missing.includes('time') ? 'without a zone' : Math.floor(first / 1000),
      );
    };
    const expected = await firstsOf(`${plant}.nfcapd`);
    const nine = await firstsOf(`${plant}.softflowd-nf9.lenprefix.bin`);
    expect(nine).toEqual(await firstsOf(`${plant}.softflowd-ipfix.lenprefix.bin`));
    // softflowd and nfpcapd round differently.
    for (const [index, first] of nine.entries())
      expect(Math.abs(Number(first) - Number(expected[index]))).toBeLessThanOrEqual(1);
    // softflowd writes the clock of the day of the export into version 5, which has no room for the year 2012.
    const five = await firstsOf(`${plant}.softflowd-nf5.lenprefix.bin`);
    expect(five.every((first) => Number(first) > Date.UTC(2026, 0))).toBe(true);
    for (const file of [`${plant}.nfdump.csv`, `${plant}.nfdump.json`])
      expect(new Set(await firstsOf(file))).toEqual(new Set(['without a zone']));
  });
});

/** The two ends and the service, without the operations. */
const endsOf = ({ scope, source, destination, transport, port }: Conversation): string =>
  `${scope} ${source} -> ${destination} ${transport}/${port}`;

/** What only one of two readings has: in the capture, and in the flow records. */
async function differences(capture: string, flows: readonly string[]) {
  const captured = new Set((await readPaths([corpusPath(capture)])).conversations.map(endsOf));
  const reported = new Set((await readPaths(flows)).conversations.map(endsOf));
  return {
    equal: [...reported].filter((each) => captured.has(each)).length,
    // Exporters of flows see IP only.
    captured: [...captured].filter((each) => !reported.has(each) && !each.includes(' ethernet/')),
    reported: [...reported].filter((each) => !captured.has(each)),
  };
}

describeCorpus('a capture and its flow records', [], () => {
  test.each(['nf5', 'nf9', 'ipfix'])('have the same peers of BACnet, who all use one port (%s)', async (form) => {
    const flows = [corpusPath(`netflow/bacnet_example.softflowd-${form}.lenprefix.bin`)];
    const { equal, captured, reported } = await differences('bacnet/icsnpp-bacnet__bacnet_example.pcap', flows);
    // softflowd has one clock for both directions, so that only sizes say who asks: right in most cases. In the capture
    // BACnet says it itself, two devices may each ask the other, and who answers a search to everybody begins nothing.
    const toOne = reported.filter((line) => !line.includes('.255 '));
    const turned = toOne.map((line) => line.replace(/(\S+) -> (\S+)/, '$2 -> $1'));
    expect(turned.filter((line) => !captured.includes(line))).toEqual([]);
    expect(equal).toBeGreaterThan(30);
  });
});

describeCorpus('what nfdump makes', ['nfdump', 'nfpcapd'], () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'zonewright-nfdump-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['LZ4', '-y', true],
    ['LZO', '-z', true],
    ['BZ2', '-j', false],
  ])('packed with %s is read, or says what to do', async (_, option, isRead) => {
    const packed = join(folder, `packed${option}`);
    spawnSync('nfdump', ['-r', corpusPath(`${plant}.nfcapd`), '-w', packed, option]);
    const { conversations, readings } = await readPaths([packed]);
    if (isRead) expect(conversations.map(lineOf)).toEqual(await linesOf(`${plant}.nfcapd`));
    else expect(readings[0]?.problems[0]?.reason).toContain('nfdump -r FILE -w NEW -y');
  });

  test('of hand-made files is the same flows that we read in them', async () => {
    const wide = { source: '20010db8000000000000000000000001', destination: `fd${'00'.repeat(14)}02`, protocol: 17 };
    const vlan = bytesOf(new Uint8Array(8), shortLittle(12), shortLittle(13), new Uint8Array(16));
    const oldRecords = [
      extensionMap(0, [5, 13, 10]),
      mapRecord({}, { extensions: vlan }),
      extensionMap(1, []),
      mapRecord(wide, { map: 1, wide: true }),
    ];
    const newRecords = [flowElements({}), flowElements(wide), flowElements({ protocol: 1, destinationPort: 2048 })];
    for (const bytes of [
      nfcapdOfLayout1([{ content: bytesOf(...oldRecords) }]),
      nfcapd([{ content: bytesOf(...newRecords) }]),
    ]) {
      const file = join(folder, 'hand-made');
      writeFileSync(file, bytes);
      const ours = await readContent(bytes);
      expect(ours.conversations.length).toBeGreaterThan(1);
      for (const form of ['csv', 'json']) {
        const theirs = await readContent(outputOf('nfdump', ['-r', file, '-o', form]));
        expect(theirs.conversations.map((each) => [endsOf(each), each.count])).toEqual(
          ours.conversations.map((each) => [endsOf(each), each.count]),
        );
      }
    }
  });

  test('names every protocol as we know it', () => {
    const file = join(folder, 'protocols');
    const all = Array.from({ length: 256 }, (_, protocol) => flowElements({ protocol }));
    writeFileSync(file, nfcapd([{ content: bytesOf(...all) }]));
    const rows = outputOf('nfdump', ['-q', '-r', file, '-o', 'csv']).trim().split('\n');
    const numbers = rows.map((row) => ipProtocolNumber(row.split(',')[7] ?? ''));
    // nfdump writes `IDPR` for two of them.
    expect(numbers).toEqual(Array.from({ length: 256 }, (_, protocol) => (protocol === 38 ? 35 : protocol)));
  });

  test.each(Object.entries(exporterDifferences))(
    'of %s has the conversations of the capture',
    async (capture, expected) => {
      const flows = mkdtempSync(join(folder, 'flows-'));
      spawnSync('nfpcapd', ['-r', corpusPath(capture), '-l', flows, '-o', 'fat']);
      const { captured, reported, equal } = await differences(
        capture,
        readdirSync(flows).map((name) => join(flows, name)),
      );
      expect({ captured, reported }).toEqual({ captured: expected.captured, reported: expected.reported });
      expect(equal).toBeGreaterThanOrEqual(expected.equal);
    },
  );
});
