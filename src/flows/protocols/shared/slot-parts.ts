/**
 * Slots of a request with several parts, some of which its answer may refuse. What a pending request keeps is then, for
 * each operation, the slot and the part of the request that asks for it.
 */
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';

/** Slot and part by turns. */
export type SlotParts = readonly number[];

/** Tells that all of a request is answered. */
export function tellAnswered(slots: SlotParts, output: OperationOutput): void {
  for (let at = 0; at < slots.length; at += 2) output.answered(slots[at] ?? absent);
}

/** Refuses all of a request. */
export function refuseAll(slots: SlotParts, output: OperationOutput): void {
  for (let at = 0; at < slots.length; at += 2) output.refuse(slots[at] ?? absent);
}

/** Refuses one part of a request. */
export function refusePart(slots: SlotParts, part: number, output: OperationOutput): void {
  for (let at = 0; at < slots.length; at += 2) if (slots[at + 1] === part) output.refuse(slots[at] ?? absent);
}
