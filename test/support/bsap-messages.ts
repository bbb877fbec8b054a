/** Hand-made BSAP datagrams. */
import { bytesOf } from './frames.ts';
import { little16, little32 } from './little-endian.ts';

/** A datagram of messages; kind 6 is a request, 5 a response, 0 without messages a poll. */
export function bsap(kind: number, ...messages: readonly Uint8Array[]): Uint8Array {
  const header = [...little16(14), ...little16(messages.length), ...little16(kind), ...little32(1), ...little32(2)];
  return bytesOf(header, ...messages);
}

/** A request to an application function; its data begins with the status of the node. */
export function bsapRequest(sequence: number, application: number, data: readonly number[] = []): Uint8Array {
  return bytesOf(little32(10 + data.length), 12, little32(sequence), application, data);
}

/** A response with its status and the number of its elements. */
export function bsapResponse(sequence: number, status: number, elements: readonly number[] = []): Uint8Array {
  return bytesOf(little32(11 + elements.length), 12, little32(sequence), status, 1, elements);
}

/** Messages that a conversation may begin with. */
export const bsapSamples = [
  {
    sender: 'client',
    bytes: bsap(6, bsapRequest(1, 0xa0, [0, 4, 3, 0xd0, 1, 15, 1, 0x40, 0x41, 0])),
    transports: ['udp'],
  },
  { sender: 'server', bytes: bsap(5, bsapResponse(1, 0, [0, 0])), transports: ['udp'] },
  { sender: 'either', bytes: bsap(0), transports: ['udp'] },
] as const;
