/** Hand-made Genisys messages. */
import { bytesOf } from './frames.ts';
import { withSerialChecksum } from './modbus-messages.ts';

/** A message with its checksum, escaped. */
export function genisys(header: number, unit: number, pairs: readonly number[] = []): Uint8Array {
  const [, ...inside] = withSerialChecksum(bytesOf(header, unit, pairs));
  return bytesOf(
    header,
    inside.flatMap((byte) => (byte >= 0xf0 ? [0xf0, byte & 0x0f] : [byte])),
    0xf6,
  );
}

/** An acknowledgement, or a poll in common mode, without a checksum. */
export function plainGenisys(header: number, unit: number): Uint8Array {
  return bytesOf(header, unit >= 0xf0 ? [0xf0, unit & 0x0f] : unit, 0xf6);
}

/** Messages that a connection may begin with. */
export const genisysSamples = [
  { sender: 'client', bytes: genisys(0xfb, 1) },
  { sender: 'client', bytes: genisys(0xfc, 1, [3, 0xff]) },
  { sender: 'server', bytes: plainGenisys(0xf1, 1) },
  { sender: 'server', bytes: genisys(0xf2, 0xfa, [1, 2]) },
] as const;
