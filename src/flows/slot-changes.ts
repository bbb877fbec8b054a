/** Notes in which slots something was counted, for traffic that is judged while it goes on. */
import type { ObservationSink } from './observation-sink.ts';

export interface SlotChanges {
  /** Counts into the sink that was given, and notes where. */
  readonly sink: ObservationSink;
  /** The slots that were counted in since the last call. */
  take(): number[];
}

/** No changes yet; holds at most one number for each slot of the sink. */
export function createSlotChanges(sink: ObservationSink): SlotChanges {
  const changed = new Set<number>();
  return {
    sink: {
      ...sink,
      observe(slot, micros) {
        if (slot >= 0) changed.add(slot);
        return sink.observe(slot, micros);
      },
    },
    take() {
      const slots = [...changed];
      changed.clear();
      return slots;
    },
  };
}
