import { readdirSync, readFileSync } from 'node:fs';
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
      const problems = readings.flatMap((reading) => reading.problems.map(({ reason }) => reason));
      expect([path, readings[0]?.statistics.packets]).toEqual([path, counted.get(corpusPath(path))]);
      expect([path, problems]).toEqual([path, remarked[path] ?? []]);
    }
  });
});

/**
 * Flows whose client or port the table sees differently, each looked at by hand. The table goes by the smaller port
 * where it knows none; PROFINET endpoints answer from ports of their own, which only its decoder can tell.
 */
const reviewedFlows: ReadonlySet<string> = new Set([
  '127.0.0.1 127.0.0.1 udp 62228',
  '192.168.1.3 192.168.1.2 udp 49152',
  '192.168.0.17 192.168.0.126 udp 1952',
  '10.9.0.117 10.9.0.110 udp 49152',
  '192.168.2.1 192.168.2.20 udp 26991',
  '172.16.240.26 172.16.240.66 udp 49152',
  '192.168.1.12 192.168.1.13 udp 1208',
  '192.168.0.50 192.168.0.2 udp 49216',
  '192.168.1.20 192.168.1.11 udp 49154',
  // An answer to DHCP clients: who sends to all is the one that asks.
  '255.255.255.255 192.168.10.105 udp 67',
  // Answers to a list of identities that was asked of everybody.
  '192.168.10.105 192.168.10.120 udp 44818',
  // The request is the one to the server; the table has an answer's port.
  '172.16.0.122 172.16.0.101 udp 111',
]);

describeCorpus('flow tables', [], () => {
  const tables = [
    'bacnet/icsnpp-bacnet__bacnet_example.pcap',
    'dnp3/icsnpp-dnp3__dnp3_example.pcap',
    'modbus/icsnpp-modbus__modbus_example.pcap',
    'opcua/icsnpp-opcua-binary__open62541_client-server_mainloop.pcap',
    'profinet/icsnpp-profinet-io-cm__profinet_io_cm.pcap',
    'iec104/iti__090813_diverse.pcap',
    'enip/iti__EIP-IPAddressChangeAttempt.pcap',
    'iec61850/iti__Sample_File_MMS_and_GOOSE.pcap',
    's7comm/iti__wincc_s400_production.pcapng',
    'modbus/zeek__modbusBig.pcap',
  ];

  test.each(tables)('every TCP and UDP flow of %s is a conversation', async (path) => {
    const { conversations } = await readPaths([corpusPath(path)]);
    const ours = new Set(
      conversations.map(({ source, destination, transport, port }) => `${source} ${destination} ${transport} ${port}`),
    );
    const table = readFileSync(corpusPath(`truth/flows/${path.split('/')[1]}.flows.csv`), 'utf8');
    const theirs = table
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',').slice(0, 4).join(' '))
      .filter((flow) => / (tcp|udp) /.test(flow));
    expect(theirs.length).toBeGreaterThan(0);
    expect(theirs.filter((flow) => !ours.has(flow) && !reviewedFlows.has(flow))).toEqual([]);
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
