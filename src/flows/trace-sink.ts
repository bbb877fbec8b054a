/** A sink that also tells a trace where each observation stands, whatever its conversation keeps as evidence. */
import type { ObservationSink } from './observation-sink.ts';
import type { PlaceTrace } from './place-trace.ts';

/** Asks for the evidence of every observation, and passes on what the sink itself would have asked for. */
export function traceSink(sink: ObservationSink, trace: PlaceTrace): ObservationSink {
  let isKept = false;
  return {
    ...sink,
    observe(slot, micros) {
      isKept = sink.observe(slot, micros);
      return true;
    },
    evidence(slot, micros, evidence) {
      trace.shows(evidence.position, slot);
      if (isKept) sink.evidence(slot, micros, evidence);
    },
  };
}
