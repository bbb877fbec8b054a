import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { mmsDifferences, unreadableMms } from './mms-differences.ts';
import { compareTallies, type SeenOperation, tallyRead, tallyRefused, tallySeen } from './operation-tally.ts';
import { type DissectedRow, dissectRows } from './tshark-rows.ts';

const captures = [
  'iec61850/iti__Sample_File_MMS_and_GOOSE.pcap',
  'iec61850/iti__iec61850_get_name_list.pcap',
  'iec61850/iti__iec61850_read.pcap',
  'iec61850/iti__iec61850_write.pcap',
  'iec61850/iti__mms-initiateDownloadSequence.pcap',
  'iec61850/iti__mms-startRequest.pcap',
  'iec61850/iti__mms-stopRequest.pcap',
  'iec61850/ndpi__iso9506-1-mms.pcap',
];

const fields = [
  'ip.src',
  'ip.dst',
  'tcp.srcport',
  'tcp.stream',
  'mms.confirmedServiceRequest',
  'mms.confirmedServiceResponse',
  'mms.unconfirmedService',
  'mms.invokeID',
  'mms.initiate_RequestPDU_element',
  'mms.conclude_RequestPDU_element',
  'mms.confirmed_ErrorPDU_element',
  'mms.failure',
  'mms.listOfVariable_item_element',
] as const;

/** The presentation context of MMS, where the association that names it was not captured. */
const contextOption = 'uat:pres_context_list:"3","1.0.9506.2.1"';

interface Dissected {
  readonly operation: SeenOperation;
  isRefused: boolean;
}

describeCorpus('MMS requests against Wireshark', ['tshark'], () => {
  test.each(captures)('counts every request and report of %s', async (capture) => {
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const about = { capture, protocol: 'mms', oracle: 'tshark', packets: readings[0]?.statistics.packets ?? 0 };
    const dissected = dissectMms(corpusPath(capture));
    const ours = tallyRead(conversations, 'mms', (operation) => (operation.code === 'payload' ? null : operation));
    expect(dissected.length).toBeGreaterThan(2);
    expect(compareTallies(about, ours, tallySeen(dissected.map(({ operation }) => operation)))).toEqual(
      mmsDifferences[capture] ?? {},
    );
    const refused = dissected.filter(({ isRefused }) => isRefused);
    expect(tallyRefused(conversations, 'mms')).toEqual(tallySeen(refused.map(({ operation }) => operation)));
    const unreadable = conversations.filter((each) => each.protocol === 'mms' && each.operation?.code === 'payload');
    expect(unreadable.reduce((sum, { count }) => sum + count, 0)).toBe(unreadableMms[capture] ?? 0);
    // Requests that are known from their answers alone.
    expect(conversations.filter((each) => each.protocol === 'mms' && each.operation === null)).toEqual([]);
  });
});

/** Requests and reports in order, each with whether it was refused. In these captures no read or write has two variables. */
function dissectMms(path: string): Dissected[] {
  const dissected: Dissected[] = [];
  const open = new Map<string, Dissected>();
  for (const row of dissectRows(path, 'mms', fields, ['-o', contextOption])) {
    const isFromServer = row['tcp.srcport'][0] === '102';
    const key = `${row['tcp.stream'][0]} ${row['mms.invokeID'][0]}`;
    for (const code of codesOf(row)) {
      const [source = '', destination = ''] = [row['ip.src'][0], row['ip.dst'][0]];
      const ends = isFromServer ? { source: destination, destination: source } : { source, destination };
      const operation: Dissected = { operation: { ...ends, code }, isRefused: false };
      dissected.push(operation);
      if (row['mms.confirmedServiceRequest'].length > 0) open.set(key, operation);
    }
    const isRefusal = row['mms.confirmed_ErrorPDU_element'].length > 0 || row['mms.failure'].length > 0;
    const asked = open.get(key);
    if (isFromServer && isRefusal && asked !== undefined) asked.isRefused = true;
  }
  return dissected;
}

function codesOf(row: DissectedRow<(typeof fields)[number]>): string[] {
  expect(row['mms.listOfVariable_item_element'].length).toBeLessThan(2);
  return [
    ...row['mms.initiate_RequestPDU_element'].map(() => 'p8'),
    ...row['mms.conclude_RequestPDU_element'].map(() => 'p11'),
    ...row['mms.confirmedServiceRequest'],
    ...row['mms.unconfirmedService'].map((service) => `u${service}`),
  ];
}
