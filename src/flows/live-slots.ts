/**
 * Counts traffic that is judged while it goes on, for as long as it goes on: rows wait a while for a log that says more
 * about their connection, and the conversations that were not seen for longest give way to new ones.
 */
import type { Conversation, Evidence } from '../model/conversation.ts';
import { createCounting } from './counting.ts';
import { insertEvidence } from './evidence-order.ts';
import { type FlowContext, resolveFlowLimits } from './flow-context.ts';
import { createLiveCorrelation } from './live-correlation.ts';
import { type ObservationSink, unconditional } from './observation-sink.ts';
import { readSlot } from './settle.ts';
import { conditionPlace, evidencePerSlot, keyWidth } from './slot-table.ts';

export interface LiveSlots {
  readonly sink: ObservationSink;
  /** The slots whose counts have changed since the last call, at a time in milliseconds; rows that wait are not among them. */
  take(now: number): number[];
  /** The same when nothing more will come, so that no row needs to wait. */
  takeAll(): number[];
  /** What was counted in a slot so far. */
  conversationOf(slot: number): Conversation;
}

export interface LiveSlotsOptions {
  /** Milliseconds that a row waits for another log of its connection. */
  readonly patience: number;
  /** Called with slots that are about to be given up, the one not seen for longest first; their counts can still be read. */
  readonly giveUp: (slots: readonly number[]) => void;
}

/** How many were in a slot when it began to wait, and until when they wait. */
interface Waiting {
  readonly count: number;
  readonly due: number;
}

/** Nothing counted yet; the bounds are those of the context. */
export function createLiveSlots(context: FlowContext, { patience, giveUp }: LiveSlotsOptions): LiveSlots {
  const limits = resolveFlowLimits(context);
  const correlation = createLiveCorrelation(limits.heldRows);
  const { sink, slots, names } = createCounting(context, correlation, makeRoom);
  const { columns } = slots;
  const changed = new Set<number>();
  const waiting = new Map<number, Waiting>();

  function makeRoom(): void {
    // Rows that waited may leave no room behind, as they are counted in others then.
    do giveUpOldest();
    while (!slots.hasRoom());
  }

  /** Gives up the eighth that was not seen for longest, so that finding it costs little for each new conversation. */
  function giveUpOldest(): void {
    const times = columns.seen.slice(0, slots.size()).sort();
    const latest = times[Math.max(Math.floor(limits.conversations / 8), 1) - 1] ?? 0;
    const rows = Array.from({ length: slots.size() }, (_, row) => row).filter((row) => seenAt(row) <= latest);
    const oldest = rows.sort((a, b) => seenAt(a) - seenAt(b)).map(slots.slotAt);
    for (const slot of oldest) if (conditionOf(slot) !== unconditional) settle(slot, Number.POSITIVE_INFINITY);
    // A row that waited may just have been counted in one of the others.
    const given = oldest.filter((slot) => slots.row(slot) >= 0 && seenAt(slots.row(slot)) <= latest);
    if (given.length > 0) giveUp(given);
    for (const slot of given) {
      changed.delete(slot);
      slots.remove(slot);
    }
  }

  function seenAt(row: number): number {
    return columns.seen[row] ?? 0;
  }

  function conditionOf(slot: number): number {
    return columns.keys[slots.row(slot) * keyWidth + conditionPlace] ?? unconditional;
  }

  /** Leaves out what a richer log describes, and counts the rest of the first `most` for good; answers the former. */
  function settle(slot: number, most: number): number {
    const row = slots.row(slot);
    const count = columns.counts[row] ?? 0;
    const described = correlation.take(conditionOf(slot), count);
    const moved = Math.max(0, Math.min(most, count) - described);
    if (described + moved === 0) return 0;
    const part = moved === 0 ? null : copyOf(row, moved);
    const left = count - described - moved;
    columns.counts[row] = left;
    columns.refused[row] = Math.min(left, (columns.refused[row] ?? 0) - (part?.refused ?? 0));
    changed.delete(slot);
    if (left === 0) {
      slots.remove(slot);
      waiting.delete(slot);
    }
    if (part !== null) countPart(part);
    return described;
  }

  function copyOf(row: number, count: number): Part {
    const evidence = row * evidencePerSlot;
    return {
      key: columns.keys.slice(row * keyWidth, (row + 1) * keyWidth),
      count,
      refused: Math.min(columns.refused[row] ?? 0, count),
      first: columns.first[row] ?? 0,
      last: columns.last[row] ?? 0,
      times: columns.evidenceTimes.slice(evidence, evidence + evidencePerSlot),
      evidences: columns.evidences.slice(evidence, evidence + evidencePerSlot),
    };
  }

  function countPart({ key, count, refused, first, last, times, evidences }: Part): void {
    const [channel = 0, operation = 0, unit = 0, table = 0, from = 0, number = 0, missing = 0, bucket = 0] = key;
    const find = (): number =>
      slots.slot(channel, operation, unit, table, from, number, missing, bucket, unconditional);
    let slot = find();
    if (slot < 0) {
      makeRoom();
      slot = find();
    }
    const row = slots.row(slot);
    columns.counts[row] = (columns.counts[row] ?? 0) + count;
    columns.refused[row] = (columns.refused[row] ?? 0) + refused;
    columns.first[row] = Math.min(columns.first[row] ?? 0, first);
    columns.last[row] = Math.max(columns.last[row] ?? 0, last);
    for (const [place, evidence] of evidences.entries())
      if (evidence !== undefined) insertEvidence(columns, row, times[place] ?? 0, evidence);
    slots.see(row);
    changed.add(slot);
  }

  /** Moves the changed rows that wait for another log from `changed` to `waiting`. */
  function beginToWait(due: number): void {
    for (const slot of changed) {
      if (conditionOf(slot) === unconditional) continue;
      changed.delete(slot);
      if (!waiting.has(slot)) waiting.set(slot, { count: columns.counts[slots.row(slot)] ?? 0, due });
    }
  }

  function takeChanged(): number[] {
    const taken = [...changed];
    changed.clear();
    return taken;
  }

  return {
    sink: {
      ...sink,
      observe(slot, micros) {
        if (slots.row(slot) >= 0) changed.add(slot);
        return sink.observe(slot, micros);
      },
    },
    take(now) {
      beginToWait(now + patience);
      for (const [slot, { count, due }] of waiting) {
        if (now < due) {
          const described = settle(slot, 0);
          if (described > 0 && waiting.has(slot)) waiting.set(slot, { count: Math.max(0, count - described), due });
        } else {
          settle(slot, count);
          const left = columns.counts[slots.row(slot)];
          if (waiting.has(slot)) waiting.set(slot, { count: left ?? 0, due: now + patience });
        }
      }
      return takeChanged();
    },
    takeAll() {
      beginToWait(0);
      for (const slot of waiting.keys()) settle(slot, Number.POSITIVE_INFINITY);
      return takeChanged();
    },
    conversationOf: (slot) => readSlot(columns, slots.row(slot), names),
  };
}

/** Counts that move from one slot to another. */
interface Part {
  readonly key: Float64Array;
  readonly count: number;
  readonly refused: number;
  readonly first: number;
  readonly last: number;
  readonly times: Float64Array;
  readonly evidences: readonly (Evidence | undefined)[];
}
