/** Beckhoff ADS and C37.118 against Wireshark, and the greeting of Niagara Fox. */
import { expect, test } from 'vitest';
import { corpusPath, describeCorpus, outputOf } from '../../support/corpus.ts';
import { factLines, readPaths } from '../../support/read-conversations.ts';
import { compareTallies, type SeenOperation, tallyRead, tallySeen } from './operation-tally.ts';

/** What Wireshark shows of each frame: its addresses, then the fields. */
function dissect(path: string, filter: string, fields: readonly string[]): readonly (readonly string[][])[] {
  const columns = ['ip.src', 'ip.dst', ...fields].flatMap((field) => ['-e', field]);
  const output = outputOf('tshark', ['-n', '-r', path, '-Y', filter, '-T', 'fields', '-E', 'aggregator=,', ...columns]);
  const lines = output.split('\n').filter((line) => line !== '');
  return lines.map((line) => line.split('\t').map((text) => (text === '' ? [] : text.split(','))));
}

async function compare(
  capture: string,
  protocol: string,
  theirs: (path: string) => readonly SeenOperation[],
  see: (operation: SeenOperation) => SeenOperation | null,
): Promise<void> {
  const path = corpusPath(capture);
  const { conversations, readings } = await readPaths([path]);
  const seen = tallySeen(theirs(path));
  expect(seen.size).toBeGreaterThan(0);
  const about = { capture, protocol, oracle: 'tshark', packets: readings[0]?.statistics.packets ?? 0 };
  expect(compareTallies(about, tallyRead(conversations, protocol, see), seen)).toEqual({});
}

describeCorpus('ADS, C37.118 and Fox', ['tshark'], () => {
  test.each([
    'ads/iti__beckoffiplink.pcapng',
    'ads/iti__beckoffiplinktc.pcapng',
    'misc-ndpi/ndpi__beckhoff_ads.pcapng',
  ])('counts every ADS request of %s, by port and index offset', async (capture) => {
    await compare(
      capture,
      'beckhoff-ads',
      (path) =>
        dissect(path, 'ams && ams.state_response == 0', ['ams.cmdid', 'ams.targetport', 'ams.ads_indexoffset']).flatMap(
          ([[source = ''] = [], [destination = ''] = [], commands = [], ports = [], offsets = []]) => {
            const left = [...offsets];
            return commands.flatMap((each, index) => {
              const code = Number(each);
              const first = [2, 3, 6, 9].includes(code) ? Number(left.shift()) : null;
              const seen = { source, destination, code: String(code), unit: Number(ports[index]), first };
              return code === 9 ? [seen, seen] : [seen];
            });
          },
        ),
      // Wireshark does not read the discovery in UDP.
      ({ source, destination, code, unit, first }) =>
        code.startsWith('d')
          ? null
          : { source, destination, code: code.split('/')[0] ?? '', unit: unit ?? null, first: first ?? null },
    );
  });

  test.each([
    'synchrophasor/icsnpp-synchrophasor__C37.118_1PMU_TCP.pcap',
    'synchrophasor/icsnpp-synchrophasor__C37.118_1PMU_UDP.pcap',
    'synchrophasor/icsnpp-synchrophasor__C37.118_2PMUsInSync_TCP.pcap',
    'misc-ndpi/ndpi__ieee_c37118.pcap',
  ])('counts every C37.118 frame of %s', async (capture) => {
    await compare(
      capture,
      'synchrophasor',
      (path) =>
        dissect(path, 'synphasor', ['synphasor.frtype', 'synphasor.command', 'synphasor.idcode_stream_source']).flatMap(
          ([[source = ''] = [], [destination = ''] = [], types = [], commands = [], units = []]) => {
            const left = [...commands];
            return types.map((each, index) => {
              const type = Number(each);
              const ends = type === 4 ? { source, destination } : { source: destination, destination: source };
              return {
                ...ends,
                code: type === 4 ? `4.${Number(left.shift())}` : String(type),
                unit: Number(units[index]),
              };
            });
          },
        ),
      ({ source, destination, code, unit }) => ({ source, destination, code, unit: unit ?? null }),
    );
  });

  test('the greeting of Fox tells who is there', async () => {
    const { conversations, devices } = await readPaths([corpusPath('fox/quickdraw__fox_info.pcap')]);
    expect(conversations.map(({ protocol, operation }) => [protocol, operation?.code])).toEqual([
      ['niagara-fox', 'fox/challenge'],
      ['niagara-fox', 'fox/hello'],
    ]);
    expect(factLines(devices)).toContain('106.68.88.119 name: Legion_HQ_V4');
  });
});
