import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { shippedCatalogue } from '../../support/shipped-catalogue.ts';
import { baselineRows } from '../../support/zeek-baseline.ts';
import { dnp3Captures } from './dnp3-differences.ts';
import { compareTallies, type SeenOperation, tallyRead, tallySeen } from './operation-tally.ts';

/** Names that Zeek has for what the catalogue calls otherwise. */
const zeekNames: Readonly<Record<string, string>> = {
  STOP_APPL: 'stop_application',
  DELETE_FILE: 'delete_file',
  DELAY_MEASURE: 'delay_measurement',
};

describeCorpus('DNP3 against Zeek', [], () => {
  test('icsnpp-dnp3 logs the same commands and reads', async () => {
    const capture = 'dnp3/icsnpp-dnp3__dnp3_example.pcap';
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const about = { capture, protocol: 'dnp3', oracle: 'zeek', packets: readings[0]?.statistics.packets ?? 0 };
    const commands = baselineRows('icsnpp-dnp3__dnp3_example.pcap', 'dnp3_control')
      .filter((row) => row['is_orig'] === 'T')
      .map((row): SeenOperation => {
        const code = row['function_code'] === 'SELECT' ? '3' : '4';
        return { ...endsOf(row), code, table: 'control_relay', first: Number(row['index_number']), count: 1 };
      });
    const reads = baselineRows('icsnpp-dnp3__dnp3_example.pcap', 'dnp3_objects')
      .filter((row) => row['is_orig'] === 'T')
      .map((row): SeenOperation => ({ ...endsOf(row), code: '1', table: 'class_data' }));
    // Zeek does not log link addresses, nor in these logs what is sent unasked.
    const ours = tallyRead(conversations, 'dnp3', (seen) => (seen.code === '130' ? null : { ...seen, unit: null }));
    expect(commands.length + reads.length).toBeGreaterThan(300);
    expect(compareTallies(about, ours, tallySeen([...commands, ...reads]))).toEqual({});
  });

  // For the one with link frames Zeek's tests expect no dnp3.log.
  const logged = dnp3Captures.filter((path) => path.startsWith('dnp3/zeek__') && !path.includes('link_only'));

  test.each(logged)("Zeek's dnp3.log has the same functions as %s", async (capture) => {
    const { conversations } = await readPaths([corpusPath(capture)]);
    const rows = baselineRows(capture.replace('dnp3/', ''), 'dnp3');
    const theirs = rows.flatMap((row) => {
      const ends = `${row['id.orig_h']} ${row['id.resp_h']}`;
      const isReport = row['fc_reply'] === 'UNSOLICITED_RESPONSE';
      const request = row['fc_request'];
      // Zeek takes a confirmation for a request only when nothing else is open.
      const asked =
        request === undefined || request === 'CONFIRM'
          ? []
          : [`${ends} ${zeekNames[request] ?? request.toLowerCase()}`];
      return isReport ? [...asked, `${ends} unsolicited_response`] : asked;
    });
    const ours = conversations.flatMap(({ source, destination, operation }) =>
      operation === null || /^(?:0|payload|[ps]\d+)$/.test(operation.code)
        ? []
        : [`${source} ${destination} ${nameOf(operation.code)}`],
    );
    expect([...new Set(ours)].sort()).toEqual([...new Set(theirs)].sort());
  });
});

function endsOf(row: Readonly<Record<string, string>>): { source: string; destination: string } {
  return { source: row['source_h'] ?? '', destination: row['destination_h'] ?? '' };
}

/** The name of a function whatever its objects are. */
function nameOf(code: string): string | undefined {
  const plain = code.split('.')[0] ?? '';
  return shippedCatalogue.protocols.get('dnp3')?.operationsByCode.get(plain)?.[0]?.name;
}
