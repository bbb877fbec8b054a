/** Counts observations in a table of slots: the sink that runs over finished files and live ones have in common. */
import type { Correlation } from './correlate.ts';
import { insertEvidence } from './evidence-order.ts';
import { type FlowContext, resolveFlowLimits } from './flow-context.ts';
import { createFactTable, type FactTable } from './identity/fact-table.ts';
import { fullSlot, type ObservationSink } from './observation-sink.ts';
import { createSlotNames, type SlotNames } from './slot-names.ts';
import { createSlotTable, evidencePerSlot, keyWidth, type SlotTable } from './slot-table.ts';

export interface Counting {
  readonly sink: ObservationSink;
  readonly slots: SlotTable;
  readonly names: SlotNames;
  readonly facts: FactTable;
}

/** Nothing counted yet. `makeRoom` is called when there is no place for another conversation, and may make some. */
export function createCounting(context: FlowContext, correlation: Correlation, makeRoom: () => void): Counting {
  const limits = resolveFlowLimits(context);
  const slots = createSlotTable(limits.conversations);
  const { columns } = slots;
  const names = createSlotNames(limits.conversations, (mark) => {
    for (let row = 0; row < slots.size(); row++)
      if ((columns.seen[row] ?? 0) > 0) mark(columns.keys[row * keyWidth] ?? 0);
  });
  const facts = createFactTable(limits.facts);
  let overflow = 0;

  const sink: ObservationSink = {
    channel: names.channel,
    operation: names.operationNumber,
    table: names.tableNumber,
    condition: correlation.condition,
    slot(channel, operation, unit, table, first, count, missing, bucket, condition) {
      const number = names.channelNumber(channel);
      if (number < 0 || operation < 0 || table < 0) return fullSlot;
      const slot = slots.slot(number, operation, unit, table, first, count, missing, bucket, condition);
      if (slot !== fullSlot) return slot;
      makeRoom();
      const again = names.channelNumber(channel);
      return slots.slot(again, operation, unit, table, first, count, missing, bucket, condition);
    },
    holds: (slot) => slots.row(slot) >= 0,
    observe(slot, micros) {
      const row = slots.row(slot);
      if (row < 0) {
        overflow++;
        return false;
      }
      columns.counts[row] = (columns.counts[row] ?? 0) + 1;
      if (micros < (columns.first[row] ?? 0)) columns.first[row] = micros;
      if (micros > (columns.last[row] ?? 0)) columns.last[row] = micros;
      slots.see(row);
      return micros <= (columns.evidenceTimes[row * evidencePerSlot + evidencePerSlot - 1] ?? 0);
    },
    evidence(slot, micros, evidence) {
      const row = slots.row(slot);
      if (row >= 0) insertEvidence(columns, row, micros, evidence);
    },
    refuse(slot) {
      const row = slots.row(slot);
      if (row >= 0) columns.refused[row] = (columns.refused[row] ?? 0) + 1;
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
  return { sink, slots, names, facts };
}
