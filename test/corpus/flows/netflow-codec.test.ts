import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addressText } from '../../../src/flows/capture/addresses.ts';
import { createDatagramReader } from '../../../src/flows/netflow/datagram-reader.ts';
import { createFlowRecord, type FlowRecord } from '../../../src/flows/netflow/flow-record.ts';
import { createTally } from '../../../src/flows/tally.ts';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { type CodecExpectation, readCodecExpectations } from '../../support/logstash-netflow.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { codecDifferences } from './netflow-differences.ts';

/** Records as they are decoded; null for one that describes the exporter. */
function decode(files: readonly string[]): (FlowRecord | null)[] {
  const found: (FlowRecord | null)[] = [];
  const record = createFlowRecord();
  const account = {
    record,
    add() {
      found.push({ ...record, source: record.source.slice(), destination: record.destination.slice() });
    },
    report() {},
    settle() {},
  };
  const tally = createTally('corpus', 10);
  const skip = tally.skip.bind(tally);
  tally.skip = (reason) => {
    if (reason === 'options') found.push(null);
    skip(reason);
  };
  const reader = createDatagramReader(tally, account, 'datagram');
  for (const [index, file] of files.entries()) {
    const bytes = readFileSync(corpusPath(`netflow/vendors-logstash/${file}`));
    reader.read({ host: 0, session: 0 }, bytes, 0, bytes.length, index + 1);
  }
  reader.finish();
  return found;
}

const iso = (micros: number): string => new Date(Math.floor(micros / 1000)).toISOString();

/** By the names of the codec: what we make of a field. */
const readings: Readonly<Record<string, (record: FlowRecord) => unknown>> = {
  ipv4_src_addr: source,
  ipv6_src_addr: source,
  sourceIPv4Address: source,
  sourceIPv6Address: source,
  ipv4_dst_addr: destination,
  ipv6_dst_addr: destination,
  destinationIPv4Address: destination,
  destinationIPv6Address: destination,
  l4_src_port: ({ sourcePort }) => sourcePort,
  sourceTransportPort: ({ sourcePort }) => sourcePort,
  l4_dst_port: ({ destinationPort }) => destinationPort,
  destinationTransportPort: ({ destinationPort }) => destinationPort,
  protocol: ({ protocol }) => protocol,
  protocolIdentifier: ({ protocol }) => protocol,
  tcp_flags: ({ flags }) => flags,
  tcpControlBits: ({ flags }) => flags,
  in_pkts: ({ packets }) => packets,
  packetDeltaCount: ({ packets }) => packets,
  src_vlan: ({ vlan }) => vlan,
  vlanId: ({ vlan }) => vlan,
  first_switched: ({ firstMicros }) => iso(firstMicros),
  last_switched: ({ lastMicros }) => iso(lastMicros),
  flowStartMilliseconds: ({ firstMicros }) => iso(firstMicros),
  flowEndMilliseconds: ({ lastMicros }) => iso(lastMicros),
  flowStartMicroseconds: ({ firstMicros }) => iso(firstMicros),
  flowEndMicroseconds: ({ lastMicros }) => iso(lastMicros),
  flowStartSeconds: ({ firstMicros }) => iso(firstMicros),
  flowEndSeconds: ({ lastMicros }) => iso(lastMicros),
  icmp_type: ({ icmpType }) => icmpType,
};

function source(record: FlowRecord): string {
  return addressText(record.family, record.source);
}

function destination(record: FlowRecord): string {
  return addressText(record.family, record.destination);
}

/** Where ours and theirs differ: [ours, theirs]. */
function differencesIn({ records }: CodecExpectation, found: readonly (FlowRecord | null)[]) {
  const differences: Record<string, readonly [unknown, unknown]> = {};
  let compared = 0;
  for (const [index, fields] of records) {
    const record = found[index];
    if (record === null || record === undefined) continue;
    for (const [field, theirs] of Object.entries(fields)) {
      const ours = readings[field]?.(record);
      if (ours === undefined) continue;
      compared++;
      if (ours !== theirs) differences[`${index} ${field}`] = [ours, theirs];
    }
  }
  return { compared, differences };
}

describeCorpus('datagrams of real exporters', [], () => {
  test.each(readCodecExpectations().map((each) => [each.name, each] as const))(
    'say what Logstash makes of them, but for its mistakes: %s',
    (name, expectation) => {
      const found = decode(expectation.files);
      if (expectation.size !== null) expect(found.length).toBe(expectation.size);
      expect(differencesIn(expectation, found).differences).toEqual(codecDifferences[name] ?? {});
    },
  );

  test('are compared in many fields', () => {
    const expectations = readCodecExpectations();
    const compared = expectations.map((each) => differencesIn(each, decode(each.files)).compared);
    expect(expectations.length).toBe(18);
    expect(compared.reduce((sum, count) => sum + count)).toBeGreaterThan(160);
  });

  test('give the same records when their templates come late', () => {
    const [templates, data] = ['ipfix_test_netscaler_tpl.dat', 'ipfix_test_netscaler_data.dat'];
    const byEnds = (records: readonly (FlowRecord | null)[]): unknown[] => records.map((record) => record?.firstMicros);
    const inOrder = decode([templates, data]);
    expect(inOrder.length).toBe(3);
    expect(byEnds(decode([data, templates])).sort()).toEqual(byEnds(inOrder).sort());
  });

  test('are all read as files', async () => {
    const folder = corpusPath('netflow/vendors-logstash');
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.dat'))) {
      const { readings } = await readPaths([`${folder}/${file}`]);
      const [{ format = '', statistics } = {}] = readings;
      // The count of one is `d91e`, so that nothing tells it from other files.
      if (file === 'netflow5_test_invalid01.dat') expect(format).toBe('unknown');
      else expect([file, format]).toEqual([file, expect.stringMatching(/^netflow (v5|v9|ipfix)$/)]);
      const known = ['no-template', 'options', 'no-addresses', 'unknown-format'];
      expect(Object.keys(statistics?.skipped ?? {}).filter((reason) => !known.includes(reason))).toEqual([]);
    }
  });
});
