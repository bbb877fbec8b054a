/**
 * The nouns of a plant as its files state them, after parsing and before references are resolved.
 * Meaning of each: docs/glossary.md.
 */
import type { RuleSeverity } from './rule.ts';
import type { Selector } from './selector.ts';
import type { Span } from './span.ts';

/** A value with the place where it was written. */
export interface Written<T> {
  readonly value: T;
  readonly at: Span;
}

/** Purdue level of a DMZ, between plant and office. */
export const dmzLevel = 3.5;

export type ZoneKind =
  | 'enterprise'
  | 'dmz'
  | 'site'
  | 'control'
  | 'cell'
  | 'safety'
  | 'wireless'
  | 'transient'
  | 'vendor'
  | 'external';

/** Who belongs to a zone: only declared assets, or every address of its networks. */
export type Membership = 'declared' | 'any';

/** How traffic between two members of one zone is treated. */
export type InternalTraffic = 'granted' | 'free';

/** An address domain: an address means nothing without its scope. */
export interface Scope {
  readonly id: string;
  readonly at: Span;
  readonly site: string | null;
  /** 802.1Q VLAN identifiers, 1 to 4094, whose frames belong to this scope. */
  readonly vlans: readonly number[];
  readonly vrf: string | null;
  readonly sensor: string | null;
}

export interface Zone {
  readonly id: string;
  readonly at: Span;
  readonly scope: string;
  /** Purdue level 0 to 5, 3.5 for a DMZ. */
  readonly level: number;
  readonly kind: ZoneKind;
  /** CIDR networks, IPv4 and IPv6, canonical text. */
  readonly networks: readonly Written<string>[];
  readonly owner: string | null;
  /** Target security level SL-T, 0 to 4 (IEC 62443-3-2 ZCR 5.6). */
  readonly securityLevel: number | null;
  readonly safety: boolean;
  readonly members: Membership;
  readonly internal: InternalTraffic;
  readonly labels: readonly string[];
  readonly description: string | null;
  /** What a zone is documented by and nothing is decided by (IEC 62443-3-2 ZCR 6.4). */
  readonly records: ZoneRecords;
  /** Where the fields stand that come from a template, by key. */
  readonly inherited: Readonly<Record<string, Span>>;
}

export interface ZoneRecords {
  readonly physicalBoundary: string | null;
  readonly physicalAccess: readonly string[];
  readonly policies: readonly string[];
  readonly assumptions: readonly string[];
}

export interface Asset {
  readonly id: string;
  readonly at: Span;
  /** One zone; several only for boundaries and gateways. */
  readonly zones: readonly Written<string>[];
  readonly class: Written<string> | null;
  /** IPv4 and IPv6 addresses, canonical text. */
  readonly ip: readonly Written<string>[];
  /** MAC addresses, lower-case, colon-separated. */
  readonly mac: readonly Written<string>[];
  /** Protocol identities such as a DNP3 link address, by protocol id. */
  readonly identities: Readonly<Record<string, string>>;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly owner: string | null;
  readonly labels: readonly string[];
  readonly description: string | null;
}

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** A named span of time in its own time zone (IANA name). */
export interface Window {
  readonly id: string;
  readonly at: Span;
  readonly timezone: string;
  readonly span: WindowSpan;
}

/** When a window is active. */
export type WindowSpan = WeeklySpan | OnceSpan | SessionSpan;

/** Recurs on each of `days`, from `from` to `to`; ends on the following day when `to` is not after `from`. */
export interface WeeklySpan {
  readonly kind: 'weekly';
  readonly days: readonly Weekday[];
  /** Minutes since local midnight, 0 to 1439. */
  readonly from: number;
  /** Minutes since local midnight, 0 to 1440, exclusive. */
  readonly to: number;
}

/** Happens once. Local date and time, `YYYY-MM-DDTHH:MM`; the end is exclusive. */
export interface OnceSpan {
  readonly kind: 'once';
  readonly from: string | null;
  readonly to: string | null;
}

/** A vendor session: active only while one is open, as the session log says. */
export interface SessionSpan {
  readonly kind: 'session';
  /** Minutes that one may last, 1 to 10,080. */
  readonly longest: number;
  readonly ticket: 'required' | 'optional';
}

/** A closed interval of integers. */
export interface IntegerRange {
  readonly from: number;
  readonly to: number;
}

/** Objects that a grant is limited to; a field left out means any. */
export interface ObjectLimit {
  readonly at: Span;
  readonly unit: IntegerRange | null;
  readonly table: string | null;
  readonly range: IntegerRange | null;
}

/** A grant as written in a conduit's `allow`. */
export interface WrittenGrant {
  readonly id: string;
  readonly at: Span;
  readonly from: readonly Written<Selector>[];
  readonly to: readonly Written<Selector>[];
  readonly protocol: Written<string>;
  /** `502`, `5000-5010`, `tcp/502`; empty: the ports of the protocol's catalogue entry. */
  readonly ports: readonly Written<string>[];
  /** Classes, names or `code:<code>`; null: every operation of the protocol. */
  readonly operations: readonly Written<string>[] | null;
  readonly objects: readonly ObjectLimit[];
  /** What boundaries that can are asked to tell apart inside of an open port. */
  readonly enforce: Written<'functions'> | null;
  readonly during: Written<string> | null;
  /** Local dates `YYYY-MM-DD`, both inclusive, in the plant's time zone. */
  readonly starts: Written<string> | null;
  readonly expires: Written<string> | null;
  readonly owner: string | null;
  readonly reason: string | null;
  readonly ticket: string | null;
}

export interface Conduit {
  readonly id: string;
  readonly at: Span;
  readonly from: Written<Selector>;
  readonly to: Written<Selector>;
  readonly owner: string | null;
  readonly reason: string | null;
  readonly allow: readonly WrittenGrant[];
  /** Names of Rego packages `plant.allow.<name>`. */
  readonly allowlists: readonly Written<string>[];
}

/** An enforcement point. */
export interface Boundary {
  readonly id: string;
  readonly at: Span;
  readonly dialect: Written<string>;
  /** Interface name to the zones behind it. */
  readonly interfaces: readonly BoundaryInterface[];
  readonly nat: readonly Nat[];
  readonly portForwards: readonly PortForward[];
  readonly description: string | null;
}

export interface BoundaryInterface {
  readonly name: string;
  readonly at: Span;
  readonly zones: readonly Written<Selector>[];
}

/** 1:1 NAT: a network inside appears outside as another one of the same size, address by address (RFC 2663, basic NAT). */
export interface Nat {
  readonly id: string;
  readonly at: Span;
  readonly outside: NatSide;
  readonly inside: NatSide;
}

export interface NatSide {
  readonly scope: Written<string>;
  /** A network, canonical text. */
  readonly network: Written<string>;
}

/** A port of an address outside that stands for a port of an asset inside. */
export interface PortForward {
  readonly id: string;
  readonly at: Span;
  readonly outside: {
    readonly scope: Written<string>;
    /** An IPv4 or IPv6 address, canonical text. */
    readonly ip: Written<string>;
    readonly port: Written<ForwardedPort>;
  };
  /** Id of the asset. */
  readonly to: Written<string>;
  /** Its port; the transport is the same. */
  readonly port: number;
}

export interface ForwardedPort {
  readonly transport: 'tcp' | 'udp';
  /** 1 to 65535. */
  readonly number: number;
}

/** What an invariant says: about conversations, about chains of conduits, or about what is passed through a zone. */
export const invariantKinds = ['never', 'only', 'no-chain', 'no-relay'] as const;
export type InvariantKind = (typeof invariantKinds)[number];

/** A statement that the plant must satisfy whatever its grants say. */
export interface Invariant {
  readonly id: string;
  readonly at: Span;
  readonly kind: InvariantKind;
  readonly from: Written<Selector> | null;
  readonly to: Written<Selector> | null;
  readonly protocols: readonly Written<string>[];
  readonly operations: readonly Written<string>[];
  readonly during: Written<string> | null;
  /** Of `no-chain`: zones that every chain must go through. */
  readonly without: Written<Selector> | null;
  /** Of `no-relay`: zones in the middle. */
  readonly through: Written<Selector> | null;
  readonly reason: string | null;
  readonly waivers: readonly Waiver[];
}

/** Somebody answers for a grant that goes against an invariant. */
export interface Waiver {
  readonly at: Span;
  /** As its id is written, without the zone pair of one of many conduits. */
  readonly grant: string;
  readonly owner: string | null;
  readonly reason: string | null;
  /** Local date `YYYY-MM-DD`, inclusive, in the plant's time zone. */
  readonly expires: Written<string>;
}

/** What a plant says about rules. */
export interface RuleChoice {
  /** Null: the packs that are run for every plant. */
  readonly packs: readonly Written<string>[] | null;
  /** Sorted by id. */
  readonly adjustments: readonly RuleAdjustment[];
}

export interface RuleAdjustment {
  /** Id of the rule. */
  readonly id: string;
  readonly at: Span;
  /** Null: that of the rule; `off`: it is not run. */
  readonly severity: RuleSeverity | 'off' | null;
  /** By the id of the zone, asset, conduit, grant or boundary that the rule finds, under `grant`. */
  readonly waivers: readonly Waiver[];
}

/** Somebody who answers for zones, grants and others. */
export interface Owner {
  readonly id: string;
  readonly at: Span;
  /** Names of those who agree for the owner, at the service where changes are reviewed. */
  readonly members: readonly Written<string>[];
}

/** A Rego source file of the plant. */
export interface RegoSource {
  readonly path: string;
  readonly text: string;
}

/** Everything that a plant's files state. Lists are sorted by id, so that the order of files changes nothing. */
export interface Plant {
  readonly id: string;
  readonly at: Span;
  readonly description: string | null;
  /** IANA time zone in which dates such as `expires` are meant. */
  readonly timezone: string;
  /** Those whose members are named. */
  readonly owners: readonly Owner[];
  readonly scopes: readonly Scope[];
  readonly zones: readonly Zone[];
  readonly assets: readonly Asset[];
  readonly windows: readonly Window[];
  readonly conduits: readonly Conduit[];
  readonly boundaries: readonly Boundary[];
  readonly invariants: readonly Invariant[];
  readonly rules: RuleChoice;
  readonly rego: readonly RegoSource[];
}
