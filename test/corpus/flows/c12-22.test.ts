import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { dissect, endsOf, nodesOf } from '../../support/pdml.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { identityOfPath } from '../../support/read-identity.ts';
import { baselineRows } from '../../support/zeek-baseline.ts';
import { compareTallies, type SeenOperation, tallyRead, tallySeen } from './operation-tally.ts';

/** With the code of each request as Zeek names it; the encrypted ones have none. */
const captures: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'icsnpp-c1222__c1222_ident_service_tcp.pcap': { 'REQ:Ident': '0x20' },
  'icsnpp-c1222__c1222_logon_service_tcp.pcap': { 'REQ:Logon': '0x50' },
  'icsnpp-c1222__c1222_rw_service_tcp.pcap': { 'REQ:Partial Read 1': '0x31' },
  'icsnpp-c1222__c1222_std_example8.pcap': {},
  'icsnpp-c1222__c1222overIPv4.cap': {},
};

const responseCode = 0x20;

describeCorpus('C12.22 against Zeek and Wireshark', ['tshark'], () => {
  test.each(Object.entries(captures))('%s: requests and what hides them', async (capture, codes) => {
    const path = `c1222/${capture}`;
    const { conversations, readings } = await readPaths([corpusPath(path)]);
    const rows = baselineRows(capture, 'c1222').filter(({ services = '' }) => services.startsWith('REQ:'));
    const packets = readings[0]?.statistics.packets ?? 0;
    const theirs = tallySeen(
      rows.map((row) => ({
        source: row['id.orig_h'] ?? '',
        destination: row['id.resp_h'] ?? '',
        code: codes[row['services'] ?? ''] ?? '',
      })),
    );
    const ours = tallyRead(conversations, 'c12-22', ({ source, destination, code }) => ({ source, destination, code }));
    expect(compareTallies({ capture: path, protocol: 'c12-22', oracle: 'zeek', packets }, ours, theirs)).toEqual({});
    expect(
      compareTallies({ capture: path, protocol: 'c12-22', oracle: 'tshark', packets }, ours, dissected(path)),
    ).toEqual({});
    // A request and its answer are encrypted in two captures: one request that is not seen.
    const hidden = conversations.filter(({ protocol, operation }) => protocol === 'c12-22' && operation === null);
    const encrypted = baselineRows(capture, 'c1222').filter((row) => row['is_encrypted_epsem'] === 'T').length;
    expect(hidden.reduce((sum, { count }) => sum + count, 0)).toBe(encrypted / 2);
  });

  test('the table that is read', async () => {
    const capture = 'icsnpp-c1222__c1222_rw_service_tcp.pcap';
    const { conversations } = await readPaths([corpusPath(`c1222/${capture}`)]);
    const [row] = baselineRows(capture, 'c1222_read_write_service');
    expect(conversations.map(({ object }) => object?.first)).toEqual([Number(row?.['table_id'])]);
  });

  test('the class of the device, and no name of a user', async () => {
    const capture = 'icsnpp-c1222__c1222_ident_service_tcp.pcap';
    const row = baselineRows(capture, 'c1222_identification_service').find(({ req_resp }) => req_resp === 'Resp');
    const facts = await identityOfPath(corpusPath(`c1222/${capture}`), 'c12-22');
    expect(facts).toContain(`192.168.1.101 device-type ${row?.['device_class']}`);
    expect(facts).toContain('192.168.1.101 device-id 1.3.6.1.4.1.33507.1919.12345678.0');
    const logon = await identityOfPath(corpusPath('c1222/icsnpp-c1222__c1222_logon_service_tcp.pcap'), 'c12-22');
    expect(logon.join()).not.toContain('helloworld');
  });
});

/** The requests in clear text as the dissector reads them. */
function dissected(path: string) {
  const packets = dissect(corpusPath(path), 'c1222', ['c1222']);
  return tallySeen(
    packets.flatMap((packet): SeenOperation[] =>
      nodesOf({ children: packet.layers }, 'c1222.cmd')
        .map(({ show }) => Number(show))
        .filter((code) => code >= responseCode)
        .map((code) => ({ ...endsOf(packet), code: `0x${code.toString(16)}` })),
    ),
  );
}
