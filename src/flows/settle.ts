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

/** All conversations of a table, sorted; `covered` says how many observations under a condition do not count. */
export function settleConversations(
  slots: SlotTable,
  names: SlotNames,
  covered: (condition: number) => number,
): Conversation[] {
  const settled = mergeConditions(slots, countWhatIsLeft(slots, names, covered));
  const conversations: Conversation[] = [];
  for (let slot = 0; slot < settled.size(); slot++) {
    if ((settled.columns.counts[slot] ?? 0) > 0) conversations.push(readSlot(settled.columns, slot, names));
  }
  return conversations.sort(compareConversations);
}

/** By slot: how many of its observations no richer log describes; null when all count. */
function countWhatIsLeft(
  slots: SlotTable,
  names: SlotNames,
  covered: (condition: number) => number,
): Float64Array | null {
  const { columns } = slots;
  const left = columns.counts.slice(0, slots.size());
  /** Slots of one condition and operation of which some count, and some do not. */
  const shared = new Map<string, { readonly slots: number[]; readonly covered: number }>();
  let anyCondition = false;
  for (let slot = 0; slot < left.length; slot++) {
    const condition = columns.keys[slot * keyWidth + conditionPlace] ?? unconditional;
    if (condition === unconditional) continue;
    anyCondition = true;
    const described = covered(condition);
    if (described === Number.POSITIVE_INFINITY) left[slot] = 0;
    else if (described > 0) {
      const group = `${condition} ${columns.keys[slot * keyWidth + 1]}`;
      const known = shared.get(group) ?? { slots: [], covered: described };
      known.slots.push(slot);
      shared.set(group, known);
    }
  }
  for (const group of shared.values()) takeEarliest(left, group.slots, group.covered, columns, names);
  return anyCondition ? left : null;
}

/** Takes so many observations from the slots, the earliest first, whatever the order in which they were read. */
function takeEarliest(
  left: Float64Array,
  group: readonly number[],
  covered: number,
  columns: SlotColumns,
  names: SlotNames,
): void {
  const read = group.map((slot) => ({ slot, conversation: readSlot(columns, slot, names) }));
  read.sort(
    (a, b) => a.conversation.first - b.conversation.first || compareConversations(a.conversation, b.conversation),
  );
  let rest = covered;
  for (const { slot } of read) {
    const taken = Math.min(rest, left[slot] ?? 0);
    left[slot] = (left[slot] ?? 0) - taken;
    rest -= taken;
  }
}

/** Moves what is left of what was counted under a condition to the slot that is the same without it. */
function mergeConditions(slots: SlotTable, left: Float64Array | null): SlotTable {
  if (left === null) return slots;
  const from = slots.columns;
  const merged = createSlotTable(slots.size());
  for (let slot = 0; slot < slots.size(); slot++) {
    const share = left[slot] ?? 0;
    if (share === 0) continue;
    const [channel = 0, operation = 0, unit = 0, table = 0, first = 0, count = 0, missing = 0, bucket = 0] =
      from.keys.subarray(slot * keyWidth, (slot + 1) * keyWidth);
    const target = merged.slot(channel, operation, unit, table, first, count, missing, bucket, unconditional);
    addSlot(merged.columns, target, from, slot, share);
  }
  return merged;
}

function addSlot(to: SlotColumns, target: number, from: SlotColumns, slot: number, count: number): void {
  to.counts[target] = (to.counts[target] ?? 0) + count;
  to.refused[target] = (to.refused[target] ?? 0) + Math.min(from.refused[slot] ?? 0, count);
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
  const endpoints = names.endpoints(channel);
  return {
    ...endpoints,
    drop: endpoints.drop ?? null,
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
