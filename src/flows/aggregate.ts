/**
 * Counts observations as they come: what is kept is one line per distinct conversation, never one per packet.
 * The result does not depend on the order of the input.
 */
import type { Conversation, Observation } from '../model/conversation.ts';
import type { DeviceIdentity } from '../model/identity.ts';
import { createCorrelation } from './correlate.ts';
import { createCounting } from './counting.ts';
import { type FlowContext, resolveFlowLimits } from './flow-context.ts';
import { type ObservationSink, observe } from './observation-sink.ts';
import { readSlot, settleConversations } from './settle.ts';

/** A sink whose content can be asked for. */
export interface Aggregator extends ObservationSink {
  /** Counts one observation; readers use the numbered entries of the sink instead. */
  add(observation: Observation): void;
  /** Everything counted so far, sorted. Rows that a richer log of the same run describes are left out. */
  conversations(): Conversation[];
  /** What was said about devices so far, sorted by address. */
  devices(): DeviceIdentity[];
  /** What was counted in one slot so far. */
  conversationOf(slot: number): Conversation;
}

/** An empty aggregator for all the files of one run. */
export function createAggregator(context: FlowContext): Aggregator {
  const correlation = createCorrelation(resolveFlowLimits(context).heldRows);
  const { sink, slots, names, facts } = createCounting(context, correlation, () => {});
  return {
    ...sink,
    add: (observation) => observe(sink, observation),
    conversations: () => settleConversations(slots, names, correlation.covered),
    devices: facts.devices,
    conversationOf: (slot) => readSlot(slots.columns, slots.row(slot), names),
  };
}
