/** Hand-made Omron FINS frames, alone as in datagrams and behind the header that they have over TCP. */
import { bytesOf, long, word } from './frames.ts';

export interface FinsOptions {
  /** Node of the controller. */
  readonly node?: number;
  readonly service?: number;
  readonly isSilent?: boolean;
}

export function finsCommand(
  command: number,
  data: readonly number[] = [],
  { node = 5, service = 1, isSilent = false }: FinsOptions = {},
): Uint8Array {
  return bytesOf(isSilent ? 0x81 : 0x80, 0, 2, 0, node, 0, 0, 9, 0, service, word(command), data);
}

export function finsResponse(
  command: number,
  endCode: number,
  data: readonly number[] = [],
  { node = 5, service = 1 }: FinsOptions = {},
): Uint8Array {
  return bytesOf(0xc0, 0, 2, 0, 9, 0, 0, node, 0, service, word(command), word(endCode), data);
}

/** An area and an address in it: a word, and a bit in the word. */
export function memory(area: number, address: number, bit: number = 0): number[] {
  return [area, ...word(address), bit];
}

/** A message over TCP. */
export function finsTcp(command: number, data: Uint8Array | readonly number[] = []): Uint8Array {
  return bytesOf([0x46, 0x49, 0x4e, 0x53], long(data.length + 8), long(command), long(0), data);
}

/** What a conversation may begin with in a capture, and who sends it. */
export const finsSamples: readonly {
  readonly sender: 'client' | 'server' | 'either';
  readonly bytes: Uint8Array;
  readonly transports: readonly ('tcp' | 'udp')[];
}[] = [
  { sender: 'client', bytes: finsCommand(0x0101, [...memory(0x82, 100), 0, 1]), transports: ['udp'] },
  { sender: 'server', bytes: finsResponse(0x0101, 0, [1, 2]), transports: ['udp'] },
  { sender: 'client', bytes: finsTcp(0, [0, 0, 0, 0]), transports: ['tcp'] },
  { sender: 'server', bytes: finsTcp(1, [0, 0, 0, 9, 0, 0, 0, 5]), transports: ['tcp'] },
  { sender: 'client', bytes: finsTcp(2, finsCommand(0x0401)), transports: ['tcp'] },
  { sender: 'server', bytes: finsTcp(2, finsResponse(0x0401, 0)), transports: ['tcp'] },
  { sender: 'either', bytes: finsTcp(6), transports: ['tcp'] },
];
