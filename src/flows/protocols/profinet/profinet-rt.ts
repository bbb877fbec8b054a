/**
 * PROFINET RT (IEC 61158-6-10): cyclic data, alarms and clock synchronisation on EtherType 0x8892 or in UDP, told by the
 * frame id in front. DCP has the ids from 0xfefc on and a decoder of its own.
 */
import { read16 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { Decoder, Recognition } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';

const firstAlarm = 0xfc01;
const lastAlarm = 0xfe01;

/** Frame ids of clock synchronisation, cyclic data, alarms and fragments; the others are reserved or DCP. */
function isRtFrameId(frameId: number): boolean {
  if (frameId === firstAlarm || frameId === lastAlarm) return true;
  if (frameId >= 0x0100 && frameId <= 0xfbff) return true;
  return (frameId >= 0xff00 && frameId <= 0xff8f) || [0x20, 0x21, 0x80, 0x81].includes(frameId);
}

export const profinetRtDecoder: Decoder = {
  protocol: 'profinet-rt',
  transports: ['ethernet', 'udp'],
  trusted: 'own-ports',
  probe(bytes, start, end): Recognition {
    if (end - start < 2) return 'no';
    const frameId = read16(bytes, start);
    if (!isRtFrameId(frameId)) return 'no';
    // An alarm comes from a device; in cyclic data both sides send.
    return frameId === firstAlarm || frameId === lastAlarm ? 'server' : 'either';
  },
  prepare(lookup) {
    const known: (readonly KnownOperation[] | undefined)[] = [];
    const operationsOf = (frameId: number): readonly KnownOperation[] => {
      const found = known[frameId] ?? lookup(`0x${frameId.toString(16).padStart(4, '0')}`);
      known[frameId] = found;
      return found;
    };
    return (output) => {
      const read = (bytes: Uint8Array, start: number, end: number): number => {
        if (end - start < 2) return start;
        for (const { operation, table } of operationsOf(read16(bytes, start)))
          output.operation(operation, absent, table, absent, absent, 0);
        return end;
      };
      return { client: read, server: read, lost: () => {} };
    };
  },
};
