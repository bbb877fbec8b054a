/** Hand-made DNP3 (IEEE 1815-2012): link frames with their CRCs, transport segments, application fragments. */
import { bytesOf } from './frames.ts';

/** Control octets of link frames with unconfirmed user data. */
const fromMaster = 0xc4;
const fromOutstation = 0x44;

/** Addresses of the outstation and the master unless said otherwise. */
const outstation = 4;
const master = 3;

/** Low byte first, as everything in DNP3. */
export function littleWord(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff];
}

/** A link frame; `destination` and `source` are link addresses. */
export function linkFrame(
  control: number,
  destination: number,
  source: number,
  data: readonly number[] = [],
): Uint8Array {
  const header = [0x05, 0x64, data.length + 5, control, ...littleWord(destination), ...littleWord(source)];
  const blocks: number[] = [];
  for (let at = 0; at < data.length; at += 16) blocks.push(...withCrc(data.slice(at, at + 16)));
  return bytesOf(withCrc(header), blocks);
}

/** A request in one frame; `data` follows the function code. */
export function dnp3Request(
  functionCode: number,
  data: readonly number[] = [],
  options: { readonly unit?: number; readonly sequence?: number } = {},
): Uint8Array {
  const { unit = outstation, sequence = 1 } = options;
  return linkFrame(fromMaster, unit, master, [0xc0, 0xc0 | sequence, functionCode, ...data]);
}

/** An answer in one frame; `indications` are the second octet of the internal indications. */
export function dnp3Answer(
  functionCode: number,
  data: readonly number[] = [],
  options: { readonly unit?: number; readonly control?: number; readonly indications?: number } = {},
): Uint8Array {
  const { unit = outstation, control = 0xc1, indications = 0 } = options;
  return linkFrame(fromOutstation, master, unit, [0xc0, control, functionCode, 0, indications, ...data]);
}

/** A fragment of the outstation in segments of `size` bytes. */
export function segmentedAnswer(fragment: readonly number[], size: number, firstSequence: number = 0): Uint8Array {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < fragment.length; at += size) {
    const isFirst = at === 0 ? 0x40 : 0;
    const isFinal = at + size >= fragment.length ? 0x80 : 0;
    const header = isFirst | isFinal | ((firstSequence + at / size) & 0x3f);
    frames.push(linkFrame(fromOutstation, master, outstation, [header, ...fragment.slice(at, at + size)]));
  }
  return bytesOf(...frames);
}

/** A control relay output block with this status. */
export function relayBlock(status: number = 0): number[] {
  return [3, 1, 100, 0, 0, 0, 100, 0, 0, 0, status];
}

/** CRC of annex E, bit by bit. */
function withCrc(bytes: readonly number[]): number[] {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0xa6bc;
  }
  return [...bytes, ...littleWord(~crc & 0xffff)];
}
