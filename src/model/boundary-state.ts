/** What the kernel of a boundary says of itself, and what its next boot loads: read by the platform, judged by the exporters. */
export interface BoundaryState {
  /** What `nft --json list ruleset` prints, with the time zone set to UTC. */
  readonly listing: string;
  /** What `nft --stateless --terse --handle list ruleset` prints: rules in words. */
  readonly words: string;
  /** Whether the kernel passes packets on from one interface to another. */
  readonly forwarding: { readonly ipv4: boolean; readonly ipv6: boolean };
  /** Rules of the older packet filter of the kernel, which nft does not list. */
  readonly legacy: readonly LegacyFilter[];
  /** Those of the boundary. */
  readonly interfaces: readonly InterfaceState[];
  /** What the next boot loads, null when nothing was ever confirmed there. */
  readonly boot: { readonly file: string; readonly text: string } | null;
}

export interface LegacyFilter {
  /** `iptables-legacy` or `ip6tables-legacy`. */
  readonly program: string;
  /** Names of its tables, at least one. */
  readonly tables: readonly string[];
  /** What `iptables-legacy-save` prints, null where that program is missing. */
  readonly rules: string | null;
}

export interface InterfaceState {
  readonly name: string;
  readonly present: boolean;
  /** Whether it is a bridge. */
  readonly isBridge: boolean;
  /** The bridge that it is a port of. */
  readonly bridge: string | null;
}
