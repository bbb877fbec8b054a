/** Passes chunks of a growing input on, and says that nothing comes only when that has been so for long enough. */

/** Leaves out the empty chunks of the first `patience` milliseconds of a silence; `now` tells the time in milliseconds. */
export async function* longSilence(
  chunks: AsyncIterable<Uint8Array>,
  patience: number,
  now: () => number,
): AsyncGenerator<Uint8Array> {
  let lastCame = now();
  for await (const chunk of chunks) {
    if (chunk.length > 0) lastCame = now();
    if (chunk.length > 0 || now() - lastCame >= patience) yield chunk;
  }
}
