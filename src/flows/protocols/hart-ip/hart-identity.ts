/** What devices tell in HART answers: command 0 (TS20127 6.1), tag and descriptor (command 13), long tag (command 20). */
import { read16 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import { latin1Text } from '../shared/text.ts';
import type { HartFrame } from './hart-frame.ts';

const uniqueIdentifier = 0;
const tagAndDescriptor = 13;
const longTag = 20;
/** Response code and device status. */
const statusBytes = 2;

/** Passes on what the answer in `frame` says about its device. */
export function identifyDevice(bytes: Uint8Array, { command, start, end }: HartFrame, output: OperationOutput): void {
  const at = start + statusBytes;
  if (command === uniqueIdentifier && end - at >= 12) {
    output.identify(
      'server',
      absent,
      'device-type',
      `0x${read16(bytes, at + 1)
        .toString(16)
        .padStart(4, '0')}`,
    );
    output.identify('server', absent, 'firmware', String(bytes[at + 6]));
    const id = [...bytes.subarray(at + 9, at + 12)].map((octet) => octet.toString(16).padStart(2, '0')).join('');
    output.identify('server', absent, 'device-id', `0x${id}`);
  } else if (command === tagAndDescriptor && end - at >= 18) {
    output.identify('server', absent, 'name', packedText(bytes, at, at + 6));
    output.identify('server', absent, 'description', packedText(bytes, at + 6, at + 18));
  } else if (command === longTag && end - at >= 32) {
    output.identify('server', absent, 'name', latin1Text(bytes, at, at + 32));
  }
}

/** Packed ASCII: four characters of six bits in three octets; the sixth bit is the opposite of the fifth. */
function packedText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at + 2 < end; at += 3) {
    const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) {
      const six = (bits >>> shift) & 0x3f;
      text += String.fromCharCode(six < 0x20 ? six + 0x40 : six);
    }
  }
  return text;
}
