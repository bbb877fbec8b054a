/** IEC 61850 sampled values (IEC 61850-9-2): measurements that their publisher streams to a group, on 0x88ba. */
import { absent } from '../../observation-sink.ts';
import type { Decoder } from '../decoder.ts';
import { applicationId, isMarkedSimulated, isProcessBusFrame } from './process-bus.ts';

const sampledValuesPdu = 0x60;

export const sampledValuesDecoder: Decoder = {
  protocol: 'sampled-values',
  transports: ['ethernet'],
  trusted: 'own-ports',
  probe: (bytes, start, end) => (isProcessBusFrame(bytes, start, end, sampledValuesPdu) ? 'client' : 'no'),
  prepare(lookup) {
    const published = lookup('publish');
    const simulated = lookup('publish.simulation');
    return (output) => {
      const read = (bytes: Uint8Array, start: number, end: number): number => {
        if (!isProcessBusFrame(bytes, start, end, sampledValuesPdu)) return start;
        for (const { operation, table } of isMarkedSimulated(bytes, start) ? simulated : published)
          output.operation(operation, applicationId(bytes, start), table, absent, absent, 0);
        return end;
      };
      return { client: read, server: read, lost: () => {} };
    };
  },
};
