/**
 * The shape of `data.keyed`: the plan's grants as nested lookups, so that a decision costs the same at ten
 * conduits and at ten thousand. WASM has no rule index and no early exit, hence lookups and never scans.
 * Which grants stand behind a decision is not in here but in the plan: without names, thousands of conduits share a
 * few tables, and the data of the largest plant stays small enough to load.
 * `policies/zonewright/keyed.rego` reads it; docs/architecture.md explains the steps.
 */

import type { IntegerRange } from './plant.ts';

export interface KeyedData {
  /** Zone, then asset id (`*` for an undeclared member), to the class of endpoints that grants cannot tell apart. */
  readonly source: ByText<ByText<string>>;
  /** As `source`, with `~broadcast` and `~multicast`. */
  readonly destination: ByText<ByText<string>>;
  /** Source class, then destination class, to a key of `services`. */
  readonly allow: ByText<ByText<string>>;
  /** Protocol, then port class, to a key of `tables`. */
  readonly services: ByText<ByText<ByText<string>>>;
  /** Protocol, then transport, to the classes of ports that its grants distinguish. */
  readonly ports: ByText<ByText<PortClasses>>;
  /** Operation class, then operation name; `*` stands for every one that is not written out. */
  readonly tables: ByText<ClassTable>;
  /** Zones whose members may talk to one another freely. */
  readonly free: ByText<true>;
  /** From zone, to zone, to the Rego allowlists that speak there. */
  readonly allowlists: ByText<ByText<readonly string[]>>;
  /** Usual ports of each protocol by transport, for Rego that does not look at ports; empty without allowlists. */
  readonly usual: ByText<ByText<readonly IntegerRange[]>>;
  /** Operations by protocol, for the session operations of Rego grants; empty without allowlists. */
  readonly operations: ByText<readonly KeyedOperation[]>;
}

export type ByText<T> = Readonly<Record<string, T>>;

export interface KeyedOperation {
  readonly class: string;
  readonly code: string;
  readonly name: string;
}

export interface PortClasses {
  readonly exact: ByText<string>;
  /** Ranges by `port div 256`, so that only a few are looked at. */
  readonly ranges: ByText<readonly PortRange[]>;
}

export interface PortRange {
  readonly from: number;
  readonly to: number;
  readonly class: string;
}

export type ClassTable = ByText<NameTable>;
export type NameTable = ByText<Entry>;

/** Under which conditions an operation is allowed. */
export interface Entry {
  /** Whatever the objects. */
  readonly any: Conditions;
  /** Within limits of objects, by object table; `*` for every table that is not written out. */
  readonly tables?: ByText<UnitTable>;
}

/** Ways to be allowed: in each, all of the named windows are active. Sorted, none of them implied by another. */
export type Conditions = readonly (readonly string[])[];

export interface UnitTable {
  /** Disjoint intervals of units, sorted. */
  readonly units: readonly { readonly from: number; readonly to: number; readonly cell: Cell }[];
  /** For every other unit, and for protocols without units; only grants that name no unit. */
  readonly rest: Cell;
}

export interface Cell {
  /** Without a limit of the range. */
  readonly whole: Conditions;
  /** Disjoint intervals of objects, sorted, with the conditions under which they are allowed. */
  readonly ranges: readonly { readonly from: number; readonly to: number; readonly any: Conditions }[];
}
