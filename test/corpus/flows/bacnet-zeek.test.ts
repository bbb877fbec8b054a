import { expect, test } from 'vitest';
import type { Conversation } from '../../../src/model/conversation.ts';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { type BaselineRow, baselineRows } from '../../support/zeek-baseline.ts';
import { compareTallies, type SeenOperation, tallyRead, tallySeen } from './operation-tally.ts';

const isRequest = (row: BaselineRow) => row['pdu_type']?.endsWith('_REQUEST') === true;

describeCorpus('BACnet against Zeek', [], () => {
  test('icsnpp-bacnet logs the same requests, objects and refusals', async () => {
    const capture = 'bacnet/icsnpp-bacnet__bacnet_example.pcap';
    const folder = 'icsnpp-bacnet__bacnet_example.pcap';
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const rows = baselineRows(folder, 'bacnet');
    // Found devices answer in conversations of their own; what is read has a log with its objects.
    const others = rows.filter((row) => isRequest(row) && !/^(?:i_am|read_property)$/.test(row['pdu_service'] ?? ''));
    const properties = baselineRows(folder, 'bacnet_property').filter(
      (row) => row['pdu_service'] === 'read-property-request',
    );
    const theirs = tallySeen([...others.map(serviceOf), ...properties.map(propertyOf)]);
    const ours = tallyRead(conversations, 'bacnet', (seen, { operation }) => ({
      ...seen,
      code: operation?.name ?? '',
    }));
    const about = { capture, protocol: 'bacnet', oracle: 'zeek', packets: readings[0]?.statistics.packets ?? 0 };
    expect(compareTallies(about, ours, theirs)).toEqual({});
    const errors = rows.filter((row) => row['pdu_type'] === 'ERROR_PDU').length;
    expect(conversations.reduce((sum, each) => sum + each.refused, 0)).toBe(errors);
  });

  test('icsnpp-bacnet knows the same services', async () => {
    const name = 'icsnpp-bacnet__bacnet_error_reject_abort.pcap';
    const { conversations } = await readPaths([corpusPath(`bacnet/${name}`)]);
    const services = baselineRows(name, 'bacnet').filter(isRequest);
    const theirs = new Set(services.map((row) => row['pdu_service']));
    expect(new Set(conversations.flatMap(nameOf))).toEqual(theirs);
  });
});

/** What is told by an answer alone is no request that Zeek logs. */
function nameOf({ operation, missing }: Conversation): string[] {
  return operation?.name == null || (missing.length > 0 && operation.class !== 'report') ? [] : [operation.name];
}

function endsOf(row: BaselineRow): { source: string; destination: string } {
  return { source: row['source_h'] ?? '', destination: row['destination_h'] ?? '' };
}

function serviceOf(row: BaselineRow): SeenOperation {
  return { ...endsOf(row), code: row['pdu_service'] ?? '' };
}

function propertyOf(row: BaselineRow): SeenOperation {
  const table = row['object_type'] ?? null;
  return { ...endsOf(row), code: 'read_property', table, first: Number(row['instance_number']), count: 1 };
}
