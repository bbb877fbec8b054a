/** Hand-made S7 messages in ISO transport. */
import { bytesOf, word } from './frames.ts';
import { connectionConfirm, connectionRequest, data as isoData } from './iso-transport.ts';

type Part = number | Uint8Array | readonly number[];

const emptyPart: readonly Part[] = [];

function s7(kind: number, reference: number, error: readonly number[], parameters: Uint8Array, data: Uint8Array) {
  const lengths = [...word(parameters.length), ...word(data.length)];
  return isoData(bytesOf(0x32, kind, word(0), word(reference), lengths, error, parameters, data));
}

/** A job; its first parameter is the function. */
export function job(reference: number, parameters: readonly Part[], data: readonly Part[] = emptyPart): Uint8Array {
  return s7(1, reference, [], bytesOf(...parameters), bytesOf(...data));
}

/** An answer to a job; `error` is class and code. */
export function answer(
  reference: number,
  parameters: readonly Part[],
  data: readonly Part[] = emptyPart,
  error: readonly [number, number] = [0, 0],
): Uint8Array {
  return s7(parameters.length === 0 ? 2 : 3, reference, error, bytesOf(...parameters), bytesOf(...data));
}

/** A pointer to an area: type, number of elements, data block, area, address in bits. */
export function pointer(type: number, count: number, block: number, area: number, address: number): number[] {
  return [
    0x12,
    10,
    0x10,
    type,
    ...word(count),
    ...word(block),
    area,
    (address >>> 16) & 255,
    ...word(address & 0xffff),
  ];
}

/** Areas of data blocks in one item: bytes, data block, address. */
export function areas(...list: readonly (readonly [number, number, number])[]): number[] {
  const content = list.flatMap(([bytes, block, address]) => [bytes, ...word(block), ...word(address)]);
  return [0x12, 2 + content.length, 0xb0, list.length, ...content];
}

/** A job that reads bytes of data blocks: data block, first byte, number of bytes. */
export function readJob(reference: number, ...items: readonly (readonly [number, number, number])[]): Uint8Array {
  const pointers = items.map(([block, first, count]) => pointer(2, count, block, 0x84, first * 8));
  return job(reference, [4, items.length, pointers.flat()]);
}

/** The data of an answer: return code, type, length, content. */
export function value(code: number, content: readonly number[] = [], type: number = 9): number[] {
  return [code, type, ...word(content.length), ...content];
}

/** A request for a service of the controller, with the name of the service. */
export function service(reference: number, name: string, argument: readonly number[] = []): Uint8Array {
  const head = [0x28, 0, 0, 0, 0, 0, 0, 0xfd, ...word(argument.length)];
  return job(reference, [head, argument, name.length, Buffer.from(name)]);
}

/** A request of userdata. */
export function userdataRequest(
  reference: number,
  group: number,
  subFunction: number,
  data: readonly Part[] = value(0x0a),
): Uint8Array {
  const parameters = bytesOf(0, 1, 0x12, 4, 0x11, 0x40 | group, subFunction, 0);
  return s7(7, reference, [], parameters, bytesOf(...data));
}

export interface UserdataOptions {
  readonly error?: number;
  /** Number of the list that comes in several messages, and whether this is the last of them. */
  readonly unit?: number;
  readonly isLast?: boolean;
}

/** An answer of userdata. */
export function userdataAnswer(
  reference: number,
  group: number,
  subFunction: number,
  data: readonly Part[] = value(0xff),
  { error = 0, unit = 0, isLast = true }: UserdataOptions = {},
): Uint8Array {
  const head = [0, 1, 0x12, 8, 0x12, 0x80 | group, subFunction, 1, unit, isLast ? 0 : 1];
  return s7(7, reference, [], bytesOf(head, word(error)), bytesOf(...data));
}

/** What a controller sends unasked. */
export function push(group: number, subFunction: number, data: readonly Part[] = value(0xff)): Uint8Array {
  const parameters = bytesOf(0, 1, 0x12, 8, 0x12, group, subFunction, 0, 0, 0, 0, 0);
  return s7(7, 0, [], parameters, bytesOf(...data));
}

/** A controller tells that it changed its operating mode. */
export function modeChange(mode: number): Uint8Array {
  return s7(7, 0, [], bytesOf(1, 0, 0x10, 0x10, 0, 0, mode, 0), new Uint8Array(0));
}

/** The content of a system status list. */
export function systemList(list: number, records: readonly Uint8Array[]): number[] {
  const length = records[0]?.length ?? 0;
  return [...word(list), 0, 0, ...word(length), ...word(records.length), ...records.flatMap((record) => [...record])];
}

/** Text in a field of fixed length. */
export function field(text: string, length: number, fill: number = 0): number[] {
  return [...Buffer.from(text.padEnd(length, String.fromCharCode(fill)), 'latin1')];
}

/** What a connection may begin with in a capture, and who sends it. */
export const s7commSamples: readonly { readonly sender: 'client' | 'server'; readonly bytes: Uint8Array }[] = [
  { sender: 'client', bytes: bytesOf(connectionRequest, job(1, [0xf0, 0, 1, 0, 1, 1, 0xe0])) },
  { sender: 'server', bytes: bytesOf(connectionConfirm, answer(1, [0xf0, 0, 1, 0, 1, 1, 0xe0])) },
  { sender: 'client', bytes: readJob(1, [1, 0, 10]) },
  { sender: 'client', bytes: userdataRequest(1, 4, 1) },
  { sender: 'server', bytes: push(4, 5) },
  { sender: 'server', bytes: answer(1, [], [], [0xd2, 0x41]) },
];
