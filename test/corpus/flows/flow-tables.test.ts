import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { type FrameEnds, readEnds } from '../../support/frame-ends.ts';

const captures = [
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
  'plant1/plant1_merged.pcap',
];

/** The only packets of this row are quoted in ICMP errors; nobody sent them here. */
const quotedOnly = '172.16.0.122 172.16.0.101 udp 111 3 0';

/** Endpoints that answer from ports of their own: the table books a packet between two such ports in one row only. */
const hasDynamicPorts = 'profinet/icsnpp-profinet-io-cm__profinet_io_cm.pcap';

interface Flow {
  readonly text: string;
  readonly transport: string;
  readonly client: string;
  readonly server: string;
  readonly there: number;
  readonly back: number;
}

/** The TCP and UDP rows of a flow table. */
function flowsOf(capture: string): Flow[] {
  const name = capture === 'plant1/plant1_merged.pcap' ? 'plant1_merged' : capture.split('/')[1];
  const table = readFileSync(corpusPath(`truth/flows/${name}.flows.csv`), 'utf8');
  const rows = table.trim().split('\n').slice(1);
  return rows
    .map((row) => {
      const [client = '', server = '', transport = '', port = '', there = '', back = ''] = row.split(',');
      const text = [client, server, transport, port, there, back].join(' ');
      const end = server.includes(':') ? `[${server}]:${port}` : `${server}:${port}`;
      return { text, transport, client: hostOf(client), server: end, there: Number(there), back: Number(back) };
    })
    .filter(({ transport, text }) => /^(tcp|udp)$/.test(transport) && text !== quotedOnly);
}

function hostOf(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** How many frames go to each server port from each host, and back. */
function countFrames(frames: readonly FrameEnds[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [transport = '', source = '', destination = ''] of frames.map((frame) => frame.split(' '))) {
    for (const key of [
      `${transport} ${withoutPort(source)} to ${destination}`,
      `${transport} ${source} to ${withoutPort(destination)}`,
    ])
      counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function withoutPort(end: string): string {
  return end.slice(0, end.lastIndexOf(':'));
}

describeCorpus('flow tables', [], () => {
  test.each(captures)('every TCP and UDP flow of %s has as many packets each way', async (capture) => {
    const { frames } = await readEnds(corpusPath(capture));
    const counts = countFrames(frames);
    const flows = flowsOf(capture);
    expect(flows.length).toBeGreaterThan(0);
    const differing = flows.filter(({ transport, client, server, there, back }) => {
      const ours = counts.get(`${transport} ${client} to ${server}`) ?? 0;
      const answers = counts.get(`${transport} ${server} to ${client}`) ?? 0;
      return ours !== there || (capture === hasDynamicPorts ? answers < back : answers !== back);
    });
    expect(differing.map(({ text }) => text)).toEqual([]);
    const booked = flows.reduce((sum, { there, back }) => sum + there + back, 0);
    expect(frames.filter((frame) => /^(tcp|udp) /.test(frame))).toHaveLength(booked);
  });
});
