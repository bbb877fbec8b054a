/** Turns the counted slots into conversations, once it is known which rows a richer log describes as well. */
import type { Conversation, MissingField, ObjectRange } from '../model/conversation.ts';
import { compareConversations } from './conversation-order.ts';
import { evidenceOf, insertEvidence } from './evidence-order.ts';
import { absent, missingBits, unconditional } from './observation-sink.ts';
import type { SlotNames } from './slot-names.ts';
import {
  conditionPlace,
  createSlotTable,
  evidencePerSlot,
  keyWidth,
  type SlotColumns,
  type SlotTable,
} from './slot-table.ts';

/** All conversations of a table, sorted; `covered` says which conditions failed. */
export function settleConversations(
  slots: SlotTable,
  names: SlotNames,
  covered: (condition: number) => boolean,
): Conversation[] {
  const settled = mergeConditions(slots, covered);
  const conversations: Conversation[] = [];
  for (let slot = 0; slot < settled.size(); slot++) {
    if ((settled.columns.counts[slot] ?? 0) > 0) conversations.push(readSlot(settled.columns, slot, names));
  }
  return conversations.sort(compareConversations);
}

/** Moves what was counted under a condition to the slot that is the same without it. */
function mergeConditions(slots: SlotTable, covered: (condition: number) => boolean): SlotTable {
  const from = slots.columns;
  const anyCondition = from.keys.some((value, at) => at % keyWidth === conditionPlace && value !== unconditional);
  if (!anyCondition) return slots;
  const merged = createSlotTable(slots.size());
  for (let slot = 0; slot < slots.size(); slot++) {
    const [
      channel = 0,
      operation = 0,
      unit = 0,
      table = 0,
      first = 0,
      count = 0,
      missing = 0,
      bucket = 0,
      condition = 0,
    ] = from.keys.subarray(slot * keyWidth, (slot + 1) * keyWidth);
    if (covered(condition)) continue;
    const target = merged.slot(channel, operation, unit, table, first, count, missing, bucket, unconditional);
    addSlot(merged.columns, target, from, slot);
  }
  return merged;
}

function addSlot(to: SlotColumns, target: number, from: SlotColumns, slot: number): void {
  to.counts[target] = (to.counts[target] ?? 0) + (from.counts[slot] ?? 0);
  to.refused[target] = (to.refused[target] ?? 0) + (from.refused[slot] ?? 0);
  to.first[target] = Math.min(to.first[target] ?? 0, from.first[slot] ?? 0);
  to.last[target] = Math.max(to.last[target] ?? 0, from.last[slot] ?? 0);
  const base = slot * evidencePerSlot;
  for (let at = base; at < base + evidencePerSlot; at++) {
    const evidence = from.evidences[at];
    if (evidence !== undefined) insertEvidence(to, target, from.evidenceTimes[at] ?? 0, evidence);
  }
}

/** What was counted in one slot. */
export function readSlot(columns: SlotColumns, slot: number, names: SlotNames): Conversation {
  const base = slot * keyWidth;
  const [channel = 0, operation = 0, unit = 0, table = 0, first = 0, count = 0, missing = 0, bucket = 0] =
    columns.keys.subarray(base, base + keyWidth);
  return {
    ...names.endpoints(channel),
    operation: names.operation(operation),
    object: readObject(unit, names.table(table), first, count),
    missing: missingFields(missing),
    bucket,
    count: columns.counts[slot] ?? 0,
    refused: columns.refused[slot] ?? 0,
    first: columns.first[slot] ?? 0,
    last: columns.last[slot] ?? 0,
    evidence: evidenceOf(columns, slot),
  };
}

function readObject(unit: number, table: string | null, first: number, count: number): ObjectRange | null {
  if (unit === absent && table === null && first === absent && count === absent) return null;
  return { unit: present(unit), table, first: present(first), count: present(count) };
}

function present(value: number): number | null {
  return value === absent ? null : value;
}

const missingLists: readonly (readonly MissingField[])[] = Array.from({ length: 16 }, (_, mask) =>
  (['protocol', 'operation', 'object', 'time'] as const).filter((field) => (mask & missingBits[field]) !== 0),
);

function missingFields(mask: number): readonly MissingField[] {
  return missingLists[mask] ?? [];
}
