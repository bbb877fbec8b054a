/** The unread part of a stream that arrives in pieces, as one stretch of bytes. */

/** Readers move `start` forward over what they have used. */
export interface ByteWindow {
  bytes: Uint8Array;
  start: number;
  end: number;
  /** Position in the stream of `bytes[0]`. */
  base: number;
}

/** A window with a way to add bytes at its end. */
export interface GrowingWindow {
  readonly window: ByteWindow;
  /** Adds a piece. The bytes may be overwritten by the next call, so whoever keeps some must copy them. */
  append(piece: Uint8Array): void;
}

/** An empty window. It copies only what a reader left unread, so its memory is bounded by what readers leave. */
export function createWindow(): GrowingWindow {
  const window: ByteWindow = { bytes: new Uint8Array(0), start: 0, end: 0, base: 0 };
  let scratch = new Uint8Array(0);
  return {
    window,
    append(piece) {
      const left = window.end - window.start;
      if (left === 0) {
        window.base += window.end;
        window.bytes = piece;
        window.start = 0;
        window.end = piece.length;
        return;
      }
      const fits = window.bytes === scratch && window.end + piece.length <= scratch.length;
      if (!fits) {
        const unread = window.bytes.subarray(window.start, window.end);
        const needed = left + piece.length;
        if (needed * 2 > scratch.length) {
          const larger = new Uint8Array(Math.max(needed * 2, 65536));
          larger.set(unread);
          scratch = larger;
        } else scratch.set(unread);
        window.base += window.start;
        window.bytes = scratch;
        window.start = 0;
        window.end = left;
      }
      scratch.set(piece, window.end);
      window.end += piece.length;
    },
  };
}
