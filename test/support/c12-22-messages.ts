/** Hand-made ANSI C12.22 messages. */
import { bytesOf } from './frames.ts';

type Data = readonly number[];

/** An element of the Basic Encoding Rules. */
export function ber(tag: number, content: Data): number[] {
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 255];
  return [tag, ...length, ...content];
}

export interface AcseOptions {
  /** EPSEM flags without the bit that is always set. */
  readonly flags?: number;
  /** The invocation that is answered. */
  readonly answers?: number;
  /** Ends the titles of the called and the calling node. */
  readonly called?: number;
  readonly calling?: number;
}

/** A message with EPSEM services. */
export function c1222(invocation: number, services: readonly Data[], options: AcseOptions = {}): Uint8Array {
  const { flags = 0, answers, called = 5, calling = 9 } = options;
  const epsem = [0x80 | flags, ...services.flatMap((service) => [...lengthOf(service), ...service])];
  return acse(invocation, epsem, { ...(answers === undefined ? {} : { answers }), called, calling });
}

/** A message whose EPSEM octets are as given: flags and what they say. */
export function acse(invocation: number, epsem: Data, options: AcseOptions = {}): Uint8Array {
  const { answers, called = 5, calling = 9 } = options;
  return bytesOf(
    ber(0x60, [
      ...ber(0xa2, ber(0x06, [0x2b, 6, 1, 4, 1, called])),
      ...(answers === undefined ? [] : ber(0xa4, ber(0x02, [answers]))),
      ...ber(0xa6, ber(0x80, [123, calling])),
      ...ber(0xa8, ber(0x02, [invocation])),
      ...ber(0xbe, ber(0x28, ber(0x81, epsem))),
    ]),
  );
}

function lengthOf(service: Data): number[] {
  return service.length < 128 ? [service.length] : [0x82, service.length >> 8, service.length & 255];
}

/** Messages that a conversation may begin with. */
export const c1222Samples = [
  { sender: 'client', bytes: c1222(1, [[0x30, 0, 1]]) },
  { sender: 'server', bytes: c1222(1, [[0]]) },
  { sender: 'client', bytes: acse(1, [0x88, 1, 2, 3, 4, 5, 6, 7]) },
  { sender: 'server', bytes: acse(1, [0x88, 1, 2, 3, 4, 5, 6, 7], { answers: 1 }) },
] as const;
