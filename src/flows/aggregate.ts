/**
 * Counts observations as they come: what is kept is one line per distinct conversation, never one per packet.
 * The result does not depend on the order of the input.
 */
import type { Conversation, Observation } from '../model/conversation.ts';
import type { DeviceIdentity } from '../model/identity.ts';
import { createCorrelation } from './correlate.ts';
import { insertEvidence } from './evidence-order.ts';
import { type FlowContext, resolveFlowLimits } from './flow-context.ts';
import { createFactTable } from './identity/fact-table.ts';
import { absent, fullSlot, missingMask, type ObservationSink, unconditional } from './observation-sink.ts';
import { readSlot, settleConversations } from './settle.ts';
import { createSlotNames } from './slot-names.ts';
import { conditionPlace, createSlotTable, evidencePerSlot, keyWidth } from './slot-table.ts';

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
  /** Whether what was counted in a slot counts whatever comes, may yet be left out, or is left out. */
  standingOf(slot: number): 'counts' | 'waits' | 'covered';
}

/** An empty aggregator for all the files of one run. */
export function createAggregator(context: FlowContext): Aggregator {
  const limits = resolveFlowLimits(context);
  const slots = createSlotTable(limits.conversations);
  const names = createSlotNames(limits.conversations);
  const correlation = createCorrelation(limits.heldRows);
  const facts = createFactTable(limits.facts);
  const { columns } = slots;
  let overflow = 0;

  const sink: ObservationSink = {
    channel: names.channel,
    operation: names.operationNumber,
    table: names.tableNumber,
    condition: correlation.condition,
    slot(channel, operation, unit, table, first, count, missing, bucket, condition) {
      if (channel < 0 || operation < 0 || table < 0) return fullSlot;
      return slots.slot(channel, operation, unit, table, first, count, missing, bucket, condition);
    },
    observe(slot, micros) {
      if (slot < 0) {
        overflow++;
        return false;
      }
      columns.counts[slot] = (columns.counts[slot] ?? 0) + 1;
      if (micros < (columns.first[slot] ?? 0)) columns.first[slot] = micros;
      if (micros > (columns.last[slot] ?? 0)) columns.last[slot] = micros;
      return micros <= (columns.evidenceTimes[slot * evidencePerSlot + evidencePerSlot - 1] ?? 0);
    },
    evidence(slot, micros, evidence) {
      if (slot >= 0) insertEvidence(columns, slot, micros, evidence);
    },
    refuse(slot) {
      if (slot >= 0) columns.refused[slot] = (columns.refused[slot] ?? 0) + 1;
    },
    identify: facts.add,
    factOverflow: facts.overflow,
    cover: correlation.cover,
    coverOne: correlation.coverOne,
    isCovered: correlation.isCovered,
    isCovering: correlation.isCovering,
    overflow: () => overflow,
    forgotten: correlation.forgotten,
  };

  return {
    ...sink,
    add(observation) {
      const { object } = observation;
      const slot = sink.slot(
        sink.channel(observation),
        sink.operation(observation.operation),
        object?.unit ?? absent,
        sink.table(object?.table ?? null),
        object?.first ?? absent,
        object?.count ?? absent,
        missingMask(observation.missing),
        observation.bucket,
        unconditional,
      );
      if (sink.observe(slot, observation.time)) sink.evidence(slot, observation.time, observation.evidence);
      if (observation.refused) sink.refuse(slot);
    },
    conversations: () => settleConversations(slots, names, correlation.covered),
    devices: facts.devices,
    conversationOf: (slot) => readSlot(columns, slot, names),
    standingOf(slot) {
      const condition = columns.keys[slot * keyWidth + conditionPlace] ?? unconditional;
      if (condition === unconditional) return 'counts';
      return correlation.covered(condition) >= (columns.counts[slot] ?? 0) ? 'covered' : 'waits';
    },
  };
}
