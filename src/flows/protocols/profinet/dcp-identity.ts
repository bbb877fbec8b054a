/** What a station tells of itself in DCP (IEC 61158-6-10 4.3.1.4): its name, type, vendor and device id, and address. */
import { formatIpv4 } from '../../../algebra/ip-address.ts';
import { read32 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { FactSubject, OperationOutput } from '../decoder.ts';
import { latin1Text } from '../shared/text.ts';
import { type DcpBlock, dcpHeaderBytes, readDcpBlock } from './dcp-blocks.ts';

const addressOption = 1;
const ipParameter = 2;
const deviceOption = 2;
const typeOfStation = 1;
const nameOfStation = 2;
const deviceId = 3;
const mostBlocks = 64;
/** In an answer each block begins with two octets about itself. */
const blockInfoBytes = 2;

const block: DcpBlock = { option: 0, suboption: 0, start: 0, end: 0, next: 0 };

/** Passes on what the blocks of a message say about its sender. */
export function identifyStation(
  bytes: Uint8Array,
  start: number,
  end: number,
  output: OperationOutput,
  subject: FactSubject,
): void {
  let at = start + dcpHeaderBytes;
  for (let blocks = 0; blocks < mostBlocks && readDcpBlock(bytes, at, end, block); blocks++) {
    const from = block.start + blockInfoBytes;
    at = block.next;
    if (from > block.end) continue;
    if (block.option === addressOption && block.suboption === ipParameter && block.end - from >= 4) {
      const address = read32(bytes, from);
      if (address !== 0) output.identify(subject, absent, 'ip-address', formatIpv4(address));
    }
    if (block.option !== deviceOption) continue;
    if (block.suboption === typeOfStation)
      output.identify(subject, absent, 'model', latin1Text(bytes, from, block.end));
    if (block.suboption === nameOfStation) output.identify(subject, absent, 'name', latin1Text(bytes, from, block.end));
    if (block.suboption === deviceId && block.end - from >= 4) {
      const text = read32(bytes, from).toString(16).padStart(8, '0');
      output.identify(subject, absent, 'device-id', `0x${text.slice(0, 4)}/0x${text.slice(4)}`);
    }
  }
}
