/**
 * The shape of `data.keyed`: the plan's grants as nested lookups, so that a decision costs the same at ten
 * conduits and at ten thousand. WASM has no rule index and no early exit, hence lookups and never scans.
 * `policies/zonewright/` holds the Rego that reads it; docs/architecture.md explains the steps.
 */

export interface KeyedData {
  /** Zone, then asset id (`*` for an undeclared member), to the class of endpoints that grants cannot tell apart. */
  readonly source: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** As `source`, with `~broadcast` and `~multicast`. */
  readonly destination: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Protocol, then transport, to the classes of ports that its grants distinguish. */
  readonly ports: Readonly<Record<string, Readonly<Record<string, PortClasses>>>>;
  /** Source class, destination class, protocol, port class, operation class, operation name. */
  readonly allow: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, ServiceTable>>>>>>;
  /** Zones whose members may talk to one another freely. */
  readonly free: Readonly<Record<string, true>>;
  /** From zone, to zone, to the Rego allowlists that speak there. */
  readonly allowlists: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Operations by protocol, for the session operations of Rego grants; only protocols that have operations. */
  readonly operations: Readonly<Record<string, readonly KeyedOperation[]>>;
}

export interface KeyedOperation {
  readonly class: string;
  readonly code: string;
  readonly name: string;
}

export interface PortClasses {
  readonly exact: Readonly<Record<string, string>>;
  /** Ranges by `port div 256`, so that only a few are looked at. */
  readonly ranges: Readonly<Record<string, readonly PortRange[]>>;
}

export interface PortRange {
  readonly from: number;
  readonly to: number;
  readonly class: string;
}

/** Port class to operation class to operation name; `*` stands for every one that is not written out. */
export type ServiceTable = Readonly<Record<string, ClassTable>>;
export type ClassTable = Readonly<Record<string, NameTable>>;
export type NameTable = Readonly<Record<string, Entry>>;

/** Who may, under which condition. */
export interface Entry {
  /** Grants that are not limited in objects. */
  readonly any: readonly Alternative[];
  /** Grants that are, by object table; `*` for every table that is not written out. */
  readonly tables?: Readonly<Record<string, UnitTable>>;
}

/** One way to be allowed: all of `windows` active. */
export interface Alternative {
  readonly windows: readonly string[];
  readonly grants: readonly string[];
}

export interface UnitTable {
  /** Disjoint intervals of units, sorted. */
  readonly units: readonly { readonly from: number; readonly to: number; readonly cell: Cell }[];
  /** For every other unit, and for protocols without units; only grants that name no unit. */
  readonly rest: Cell;
}

export interface Cell {
  /** Grants without a limit of the range. */
  readonly whole: readonly Alternative[];
  /** Disjoint intervals of objects, sorted, with the grants limited to them. */
  readonly ranges: readonly { readonly from: number; readonly to: number; readonly any: readonly Alternative[] }[];
}
