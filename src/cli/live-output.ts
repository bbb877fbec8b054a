/** Writes the events of a live audit, no faster than whoever reads them takes them. */
import type { LiveEvent } from '../model/live-event.ts';
import { renderLiveEvent } from '../report/live-text.ts';
import type { CliContext } from './context.ts';
import { paletteFor } from './palette.ts';

export interface EventWriter {
  readonly write: (event: LiveEvent) => void;
  /** Settles when the reader has caught up, or the signal says to stop. */
  readonly drained: (signal: AbortSignal) => Promise<void>;
}

/** A line of JSON for each event, or lines for a person. */
export function openEventWriter(context: CliContext, format: 'text' | 'ndjson'): EventWriter {
  const { stdout } = context.process;
  const palette = paletteFor(stdout, context);
  let isFull = false;
  let draining: Promise<void> | null = null;

  /** One wait for all who ask, which leaves no listener behind, as this goes on for months. */
  function drain(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const goOn = (): void => {
        signal.removeEventListener('abort', goOn);
        isFull = false;
        draining = null;
        resolve();
      };
      stdout.once?.('drain', goOn);
      signal.addEventListener('abort', goOn, { once: true });
    });
  }

  return {
    write(event) {
      const text = format === 'ndjson' ? `${JSON.stringify(event)}\n` : renderLiveEvent(event, palette);
      if (stdout.write(text) === false) isFull = true;
    },
    async drained(signal) {
      if (!isFull || signal.aborted) return;
      draining ??= drain(signal);
      await draining;
    },
  };
}
