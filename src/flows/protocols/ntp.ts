/** NTP (RFC 5905 7.3) and its control messages (RFC 9327): who asks for the time, and who sets it unasked. */
import { absent } from '../observation-sink.ts';
import type { Decoder, Recognition } from './decoder.ts';
import type { KnownOperation } from './operation-index.ts';

const serverMode = 4;
const controlMode = 6;
const privateMode = 7;
const modes = 8;
const packetBytes = 48;
const controlBytes = 12;

export const ntpDecoder: Decoder = {
  protocol: 'ntp',
  transports: ['udp'],
  trusted: 'own-ports',
  probe(bytes, start, end): Recognition {
    const first = bytes[start] ?? 0;
    const version = (first >>> 3) & 7;
    const mode = first & 7;
    if (version < 1 || version > 4 || mode === 0) return 'no';
    if (mode < controlMode) return end - start < packetBytes ? 'no' : mode === serverMode ? 'server' : 'client';
    if (end - start < (mode === controlMode ? controlBytes : 4)) return 'no';
    return isAnswer(bytes, start) ? 'server' : 'client';
  },
  prepare(lookup) {
    const operations: readonly (readonly KnownOperation[])[] = Array.from({ length: modes }, (_, mode) =>
      lookup(String(mode)),
    );
    return (output) => {
      const waiting: number[] = [];
      const read = (bytes: Uint8Array, start: number, end: number): number => {
        const mode = (bytes[start] ?? 0) & 7;
        if (mode === serverMode || (mode >= controlMode && isAnswer(bytes, start))) {
          const slot = waiting.shift();
          if (slot !== undefined) output.answered(slot);
          else if (mode === serverMode) count(3);
          else count(mode);
          return end;
        }
        count(mode);
        if (waiting.length > modes) waiting.shift();
        return end;
      };
      const count = (mode: number): void => {
        for (const { operation, table } of operations[mode] ?? []) {
          const slot = output.operation(operation, absent, table, absent, absent, 0);
          if (mode === 3 || mode >= controlMode) waiting.push(slot);
        }
      };
      return { client: read, server: read, lost: () => {} };
    };
  },
};

/** The response bit of a control message, or of a private one. */
function isAnswer(bytes: Uint8Array, start: number): boolean {
  return ((bytes[start] ?? 0) & 7) === privateMode
    ? (bytes[start] ?? 0) >= 0x80
    : ((bytes[start + 1] ?? 0) & 0x80) !== 0;
}
