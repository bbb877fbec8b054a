import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { type BaselineRow, baselineRows } from '../../support/zeek-baseline.ts';
import { compareTallies, type SeenOperation, tallyRead, tallySeen } from './operation-tally.ts';

const captures = [
  'opcua/icsnpp-opcua-binary__open62541_client-server_mainloop.pcap',
  'opcua/icsnpp-opcua-binary__open62541_client-server_mainloop-not-localhost-non-standard-port.pcap',
];

/** Services whose nodes icsnpp-opcua-binary logs: the log, and what its columns begin with. */
const nodeLogs: Readonly<Record<string, readonly [path: string, prefix: string]>> = {
  '527': ['opcua_binary_browse_description', 'browse_description'],
  '631': ['opcua_binary_read_nodes_to_read', 'node_id'],
  '673': ['opcua_binary_write', 'node_id'],
  '751': ['opcua_binary_create_monitored_items_create_item', 'item_to_monitor_node_id'],
};

describeCorpus('OPC UA against Zeek', [], () => {
  test.each(captures)('icsnpp-opcua-binary logs the same services and nodes of %s', async (capture) => {
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const folder = capture.replace('opcua/', '');
    const services = baselineRows(folder, 'opcua_binary').flatMap(serviceOf);
    const nodes = Object.entries(nodeLogs).flatMap(([code, [path, prefix]]) =>
      baselineRows(folder, path)
        .filter((row) => row['is_orig'] === 'T')
        .map((row) => nodeOf(row, code, prefix)),
    );
    const ours = tallyRead(conversations, 'opc-ua', (seen, { operation }) => {
      // A call is counted for each of its two classes; Zeek logs the nodes of some services only.
      if (seen.code === '712' && operation?.class === 'program') return null;
      return seen.code in nodeLogs ? seen : { ...seen, unit: null, first: null, count: null };
    });
    const theirs = tallySeen([...services, ...nodes]);
    expect(services.length + nodes.length).toBeGreaterThan(30);
    const about = { capture, protocol: 'opc-ua', oracle: 'zeek', packets: readings[0]?.statistics.packets ?? 0 };
    expect(compareTallies(about, ours, theirs)).toEqual({});
  });
});

function serviceOf(row: BaselineRow): SeenOperation[] {
  const ends = { source: row['id.orig_h'] ?? '', destination: row['id.resp_h'] ?? '' };
  if (row['msg_type'] === 'HEL') return [{ ...ends, code: 'hel' }];
  const code = row['req_identifier'];
  return row['msg_type'] === 'ACK' || code === undefined || code in nodeLogs ? [] : [{ ...ends, code }];
}

function nodeOf(row: BaselineRow, code: string, prefix: string): SeenOperation {
  const number = row[`${prefix}_numeric`];
  return {
    source: row['source_h'] ?? '',
    destination: row['destination_h'] ?? '',
    code,
    unit: Number(row[`${prefix}_namespace_idx`] ?? 0),
    first: number === undefined ? null : Number(number),
    count: number === undefined ? null : 1,
  };
}
