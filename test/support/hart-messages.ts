/** HART-IP messages and the HART frames in them. */
import { bytesOf, word } from './frames.ts';

/** A HART frame with a short address and its check octet. */
export function hartFrame(command: number, data: readonly number[] = [], delimiter = 2): Uint8Array {
  const body = [delimiter, 0x80, command, data.length, ...data];
  return Uint8Array.from([...body, body.reduce((sum, octet) => sum ^ octet, 0)]);
}

/** A message: type 0 asks, 1 answers, 2 publishes, 15 refuses. */
export function hartIp(
  type: number,
  id: number,
  payload: Uint8Array | readonly number[] = [],
  sequence = 1,
): Uint8Array {
  return bytesOf(1, type, id, 0, word(sequence), word(8 + payload.length), payload);
}
