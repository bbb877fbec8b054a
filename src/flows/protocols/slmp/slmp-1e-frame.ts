/**
 * Binary 1E frames of the MC protocol (MELSEC communication protocol reference manual SH-080008 4), which older
 * controllers understand: a command of one byte, and no length. Answers repeat the command, and are as long as what was
 * asked for.
 */
import { read16Little, read32Little } from '../../capture/bytes.ts';
import { type DeviceKind, deviceByText } from './slmp-devices.ts';

/** Commands by what follows the header. */
type Shape = 'range' | 'bits' | 'words' | 'bit-test' | 'word-test' | 'list' | 'nothing' | 'echo';

const shapes: ReadonlyMap<number, Shape> = new Map([
  [0x00, 'range'],
  [0x01, 'range'],
  [0x02, 'bits'],
  [0x03, 'words'],
  [0x04, 'bit-test'],
  [0x05, 'word-test'],
  [0x06, 'list'],
  [0x07, 'list'],
  [0x08, 'nothing'],
  [0x09, 'nothing'],
  [0x13, 'nothing'],
  [0x14, 'nothing'],
  [0x15, 'nothing'],
  [0x16, 'echo'],
]);

export const answerFlag = 0x80;
/** Command, number of the controller, monitoring timer. */
const headerBytes = 4;
const deviceBytes = 6;
const readBits = 0x00;
const readWords = 0x01;
/** End code of an answer that has a reason behind it. */
export const reasonFollows = 0x5b;

/** Where the request at `at` ends; `end` + 1 while that is not known, 0 when it is none. */
export function request1eEnd(bytes: Uint8Array, at: number, end: number): number {
  const shape = shapes.get(bytes[at] ?? answerFlag);
  if (shape === undefined) return 0;
  const data = at + headerBytes;
  if (shape === 'nothing') return data;
  if (shape === 'echo') return data < end ? data + 1 + (bytes[data] ?? 0) : end + 1;
  const isRange = shape === 'range' || shape === 'bits' || shape === 'words';
  const pointsAt = isRange ? data + deviceBytes : data;
  if (pointsAt + 2 > end) return end + 1;
  // The number of points, of which 0 stands for 256, and a zero.
  if (bytes[pointsAt + 1] !== 0) return 0;
  if (isRange && deviceKindAt(bytes, data).name === 'other') return 0;
  const points = pointsOf(bytes[pointsAt] ?? 0);
  return pointsAt + 2 + valueBytes(shape, points);
}

function valueBytes(shape: Shape, points: number): number {
  switch (shape) {
    case 'bits':
      return Math.ceil(points / 2);
    case 'words':
      return points * 2;
    case 'bit-test':
      return points * (deviceBytes + 1);
    case 'word-test':
      return points * (deviceBytes + 2);
    case 'list':
      return points * deviceBytes;
    default:
      return 0;
  }
}

/** Bytes behind the end code of the answer to the request at `at`, when it succeeds. */
export function answer1eBytes(bytes: Uint8Array, at: number): number {
  const code = bytes[at];
  const points = pointsOf(bytes[at + headerBytes + deviceBytes] ?? 0);
  if (code === readBits) return Math.ceil(points / 2);
  if (code === readWords) return points * 2;
  return code === 0x16 ? 1 + (bytes[at + headerBytes] ?? 0) : 0;
}

/** Gets the devices of a request in order; the kind, its number and how many points. */
export type Device1eVisitor = (kind: DeviceKind, first: number, points: number) => void;

/** Visits the devices of the request at `at`; false when its command names none. */
export function visit1eDevices(bytes: Uint8Array, at: number, visit: Device1eVisitor): boolean {
  const code = bytes[at] ?? 0;
  const shape = shapes.get(code) ?? 'nothing';
  if (shape === 'nothing' || shape === 'echo') return false;
  const data = at + headerBytes;
  const isByWord = code % 2 === 1;
  if (shape === 'range' || shape === 'bits' || shape === 'words') {
    visitAt(bytes, data, isByWord, pointsOf(bytes[data + deviceBytes] ?? 0), visit);
    return true;
  }
  const points = pointsOf(bytes[data] ?? 0);
  const step = deviceBytes + (shape === 'bit-test' ? 1 : shape === 'word-test' ? 2 : 0);
  for (let index = 0; index < points; index++) visitAt(bytes, data + 2 + index * step, isByWord, 1, visit);
  return true;
}

function visitAt(bytes: Uint8Array, at: number, isByWord: boolean, points: number, visit: Device1eVisitor): void {
  const kind = deviceKindAt(bytes, at);
  visit(kind, read32Little(bytes, at), isByWord && kind.isBit ? points * 16 : points);
}

/** The name of the device follows its number, its second character first; one letter has a space behind it. */
function deviceKindAt(bytes: Uint8Array, at: number): DeviceKind {
  const name = read16Little(bytes, at + 4);
  const second = name & 0xff;
  return deviceByText(name >>> 8, second === 0x20 ? 0x2a : second);
}

function pointsOf(byte: number): number {
  return byte === 0 ? 256 : byte;
}
