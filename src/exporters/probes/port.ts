/** A router of its own for one boundary, in a scratch network namespace. The platform implements it. */

/** How the router is wired; interfaces are named by their place in the list. */
export interface LabWiring {
  readonly interfaces: readonly string[];
  /** Networks in CIDR notation; the longest prefix decides. */
  readonly routes: readonly { readonly network: string; readonly interface: number }[];
  /** A type of service that leaves by an interface whatever the routes say. */
  readonly detours: readonly { readonly service: number; readonly interface: number }[];
}

export interface Lab {
  /** As `nft 1.0.6, Linux 6.18.44`. */
  readonly describe: () => Promise<string>;
  /** Loads nft commands in one transaction. Gives what the kernel says against them, null when it takes them. */
  readonly load: (commands: string) => Promise<string | null>;
  /**
   * Sends packets one after the other and gives all that came out, in the order of interfaces. Both are packed alike:
   * the interface and the length in 16 bits each, then the packet. More than {@link batchLimit} at a time may be lost.
   */
  readonly send: (packets: Uint8Array) => Promise<Uint8Array>;
  /** Forgets all connections. */
  readonly forget: () => Promise<void>;
  /** Packets that were dropped by anything but rules, and processor time of sending in seconds, since the lab was opened. */
  readonly account: () => Promise<{ readonly lost: number; readonly seconds: number }>;
  /** Packets that the elements of a loaded ruleset have counted, by the comments of the elements. */
  readonly counters: () => Promise<ReadonlyMap<string, number>>;
  /** Ends the namespace and everything in it. */
  readonly close: () => Promise<void>;
}

/** How many packets may be sent at once. */
export const batchLimit = 2_000;

/** Throws a `PlatformError` where there can be no lab. */
export type OpenLab = (wiring: LabWiring) => Promise<Lab>;
