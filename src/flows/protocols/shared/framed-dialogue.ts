/**
 * A dialogue of messages that say their own length: steps from one to the next on each side, and finds back into step
 * after bytes that are none, or were not captured.
 */
import type { Dialogue, OperationOutput } from '../decoder.ts';

/** In place of a length: no message begins there, or too little is there to tell. */
export const noMessage = 0;
export const moreBytes = -1;

/** How messages are told apart, and who takes them. */
export interface Framing {
  /** Octets of the message that begins at `at`, `noMessage` or `moreBytes`; it may end behind `end`. */
  readonly lengthAt: (bytes: Uint8Array, at: number, end: number) => number;
  /** Takes a whole message. */
  readonly message: (from: 'client' | 'server', bytes: Uint8Array, at: number, end: number) => void;
  /**
   * What makes sure of a message out of step, where data can look like one: its header alone, or what this says of it
   * when it is whole and what follows does not speak against it. Without it, these two are enough.
   */
  readonly sure?: 'header' | ((bytes: Uint8Array, at: number, end: number) => boolean);
}

/** A dialogue in step on both sides. */
export function createFramedDialogue({ lengthAt, message, sure }: Framing, output: OperationOutput): Dialogue {
  const inStep = { client: true, server: true };

  function isSure(bytes: Uint8Array, at: number, length: number, end: number): boolean {
    if (sure === 'header') return true;
    const next = at + length;
    if (next > end || (sure !== undefined && !sure(bytes, at, end))) return false;
    return next === end || lengthAt(bytes, next, end) !== noMessage;
  }

  function read(from: 'client' | 'server', bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      const length = lengthAt(bytes, at, end);
      if (length === moreBytes) return at;
      if (length === noMessage || (!inStep[from] && !isSure(bytes, at, length, end))) {
        if (inStep[from]) output.unreadable();
        inStep[from] = false;
        at++;
        continue;
      }
      if (at + length > end) return at;
      inStep[from] = true;
      message(from, bytes, at, at + length);
      at += length;
    }
    return at;
  }

  return {
    client: (bytes, start, end) => read('client', bytes, start, end),
    server: (bytes, start, end) => read('server', bytes, start, end),
    lost(from) {
      inStep[from] = false;
    },
  };
}
