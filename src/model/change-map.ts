/** What a change does, on the zone and conduit map: both versions on one map, and at each line what opens and closes. */
import type { DiffGroup, DiffMove } from './plan-diff.ts';
import type { ZoneMap } from './zone-map.ts';

export interface ChangeMap {
  /** The zones and conduits of the head, and those of the base that are gone, with what they carried. */
  readonly map: ZoneMap;
  /** In the order of the map's zones. */
  readonly zones: readonly ZoneChange[];
  /** In the order of the map's links. */
  readonly links: readonly TrafficChange[];
}

/** Whether it is in both versions, in the head alone or in the base alone. */
export type Presence = 'kept' | 'new' | 'gone';

export interface ZoneChange {
  readonly presence: Presence;
  /** Its id in the base, where that is another one. */
  readonly before: string | null;
  readonly inside: TrafficChange;
  /** Assets that have other addresses. */
  readonly moved: readonly DiffMove[];
}

export interface TrafficChange {
  readonly presence: Presence;
  readonly opened: readonly DiffGroup[];
  readonly closed: readonly DiffGroup[];
  /** Rego that is not the same and that only the compiled policy can judge. */
  readonly uncompared: readonly string[];
}
