/** Data sets that came before their template (RFC 7011 8), until it comes or others need the room. */
import type { ExportTime } from './flow-times.ts';

export interface HeldSet {
  /** Number of the observation domain in the messages. */
  readonly domain: number;
  readonly template: number;
  readonly bytes: Uint8Array;
  readonly exported: Readonly<ExportTime>;
  readonly position: number;
}

/** The sets that wait in one observation domain, by their template. */
export type WaitingSets = Map<number, Set<HeldSet>>;

export interface HeldSets {
  /** Keeps a set in its domain. */
  hold(waiting: WaitingSets, set: HeldSet): void;
  /** Takes out what waited for a template, in the order in which it came. */
  take(waiting: WaitingSets, template: number): readonly HeldSet[];
  /** Gives up what still waits. */
  finish(): void;
}

const mostBytes = 1024 * 1024;
const mostSets = 4096;

/** No sets; `lost` is told of each that is given up. */
export function createHeldSets(lost: (set: HeldSet) => void): HeldSets {
  /** All sets, the oldest first, with the domain that each waits in. */
  const all = new Map<HeldSet, WaitingSets>();
  let held = 0;

  function giveUp(set: HeldSet, waiting: WaitingSets): void {
    all.delete(set);
    held -= set.bytes.length;
    const others = waiting.get(set.template);
    others?.delete(set);
    if (others?.size === 0) waiting.delete(set.template);
    lost(set);
  }

  return {
    hold(waiting, set) {
      const others = waiting.get(set.template) ?? new Set();
      others.add(set);
      waiting.set(set.template, others);
      all.set(set, waiting);
      held += set.bytes.length;
      for (const [oldest, place] of all) {
        if (held <= mostBytes && all.size <= mostSets) break;
        giveUp(oldest, place);
      }
    },
    take(waiting, template) {
      const sets = [...(waiting.get(template) ?? [])];
      waiting.delete(template);
      for (const set of sets) {
        all.delete(set);
        held -= set.bytes.length;
      }
      return sets;
    },
    finish() {
      for (const [set, waiting] of all) giveUp(set, waiting);
    },
  };
}
