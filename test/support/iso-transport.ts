/** Hand-made units of ISO transport on TCP (RFC 1006, ISO 8073 class 0). */
import { bytesOf, word } from './frames.ts';

/** One unit in its packet; `header` begins with the code. */
function packet(header: readonly number[], data: Uint8Array = new Uint8Array(0)): Uint8Array {
  return bytesOf(3, 0, word(5 + header.length + data.length), header.length, header, data);
}

/** Size of units, source and destination as a client for rack 0, slot 2 says them. */
const parameters = [0xc0, 1, 10, 0xc1, 2, 1, 0, 0xc2, 2, 1, 2];

export const connectionRequest: Uint8Array = packet([0xe0, 0, 0, 0, 1, 0, ...parameters]);
export const connectionConfirm: Uint8Array = packet([0xd0, 0, 1, 0, 2, 0, ...parameters]);

/** Carries a whole message. */
export function data(message: Uint8Array): Uint8Array {
  return packet([0xf0, 0x80], message);
}

/** Carries a piece of a message that is not its last. */
export function piece(message: Uint8Array): Uint8Array {
  return packet([0xf0, 0], message);
}
