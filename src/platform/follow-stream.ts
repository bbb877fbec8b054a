/** Reads a stream as it comes, with a sign of life while nothing comes. */
import type { FollowOptions } from './follow-file.ts';

/** The chunks of the stream; an empty one for each interval without any. Ends with the stream or the signal. */
export async function* followStream(
  stream: AsyncIterable<Uint8Array>,
  { signal, everyMillis }: FollowOptions,
): AsyncGenerator<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]();
  const stopped = new Promise<'stopped'>((resolve) => {
    if (signal.aborted) resolve('stopped');
    else signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  let next = chunks.next();
  while (!signal.aborted) {
    const { promise: silence, cancel } = after(everyMillis);
    const came = await Promise.race([next, silence, stopped]);
    cancel();
    if (came === 'stopped') return;
    if (came === 'silence') yield new Uint8Array(0);
    else if (came.done === true) return;
    else {
      yield came.value;
      next = chunks.next();
    }
  }
}

function after(millis: number): { readonly promise: Promise<'silence'>; readonly cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<'silence'>((resolve) => {
    timer = setTimeout(() => resolve('silence'), millis);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
