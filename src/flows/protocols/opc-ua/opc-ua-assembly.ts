/** Puts the chunks of one OPC UA message (OPC 10000-6 6.7.2) together, as far as anything is read of it. */

/** Node ids stand early in a message; what lies behind this is not looked at. */
const mostBytes = 128 * 1024;

/** The bodies of the chunks of one message. */
export interface ChunkAssembly {
  /** A message of a channel begins, whichever has begun before. */
  begin(channel: number, requestId: number): void;
  /** True when a message of this channel with this number has begun. */
  continues(channel: number, requestId: number): boolean;
  /** Adds the body of a chunk. */
  add(bytes: Uint8Array, start: number, end: number): void;
  /** The bodies in `bytes[0, length)`, until the next message begins; none is open any more. */
  finish(): { readonly bytes: Uint8Array; readonly length: number };
  forget(): void;
}

/** No message. */
export function createChunkAssembly(): ChunkAssembly {
  let isOpen = false;
  let openChannel = 0;
  let openRequest = 0;
  let bytes = new Uint8Array(0);
  let length = 0;
  return {
    begin(channel, requestId) {
      isOpen = true;
      openChannel = channel;
      openRequest = requestId;
      length = 0;
    },
    continues: (channel, requestId) => isOpen && channel === openChannel && requestId === openRequest,
    add(chunk, start, end) {
      const added = Math.min(end - start, mostBytes - length);
      if (added <= 0) return;
      if (length + added > bytes.length) {
        const longer = new Uint8Array(Math.min(mostBytes, Math.max(bytes.length * 2, length + added)));
        longer.set(bytes.subarray(0, length));
        bytes = longer;
      }
      bytes.set(chunk.subarray(start, start + added), length);
      length += added;
    },
    finish() {
      isOpen = false;
      const whole = { bytes, length };
      bytes = new Uint8Array(0);
      return whole;
    },
    forget() {
      isOpen = false;
      bytes = new Uint8Array(0);
    },
  };
}
