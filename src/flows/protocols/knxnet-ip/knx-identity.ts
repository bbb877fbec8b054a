/** What a KNXnet/IP server says in the answers to searches and to requests for its description. */

import { macText } from '../../capture/addresses.ts';
import { read16 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import { latin1Text } from '../shared/text.ts';

const deviceInformation = 0x01;
const deviceInformationBytes = 54;
const mostBlocks = 16;

/** Reads the description blocks in `bytes[at, end)`, each with its length and type. */
export function sayDescription(bytes: Uint8Array, at: number, end: number, output: OperationOutput): void {
  let from = at;
  for (let left = mostBlocks; left > 0 && from + 2 <= end; left--) {
    const length = bytes[from] ?? 0;
    if (length < 2 || from + length > end) return;
    if (bytes[from + 1] === deviceInformation && length >= deviceInformationBytes) sayDevice(bytes, from, output);
    from += length;
  }
}

/** Medium, status, individual address, project, serial number, group of routers, MAC address, friendly name. */
function sayDevice(bytes: Uint8Array, at: number, output: OperationOutput): void {
  const address = read16(bytes, at + 4);
  output.identify('server', absent, 'device-id', `${address >> 12}.${(address >> 8) & 15}.${address & 255}`);
  const serial = [...bytes.subarray(at + 8, at + 14)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  output.identify('server', absent, 'serial-number', serial);
  output.identify('server', absent, 'mac-address', macText(bytes, at + 18));
  output.identify('server', absent, 'name', latin1Text(bytes, at + 24, at + deviceInformationBytes));
}
