/**
 * The incomplete message at the end of what was read of a stream. It grows in place, so that a message in thousands of
 * small segments costs no more than its bytes.
 */

export interface Carry {
  /** At least `length` bytes. */
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** The carry with `bytes[start, end)` behind it. */
export function appendCarry(carry: Carry | null, bytes: Uint8Array, start: number, end: number): Carry {
  const before = carry?.length ?? 0;
  const length = before + end - start;
  let room = carry?.bytes ?? none;
  if (length > room.length) {
    room = new Uint8Array(carry === null ? length : length * 2);
    if (carry !== null) room.set(carry.bytes.subarray(0, before));
  }
  room.set(bytes.subarray(start, end), before);
  return { bytes: room, length };
}

/** What is left of a carry when `read` bytes of it were used. */
export function shortenCarry(carry: Carry, read: number): Carry | null {
  if (read === 0) return carry;
  if (read >= carry.length) return null;
  return { bytes: carry.bytes.slice(read, carry.length), length: carry.length - read };
}

const none = new Uint8Array(0);
