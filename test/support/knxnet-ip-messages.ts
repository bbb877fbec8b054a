/** Hand-made KNXnet/IP frames. */
import { bytesOf, word } from './frames.ts';

/** A frame of a service. */
export function knx(service: number, body: readonly number[] = []): Uint8Array {
  return bytesOf(6, 0x10, word(service), word(6 + body.length), body);
}

/** An endpoint: UDP port 4711 of 10.0.0.1. */
export const endpoint: readonly number[] = [8, 1, 10, 0, 0, 1, 0x12, 0x67];

/** A connection header of channel 1. */
export function onChannel(sequence: number, status: number = 0): number[] {
  return [4, 1, sequence, status];
}

/** A telegram: message code, destination, whether that is a group, and transport control with the application code. */
export function telegram(
  messageCode: number,
  destination: number,
  application: number,
  isGroup: boolean = true,
): number[] {
  const control = [0xbc, isGroup ? 0xe0 : 0x60];
  return [messageCode, 0, ...control, 0x11, 0x05, ...word(destination), 1, ...word(application << 6)];
}

/** Messages that a conversation may begin with. */
export const knxSamples = [
  { sender: 'client', bytes: knx(0x0201, endpoint) },
  { sender: 'client', bytes: knx(0x0420, [...onChannel(0), ...telegram(0x11, 0x0901, 2)]) },
  { sender: 'server', bytes: knx(0x0420, [...onChannel(0), ...telegram(0x29, 0x0901, 2)]) },
  { sender: 'server', bytes: knx(0x0206, [1, 0, ...endpoint, 4, 4, 0x11, 5]) },
  { sender: 'client', bytes: knx(0x0530, telegram(0x29, 0x0901, 2)) },
] as const;
