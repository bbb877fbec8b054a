/** Collects the guards of one allowlist; those that differ only in their zone pairs are one. */
import type { PlanAllowlist, PlanConduit, PlanGuard } from '../../../model/plan.ts';
import { compareSpans, type Span } from '../../../model/span.ts';

/** What did not lower. */
export interface GuardNote {
  /** Id of the grant, or null for the allowlist as a whole. */
  readonly grant: string | null;
  readonly at: Span;
  readonly reason: string;
}

type ZonePair = PlanGuard['pairs'][number];

export interface GuardList {
  /** `between` is the conduit in which the note was made; null means all conduits of the allowlist. */
  readonly add: (note: GuardNote, between: Pick<PlanConduit, 'from' | 'to'> | null) => void;
  readonly guards: () => readonly PlanGuard[];
}

export function createGuardList(
  { name: allowlist }: Pick<PlanAllowlist, 'name'>,
  conduits: readonly PlanConduit[],
): GuardList {
  const found = new Map<string, { readonly note: GuardNote; readonly pairs: Map<string, ZonePair> }>();
  return {
    add: (note, between) => {
      const key = JSON.stringify([note.grant, note.at, note.reason]);
      const known = found.get(key) ?? { note, pairs: new Map<string, ZonePair>() };
      found.set(key, known);
      for (const { from, to } of between === null ? conduits : [between])
        known.pairs.set(JSON.stringify([from, to]), { from, to });
    },
    guards: () =>
      [...found.values()]
        .map(({ note: { grant, at, reason }, pairs }) => ({
          name: `plant.allow.${allowlist}${grant === null ? '' : `/${grant}`}`,
          allowlist,
          pairs: [...pairs.values()].sort(comparePairs),
          at,
          reason,
        }))
        .sort(compareGuards),
  };
}

/** By name, then by place. */
export function compareGuards(a: PlanGuard, b: PlanGuard): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return compareSpans(a.at, b.at) || (a.reason < b.reason ? -1 : a.reason > b.reason ? 1 : 0);
}

function comparePairs(a: ZonePair, b: ZonePair): number {
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  return a.to < b.to ? -1 : a.to > b.to ? 1 : 0;
}
