/** Reads a stream as it comes, with a sign of life while nothing comes. */
import type { FollowOptions } from './follow-file.ts';

type Arrival = IteratorResult<Uint8Array, unknown> | { readonly cause: unknown };

/**
 * The chunks of the stream; an empty one for each interval without any. Ends with the stream or the signal. Nothing
 * waits more than once for a promise that may stay open: each wait would be remembered for as long as the stream is.
 */
export async function* followStream(
  stream: AsyncIterable<Uint8Array>,
  { signal, everyMillis }: FollowOptions,
): AsyncGenerator<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]();
  const inbox: { arrival: Arrival | null } = { arrival: null };
  let wake = (): void => {};

  function arrive(arrival: Arrival): void {
    inbox.arrival = arrival;
    wake();
  }
  function ask(): void {
    inbox.arrival = null;
    chunks.next().then(arrive, (cause: unknown) => arrive({ cause }));
  }

  signal.addEventListener('abort', () => wake(), { once: true });
  ask();
  while (!signal.aborted) {
    if (inbox.arrival === null) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMillis);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const { arrival } = inbox;
    if (signal.aborted) return;
    if (arrival === null) yield new Uint8Array(0);
    else if ('cause' in arrival) throw arrival.cause;
    else if (arrival.done === true) return;
    else {
      yield arrival.value;
      ask();
    }
  }
}
