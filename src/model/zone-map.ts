/** The zone and conduit map of a plant: what a drawing of IEC 62443-3-2 ZCR 6.3 shows, before anybody lays it out. */
import type { OperationClass } from './catalogue.ts';
import type { PlanConduit, PlanGrant, PlanZone } from './plan.ts';

export interface ZoneMap {
  readonly plant: string;
  /** The upper levels first, then by id. */
  readonly zones: readonly MapZone[];
  /** Zones that some conduit joins, each pair once; the upper end first. */
  readonly links: readonly MapLink[];
  readonly boundaries: readonly MapBoundary[];
}

export interface MapZone {
  readonly zone: PlanZone;
  /** How many assets are in it. */
  readonly assets: number;
  /** What its members may do among each other; null where no conduit says so. */
  readonly inside: MapTraffic | null;
  /** Boundaries that it lies behind. */
  readonly boundaries: readonly ZoneSide[];
}

/** The interfaces of a boundary behind which a zone lies. */
export interface ZoneSide {
  readonly boundary: string;
  readonly interfaces: readonly string[];
}

export interface MapLink {
  /** Counts from 1 over the links of a map, so that a drawing, a table and a text can speak of the same one. */
  readonly number: number;
  readonly ends: readonly [upper: string, lower: string];
  /** One or two, downwards first. */
  readonly traffic: readonly MapTraffic[];
  /** Boundaries that have the two zones behind different interfaces: whatever passes here passes there. */
  readonly boundaries: readonly string[];
}

/** What may be begun in one direction. */
export interface MapTraffic {
  readonly from: string;
  readonly to: string;
  readonly conduits: readonly PlanConduit[];
  readonly grants: readonly PlanGrant[];
  /** By protocol. */
  readonly carries: readonly Carried[];
  /** Rego that only the compiled policy can judge and that may allow more. */
  readonly guards: readonly string[];
}

export interface Carried {
  /** Protocol id, or a transport where any protocol on it is meant. */
  readonly protocol: string;
  /** Sorted; null: every operation. */
  readonly classes: readonly OperationClass[] | null;
}

export interface MapBoundary {
  readonly id: string;
  /** `A`, `B`: how drawings name it where there is no room. */
  readonly sign: string;
  readonly dialect: string;
  readonly interfaces: readonly { readonly name: string; readonly zones: readonly string[] }[];
}
