/**
 * Pairs of zones that a conduit stands for, looked at by groups of zones that are alike, so that a conduit between
 * every two of a thousand zones costs no million steps.
 */
import type { Conduit } from '../../model/plant.ts';
import type { CheckContext } from './check-context.ts';

/** Pairs of zones of which one thing holds. */
export interface ZonePairs {
  /** The first of them, in order of ids. */
  readonly from: string;
  readonly to: string;
  /** How many there are. */
  readonly count: number;
}

/**
 * The pairs of a conduit for whose groups `holds`; null when there are none. A zone with itself is no pair, and
 * `same` names no other.
 */
export function pairsWhere(
  conduit: Conduit,
  groupOf: (zone: string) => string,
  holds: (from: string, to: string) => boolean,
  context: CheckContext,
): ZonePairs | null {
  if (conduit.to.value.text === 'same') return null;
  const from = Map.groupBy(context.zonesOf(conduit.from.value), groupOf);
  const to = Map.groupBy(context.zonesOf(conduit.to.value), groupOf);
  let first: { readonly from: string; readonly to: string } | null = null;
  let count = 0;
  for (const [fromGroup, sources] of from) {
    for (const [toGroup, destinations] of to) {
      if (!holds(fromGroup, toGroup)) continue;
      const others = new Set(destinations);
      count += sources.length * destinations.length - sources.filter((zone) => others.has(zone)).length;
      first ??= firstPair(sources, destinations);
    }
  }
  return first === null ? null : { ...first, count };
}

function firstPair(sources: readonly string[], destinations: readonly string[]): { from: string; to: string } | null {
  for (const from of sources) {
    const to = destinations.find((zone) => zone !== from);
    if (to !== undefined) return { from, to };
  }
  return null;
}
