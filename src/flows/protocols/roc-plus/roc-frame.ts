/** The frame of ROC Plus messages, and what tells a request from an answer, as both have the same opcode. */
import type { Recognition } from '../decoder.ts';
import { endsWithChecksum } from '../shared/modbus-checksum.ts';

/** Destination unit and group, source unit and group, opcode, length. */
export const rocHeaderBytes = 6;
const checksumBytes = 2;

export const opcodes = {
  systemConfiguration: 6,
  readConfigurable: 10,
  writeConfigurable: 11,
  login: 17,
  storeAndForward: 24,
  setSinglePoint: 166,
  requestSinglePoint: 167,
  requestParameters: 180,
  writeParameters: 181,
  peerToPeer: 205,
  signal: 224,
  error: 255,
} as const;

/** Where the frame at `at` ends; its header is there. */
export function rocFrameEnd(bytes: Uint8Array, at: number): number {
  return at + rocHeaderBytes + (bytes[at + 5] ?? 0) + checksumBytes;
}

/** Where its data ends. */
export function rocDataEnd(bytes: Uint8Array, at: number): number {
  return rocFrameEnd(bytes, at) - checksumBytes;
}

/** True when the whole frame at `at` has its right checksum. */
export function isRocFrame(bytes: Uint8Array, at: number): boolean {
  return endsWithChecksum(bytes, at, rocFrameEnd(bytes, at));
}

/** Who sends the frame at `at` by opcode and length, where these tell. */
export function rocShape(bytes: Uint8Array, at: number): Exclude<Recognition, 'no' | 'more'> {
  const opcode = bytes[at + 4] ?? 0;
  const length = bytes[at + 5] ?? 0;
  const asked = requestLengths.get(opcode);
  if (asked !== undefined) return asked.includes(length) ? 'client' : 'server';
  if (emptyAnswers.has(opcode)) return length === 0 ? 'server' : 'client';
  return opcode === opcodes.error ? 'server' : 'either';
}

/** Opcodes whose requests have lengths that their answers never have. */
const requestLengths: ReadonlyMap<number, readonly number[]> = new Map([
  [opcodes.systemConfiguration, [0]],
  [7, [0]],
  [opcodes.readConfigurable, [3]],
  [opcodes.login, [6, 11, 13, 71, 76]],
  [50, [1]],
  [105, [2]],
  [118, [3]],
  [119, [3]],
  [135, [6]],
  [136, [7]],
  [137, [3]],
  [138, [4]],
  [opcodes.requestSinglePoint, [4]],
]);

/** Opcodes whose answers are empty, but never their requests. */
const emptyAnswers: ReadonlySet<number> = new Set([
  8,
  opcodes.writeConfigurable,
  opcodes.storeAndForward,
  opcodes.setSinglePoint,
  opcodes.writeParameters,
]);
