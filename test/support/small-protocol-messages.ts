/** Messages of protocols with short headers: C37.118, AMS, the discovery of its routers, SRTP, Fox. */
import { bytesOf, long, word } from './frames.ts';

const little = (value: number, octets: number): number[] =>
  Array.from({ length: octets }, (_, at) => (value >>> (8 * at)) & 255);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** A C37.118 frame of a type with contents; its checksum is right unless `crc` says otherwise. */
export function synchrophasor(type: number, contents: Uint8Array, { unit = 7, crc = 0 } = {}): Uint8Array {
  const body = bytesOf(0xaa, (type << 4) | 1, word(16 + contents.length), word(unit), long(0), long(0), contents);
  let sum = 0xffff;
  for (const byte of body) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 0x8000) === 0 ? (sum << 1) & 0xffff : ((sum << 1) ^ 0x1021) & 0xffff;
  }
  return bytesOf(body, word(sum ^ crc));
}

/** An AMS packet over TCP. */
export function ams(
  command: number,
  data: readonly number[],
  { port = 851, isAnswer = false, invoke = 1, error = 0 } = {},
): Uint8Array {
  return bytesOf(
    [0, 0],
    little(32 + data.length, 4),
    [5, 1, 2, 3, 1, 1],
    little(isAnswer ? 32_800 : port, 2),
    [5, 1, 2, 4, 1, 1],
    little(isAnswer ? port : 32_800, 2),
    little(command, 2),
    little(isAnswer ? 5 : 4, 2),
    little(data.length, 4),
    little(error, 4),
    little(invoke, 4),
    data,
  );
}

/** Index group, index offset and length, as reads and writes begin. */
export function amsIndex(group: number, offset: number, length: number): number[] {
  return [...little(group, 4), ...little(offset, 4), ...little(length, 4)];
}

/** A message of the discovery of routers, with tags. */
export function adsDiscovery(
  service: number,
  isAnswer: boolean,
  tags: readonly (readonly [id: number, value: Uint8Array])[] = [],
): Uint8Array {
  return bytesOf(
    little(0x71146603, 4),
    little(9, 4),
    little(isAnswer ? (service | 0x80000000) >>> 0 : service, 4),
    [5, 1, 2, 3, 1, 1],
    little(10_000, 2),
    little(tags.length, 4),
    ...tags.map(([id, value]) => bytesOf(little(id, 2), little(value.length, 2), value)),
  );
}

/** An SRTP packet. */
export function srtp(
  type: number,
  { kind = 0xc0, sequence = 1, service = 0, segment = 0, offset = 0, length = 0, body = new Uint8Array(0) } = {},
): Uint8Array {
  const header = new Uint8Array(56);
  header.set([type, 0, sequence, 0, ...little(body.length, 2)]);
  header.set([sequence, type < 2 ? 0 : kind], 30);
  header.set([service, segment, ...little(offset, 2), ...little(length, 2)], 42);
  return bytesOf(header, body);
}

/** A frame of Niagara Fox. */
export function fox(
  id: number,
  answers: number,
  channel: string,
  command: string,
  lines: readonly string[] = [],
): Uint8Array {
  return text(`fox a ${id} ${answers} ${channel} ${command}\n{\n${lines.map((line) => `${line}\n`).join('')}};;\n`);
}
