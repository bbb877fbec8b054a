import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { compareTallies, tallyRead, tallySeen } from './operation-tally.ts';
import { dissectEtherNetIp } from './tshark-cip.ts';

const captures = [
  'enip/icsnpp-enip__enip_cip_example.pcap',
  'enip/icsnpp-enip__multiple_service_packet_cip.pcapng',
  'enip/icsnpp-enip__set_attribute_single_service_cip.pcapng',
  'enip/iti__EIP-ChangeDateAttempt.pcap',
  'enip/iti__EIP-ChangeTimeAttempt.pcap',
  'enip/iti__EIP-IPAddressChangeAttempt.pcap',
  'enip/iti__EIP-LockPLCAttempt.pcap',
  'enip/iti__EIP-RebootorRestart.pcap',
  'enip/iti__cip-multiple-1.pcap',
  'enip/iti__cip-multiple-2.pcap',
  'enip/iti__cip_start_plc.pcap',
  'enip/iti__cip_unlock_cpu.pcap',
  'enip/iti__enip_test.pcap',
  'enip/ndpi__cip_io.pcap',
  'enip/ndpi__ethernetIP.pcap',
  'enip/sv__enip_test1.pcap',
  'plant1/ct__Plant1_EthernetIP.pcap',
];

describeCorpus('EtherNet/IP against Wireshark', ['tshark'], () => {
  test.each(captures)('counts every request of %s with service, class and instance', async (capture) => {
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const { requests, refused, answersAlone, cyclic } = dissectEtherNetIp(corpusPath(capture));
    const packets = readings[0]?.statistics.packets ?? 0;
    const about = { capture, protocol: 'ethernet-ip', oracle: 'tshark', packets };
    const theirs = tallySeen(requests);
    // What comes and goes in cycles is a read and a write while its direction is not known.
    const ours = tallyRead(conversations, 'ethernet-ip', (operation) => (operation.code === 'io' ? null : operation));
    expect(compareTallies(about, ours, theirs)).toEqual({});
    const own = conversations.filter(({ protocol }) => protocol === 'ethernet-ip');
    const sum = (counted: typeof own): number => counted.reduce((total, { count }) => total + count, 0);
    expect(sum(own.filter(({ operation }) => operation === null))).toBe(answersAlone);
    expect(sum(own.filter(({ operation }) => operation?.code === 'io' && operation.class === 'read'))).toBe(cyclic);
    const asked = own.filter(({ operation }) => operation?.code !== 'connect');
    expect(asked.reduce((total, each) => total + each.refused, 0)).toBe(refused);
    expect(requests.length + cyclic + answersAlone).toBeGreaterThan(0);
  });
});
