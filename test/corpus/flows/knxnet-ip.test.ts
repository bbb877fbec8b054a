import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { dissect, endsOf, nodesOf } from '../../support/pdml.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { compareTallies, type SeenOperation, tallyRead, tallySeen } from './operation-tally.ts';

const capture = 'misc-ndpi/ndpi__knxip.pcapng';
const featureResponse = 0x0423;

describeCorpus('KNXnet/IP against Wireshark', ['tshark'], () => {
  test('services are counted, but for the answer to a feature that nobody asked for in the capture', async () => {
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const seen = dissect(corpusPath(capture), 'kip', ['kip']).flatMap((packet): SeenOperation[] => {
      const { source, destination } = endsOf(packet);
      const services = nodesOf({ children: packet.layers }, 'knxip.service').map(({ show }) => Number(show));
      const own = services.filter((service) => service !== featureResponse);
      return own.map((service) => ({
        // The third frame comes from the server, at port 3671.
        source: service === 0x0425 ? destination : source,
        destination: service === 0x0425 ? source : destination,
        code: `0x${service.toString(16).padStart(4, '0')}`,
      }));
    });
    const packets = readings[0]?.statistics.packets ?? 0;
    const about = { capture, protocol: 'knxnet-ip', oracle: 'tshark', packets };
    expect(seen).toHaveLength(3);
    expect(compareTallies(about, tallyRead(conversations, 'knxnet-ip'), tallySeen(seen))).toEqual({});
    const hidden = conversations.filter(({ protocol, operation }) => protocol === 'knxnet-ip' && operation === null);
    expect(hidden.map(({ count }) => count)).toEqual([1]);
  });
});
