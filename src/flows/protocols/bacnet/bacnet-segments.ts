/** Puts the segments of BACnet messages (ANSI/ASHRAE 135-2020 5.2) together. */

/** Messages that one side sends in segments at the same time. */
const mostMessages = 4;
const longestMessage = 32_768;

export interface SegmentAssembly {
  /** Adds a segment whose service choice stands at `start`; true when it was the last, or none can follow. */
  add(key: number, bytes: Uint8Array, start: number, end: number, sequence: number, isLast: boolean): boolean;
  /**
   * Ends the message with this key, wherever it is; false when none has begun. Then it is in `bytes[0, length)`, with the
   * service choice, which every segment repeats, once in front.
   */
  finish(key: number): boolean;
  readonly whole: { bytes: Uint8Array; length: number; isCut: boolean };
}

interface OpenMessage {
  bytes: Uint8Array;
  length: number;
  sequence: number;
  isCut: boolean;
}

/** No segments. */
export function createSegmentAssembly(): SegmentAssembly {
  const open = new Map<number, OpenMessage>();
  const whole: SegmentAssembly['whole'] = { bytes: new Uint8Array(0), length: 0, isCut: false };

  function begin(key: number, service: number): OpenMessage {
    const [oldest] = open.keys();
    if (open.size >= mostMessages && oldest !== undefined) open.delete(oldest);
    const message: OpenMessage = { bytes: new Uint8Array(2048), length: 1, sequence: -1, isCut: false };
    message.bytes[0] = service;
    open.set(key, message);
    return message;
  }

  return {
    whole,
    add(key, bytes, start, end, sequence, isLast) {
      const message = sequence === 0 && !open.has(key) ? begin(key, bytes[start] ?? 0) : open.get(key);
      // Its beginning was not captured.
      if (message === undefined) return false;
      const isAgain = sequence === (message.sequence & 0xff);
      if (isAgain) return false;
      const fits = sequence === ((message.sequence + 1) & 0xff) && append(message, bytes, start + 1, end);
      message.sequence = sequence;
      message.isCut ||= !fits;
      return isLast || message.isCut;
    },
    finish(key) {
      const message = open.get(key);
      if (message === undefined) return false;
      open.delete(key);
      whole.bytes = message.bytes;
      whole.length = message.length;
      whole.isCut = message.isCut;
      return true;
    },
  };
}

function append(message: OpenMessage, bytes: Uint8Array, start: number, end: number): boolean {
  const needed = message.length + Math.max(end - start, 0);
  if (needed > longestMessage) return false;
  if (needed > message.bytes.length) {
    const longer = new Uint8Array(Math.min(longestMessage, Math.max(needed, message.bytes.length * 2)));
    longer.set(message.bytes.subarray(0, message.length));
    message.bytes = longer;
  }
  message.bytes.set(bytes.subarray(start, end), message.length);
  message.length = needed;
  return true;
}
