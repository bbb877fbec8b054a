import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { identityOfPath } from '../../support/read-identity.ts';

/** One expectation of Suricata's own tests: so many events with these fields. */
interface Check {
  readonly filter: { readonly count: number; readonly match: Readonly<Record<string, unknown>> };
}

const folder = 'truth/suricata-verify';

function checksOf(capture: string, name: string): readonly Check[] {
  const text = readFileSync(corpusPath(`${folder}/${capture}/${name}/test.yaml`), 'utf8');
  return (parse(text) as { checks: readonly Check[] }).checks;
}

function expectedCount(checks: readonly Check[], field: string, value: unknown): number {
  return checks.find(({ filter }) => filter.match[field] === value)?.filter.count ?? 0;
}

async function countOf(capture: string, code: string): Promise<number> {
  const { conversations } = await readPaths([corpusPath(`enip/${capture}`)]);
  const asked = conversations.filter(({ operation }) => operation?.code === code);
  return asked.reduce((sum, { count }) => sum + count, 0);
}

describeCorpus('EtherNet/IP against the tests of Suricata', [], () => {
  const capture = 'icsnpp-enip__enip_cip_example.pcap';

  test('each Multiple Service Packet asks the identity object', async () => {
    const checks = checksOf(capture, 'enip-frames');
    const packets = expectedCount(checks, 'enip.request.cip.service', 'Multiple Service Packet');
    expect(packets).toBe(41);
    // Rule 4 there: requests for attribute 5 of class 1.
    expect(expectedCount(checks, 'alert.signature_id', 4)).toBe(packets);
    expect(await countOf(capture, '0x01/0x03')).toBe(packets);
  });

  test('a list of identities is asked for once, and the device says the same', async () => {
    const checks = checksOf('sv__enip_test1.pcap', 'enip-log-identity');
    const check = checks.find(({ filter }) => filter.match['event_type'] === 'enip');
    expect(await countOf('sv__enip_test1.pcap', 'e0x63')).toBe(check?.filter.count);
    const facts = await identityOfPath(corpusPath('enip/sv__enip_test1.pcap'), 'ethernet-ip');
    const match = check?.filter.match ?? {};
    expect(facts).toContain(`172.25.23.2 vendor ${match['enip.response.identity.vendor_id']}`);
    expect(facts).toContain(`172.25.23.2 model ${match['enip.response.identity.product_name']}`);
    expect(facts).toContain(`172.25.23.2 firmware ${match['enip.response.identity.revision']}`);
  });
});
