/** Hand-made frames of MELSEC controllers: 3E and 4E in binary and in ASCII, 1E, and those of MELSOFT tools. */
import { bytesOf, word } from './frames.ts';

type Part = Uint8Array | readonly number[];

/** A number of two bytes, the lower one first. */
export function little(value: number): number[] {
  return [value & 255, (value >>> 8) & 255];
}

/** A number of four bytes, the lowest one first. */
export function littleLong(value: number): number[] {
  return [...little(value & 0xffff), ...little(value >>> 16)];
}

/** A device as binary frames name it. */
export function device(code: number, number: number): number[] {
  return [...little(number & 0xffff), (number >>> 16) & 255, code];
}

/** A device of newer controllers. */
export function longDevice(code: number, number: number): number[] {
  return [...littleLong(number), ...little(code)];
}

export interface FrameOptions {
  /** Makes a 4E frame. */
  readonly serial?: number;
  readonly station?: number;
}

function head(kind: number, { serial, station = 0xff }: FrameOptions): number[] {
  const start = serial === undefined ? word(kind) : [...word(kind | 0x0400), ...little(serial), 0, 0];
  return [...start, 0, station, ...little(0x03ff), 0];
}

/** A request of a binary frame. */
export function slmpRequest(
  command: number,
  subCommand: number,
  data: readonly number[] = [],
  options: FrameOptions = {},
): Uint8Array {
  const body = [...little(16), ...little(command), ...little(subCommand), ...data];
  return bytesOf(head(0x5000, options), little(body.length), body);
}

export function slmpAnswer(endCode: number, data: readonly number[] = [], options: FrameOptions = {}): Uint8Array {
  return bytesOf(head(0xd000, options), little(data.length + 2), little(endCode), data);
}

const digits = (value: number, length: number): string => value.toString(16).toUpperCase().padStart(length, '0');

function asciiHead(kind: string, { serial, station = 0xff }: FrameOptions): string {
  const start = serial === undefined ? `${kind}00` : `${kind.replace('0', '4')}00${digits(serial, 4)}0000`;
  return `${start}00${digits(station, 2)}03FF00`;
}

/** A request of an ASCII frame; `data` is text. */
export function asciiRequest(
  command: number,
  subCommand: number,
  data: string,
  options: FrameOptions = {},
): Uint8Array {
  const body = `0010${digits(command, 4)}${digits(subCommand, 4)}${data}`;
  return bytesOf([...Buffer.from(`${asciiHead('50', options)}${digits(body.length, 4)}${body}`)]);
}

export function asciiAnswer(endCode: number, data: string, options: FrameOptions = {}): Uint8Array {
  const body = `${digits(endCode, 4)}${data}`;
  return bytesOf([...Buffer.from(`${asciiHead('D0', options)}${digits(body.length, 4)}${body}`)]);
}

/** A 1E request with its data. */
export function oldRequest(command: number, data: readonly number[] = []): Uint8Array {
  return bytesOf(command, 0xff, little(10), data);
}

/** A device of a 1E frame, by its name of two letters. */
export function oldDevice(name: string, number: number): number[] {
  return [...littleLong(number), name.charCodeAt(1), name.charCodeAt(0)];
}

export function oldAnswer(command: number, endCode: number, data: readonly number[] = []): Uint8Array {
  return bytesOf(command | 0x80, endCode, data);
}

/** A frame of a MELSOFT tool: command, sequence number, data. */
export function melsoftRequest(command: number, sequence: number, data: Part = []): Uint8Array {
  const body = bytesOf(
    [0x1c, 0x0a, 0x16, 0x14],
    new Array<number>(20).fill(0),
    word(command),
    little(sequence),
    0,
    0,
    data,
  );
  return bytesOf(
    [0x57, 0, 0, 0, 0, 0x11, 0x11, 7, 0, 0, 0xff, 0xff, 3, 0, 0, 0xfe, 3, 0, 0],
    little(body.length),
    body,
  );
}

export function melsoftAnswer(command: number, sequence: number, data: Part = []): Uint8Array {
  const body = bytesOf(
    [0x9c, 0x0a, 0x18, 0x14],
    new Array<number>(22).fill(0),
    word(command),
    little(sequence),
    0,
    0,
    data,
  );
  return bytesOf(
    [0xd7, 0, 0, 0, 0, 0x11, 0x11, 0x7f, 0, 0, 0, 0, 3, 0, 0xff, 0xff, 3, 0, 0],
    little(body.length),
    body,
  );
}

/** The search of MELSOFT tools, and its answer. */
export function melsoftSearch(kind: number): Uint8Array {
  return bytesOf(0x5a, 0, 0, kind);
}
export function melsoftFound(kind: number): Uint8Array {
  return bytesOf(0xda, 0, 0, kind, 0x14, 0, 10, 0, 0, 1, 10, 0, 0, 1);
}

/** What a connection may begin with in a capture, and who sends it. */
export const slmpSamples: readonly { readonly sender: 'client' | 'server'; readonly bytes: Uint8Array }[] = [
  { sender: 'client', bytes: slmpRequest(0x0401, 0, [...device(0xa8, 100), ...little(10)]) },
  { sender: 'client', bytes: slmpRequest(0x1001, 0, [1, 0, 0, 0], { serial: 7 }) },
  { sender: 'client', bytes: asciiRequest(0x0401, 0, 'D*0001000002') },
  { sender: 'client', bytes: asciiRequest(0x0401, 0, 'D*0001000002', { serial: 7 }) },
  { sender: 'server', bytes: slmpAnswer(0, [1, 2, 3, 4]) },
  { sender: 'server', bytes: asciiAnswer(0, '00010002') },
  { sender: 'client', bytes: melsoftRequest(0x0121, 1, [0, 0, 1]) },
  { sender: 'server', bytes: melsoftAnswer(0x0121, 1, new Array<number>(20).fill(0x41)) },
  { sender: 'client', bytes: oldRequest(0x01, [...oldDevice('D ', 100), 10, 0]) },
  { sender: 'client', bytes: melsoftSearch(1) },
];
