/** Keeps the earliest evidence of a conversation, whatever order the input comes in. */
import type { Evidence } from '../model/conversation.ts';
import { evidencePerSlot, type SlotColumns } from './slot-table.ts';

/** Puts evidence in its place among the earliest of a slot, or drops it. */
export function insertEvidence(columns: SlotColumns, slot: number, micros: number, evidence: Evidence): void {
  const base = slot * evidencePerSlot;
  const { evidenceTimes, evidences } = columns;
  let place = evidencePerSlot;
  while (place > 0 && precedes(micros, evidence, evidenceTimes[base + place - 1], evidences[base + place - 1])) place--;
  if (place === evidencePerSlot) return;
  for (let at = evidencePerSlot - 1; at > place; at--) {
    evidenceTimes[base + at] = evidenceTimes[base + at - 1] ?? Number.POSITIVE_INFINITY;
    evidences[base + at] = evidences[base + at - 1];
  }
  evidenceTimes[base + place] = micros;
  evidences[base + place] = evidence;
}

/** The evidence of a slot, the earliest first. */
export function evidenceOf(columns: SlotColumns, slot: number): readonly Evidence[] {
  const base = slot * evidencePerSlot;
  return columns.evidences.slice(base, base + evidencePerSlot).filter((evidence) => evidence !== undefined);
}

function precedes(
  micros: number,
  evidence: Evidence,
  otherTime: number | undefined,
  other: Evidence | undefined,
): boolean {
  if (other === undefined || otherTime === undefined) return true;
  if (micros !== otherTime) return micros < otherTime;
  if (evidence.file !== other.file) return evidence.file < other.file;
  if (evidence.position !== other.position) return evidence.position < other.position;
  return (evidence.uid ?? '') < (other.uid ?? '');
}
