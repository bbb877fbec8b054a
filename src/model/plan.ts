/**
 * The plan is the canonical intermediate form: references resolved, selectors replaced by endpoints, sorted,
 * every grant with its provenance. It is plain JSON and travels inside the bundle; evaluating, explaining,
 * comparing and exporting read the plan and never the plant's files.
 */
import type { OperationClass, Transport } from './catalogue.ts';
import type { IntegerRange, InternalTraffic, Membership, WindowSpan, ZoneKind } from './plant.ts';
import type { Span } from './span.ts';

export interface PlanScope {
  readonly id: string;
  readonly vlans: readonly number[];
}

export interface PlanZone {
  readonly id: string;
  readonly scope: string;
  readonly level: number;
  readonly kind: ZoneKind;
  readonly networks: readonly string[];
  readonly owner: string | null;
  readonly securityLevel: number | null;
  readonly safety: boolean;
  readonly members: Membership;
  readonly internal: InternalTraffic;
  readonly labels: readonly string[];
  readonly at: Span;
}

export interface PlanAsset {
  readonly id: string;
  readonly zones: readonly string[];
  readonly class: string | null;
  readonly ip: readonly string[];
  readonly mac: readonly string[];
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly owner: string | null;
  readonly labels: readonly string[];
  readonly at: Span;
}

/**
 * Something that can be a source or a destination, named by its id:
 * `zone/asset` a declared asset, `zone/*` an undeclared address of a zone with `members: any`,
 * `zone/~broadcast` and `zone/~multicast` group destinations of the sender's zone.
 */
export type EndpointId = string;

/** Which service: a protocol on a transport and a closed interval of server ports. */
export interface PlanService {
  readonly transport: Transport;
  /**
   * Server ports 0 to 65535; for `ip` the IP protocol number 0 to 255, for `ethernet` the EtherType,
   * for `icmp` and `icmpv6` always 0.
   */
  readonly ports: IntegerRange;
}

/**
 * One operation by its catalogue name, or with `name: null` a whole class without its sub-classes
 * (lowering writes those out). A code that the catalogue does not know is named `code:<code>`, class `unknown`.
 */
export interface PlanOperation {
  readonly class: OperationClass;
  readonly name: string | null;
}

/** Objects that a grant covers; null means any. */
export interface PlanObject {
  readonly unit: IntegerRange | null;
  readonly table: string | null;
  readonly range: IntegerRange | null;
}

/** A grant between two zones. The union of all grants is the allowed set (docs/architecture.md). */
export interface PlanGrant {
  /** `conduit/grant`, with `[from>to]` appended when the conduit's selectors stand for several zone pairs. */
  readonly id: string;
  readonly conduit: string;
  readonly from: string;
  readonly to: string;
  readonly sources: readonly EndpointId[];
  readonly destinations: readonly EndpointId[];
  /** Protocol id; `tcp`, `udp`, `ip` and `ethernet` mean any protocol on that transport. */
  readonly protocol: string;
  readonly services: readonly PlanService[];
  /** Null: every operation, known or not. Session operations come with every grant on the service. */
  readonly operations: readonly PlanOperation[] | null;
  /** Null: every object. */
  readonly objects: readonly PlanObject[] | null;
  /** What boundaries that can are asked to tell apart inside of an open port; it changes nothing of what is allowed. */
  readonly enforce?: 'functions';
  /** Window ids that must all be active. */
  readonly windows: readonly string[];
  readonly owner: string | null;
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly expires: string | null;
  /** The whole grant. */
  readonly at: Span;
  /** The fields of the grant that are written out, for pointing at the one that failed. */
  readonly fields: Readonly<Partial<Record<GrantField | 'enforce', Span>>>;
}

/**
 * The fields of a grant that can decide about a conversation, in the order in which a reader asks; the later the
 * first failure, the nearer the grant.
 */
export const grantFields = [
  'from',
  'to',
  'protocol',
  'ports',
  'operations',
  'objects',
  'during',
  'starts',
  'expires',
] as const;
export type GrantField = (typeof grantFields)[number];

/** A zone pair that a conduit connects. */
export interface PlanConduit {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly owner: string | null;
  /** Rego allowlists that speak in this conduit. */
  readonly allowlists: readonly string[];
  readonly at: Span;
}

/** A Rego rule set `plant.allow.<name>`. */
export interface PlanAllowlist {
  readonly name: string;
  readonly title: string | null;
  readonly owner: string | null;
  readonly reason: string | null;
  readonly at: Span;
  /** Input fields the package reads, as `input.operation.class`. */
  readonly reads: readonly string[];
}

/** A window that a grant asks for; `expires` and `starts` become windows of their own, with ids `until:` and `since:`. */
export interface PlanWindow {
  readonly id: string;
  readonly timezone: string;
  readonly span: WindowSpan;
}

export interface PlanBoundary {
  readonly id: string;
  readonly dialect: string;
  readonly interfaces: readonly { readonly name: string; readonly zones: readonly string[] }[];
  readonly nat: readonly PlanNat[];
  readonly portForwards: readonly PlanPortForward[];
  readonly at: Span;
}

/** 1:1 NAT: what has an address of one network in the scope `inside` has that of the other network in the scope `outside`. */
export interface PlanNat {
  readonly id: string;
  readonly outside: { readonly scope: string; readonly network: string };
  readonly inside: { readonly scope: string; readonly network: string };
  readonly at: Span;
}

/** What is sent to one address and port outside goes to another inside; the transport stays. */
export interface PlanPortForward {
  readonly id: string;
  readonly transport: 'tcp' | 'udp';
  readonly outside: { readonly scope: string; readonly ip: string; readonly port: number };
  readonly inside: { readonly scope: string; readonly ip: string; readonly port: number };
  /** The asset that has the address inside. */
  readonly asset: string;
  readonly at: Span;
}

/** A Rego allowlist, or a rule of it, that did not lower to grants: only the compiled policy can judge it. */
export interface PlanGuard {
  /** `plant.allow.<allowlist>`, with `/<grant>` appended when it is one grant of it. */
  readonly name: string;
  /** The allowlist without its prefix, as conduits name it. */
  readonly allowlist: string;
  /** The zone pairs in which it may allow something, sorted. */
  readonly pairs: readonly { readonly from: string; readonly to: string }[];
  /** The condition that did not lower, or the rule, or the whole allowlist. */
  readonly at: Span;
  /** Why it did not lower, in plant words. */
  readonly reason: string;
}

/** What the Rego allowlists grant, as far as it lowers to finite form. The WASM decides from the Rego as written. */
export interface LoweredRego {
  readonly grants: readonly PlanGrant[];
  readonly guards: readonly PlanGuard[];
}

export interface Plan {
  readonly schema: 'zonewright/plan/v1';
  readonly plant: string;
  readonly timezone: string;
  readonly scopes: readonly PlanScope[];
  readonly zones: readonly PlanZone[];
  readonly assets: readonly PlanAsset[];
  readonly windows: readonly PlanWindow[];
  readonly conduits: readonly PlanConduit[];
  readonly grants: readonly PlanGrant[];
  readonly allowlists: readonly PlanAllowlist[];
  /** The allowlists' grants, for exports. */
  readonly lowered: LoweredRego;
  readonly boundaries: readonly PlanBoundary[];
}

/** The Rego allowlist that a grant's id names, if it does. */
export function allowlistBehind(grant: string, allowlists: readonly PlanAllowlist[]): PlanAllowlist | undefined {
  return allowlists.find((each) => grant.startsWith(`plant.allow.${each.name}/`));
}

/** A grant's id without the zone pair that is appended where one conduit stands for many. */
export function withoutZonePair(id: string): string {
  return id.replace(/\[[^\]]*\]$/, '');
}

/** All grants of a plan: those written in YAML and those that its Rego allowlists lower to. */
export function grantsOf(plan: Plan): readonly PlanGrant[] {
  return plan.lowered.grants.length === 0 ? plan.grants : [...plan.grants, ...plan.lowered.grants];
}

/** A grant's id without the zone pair, the protocol of an alias and the number of a box. */
export function nameAsWritten({ id, from, to }: PlanGrant): string {
  const pair = id.lastIndexOf(`[${from}>${to}]`);
  return pair >= 0 ? id.slice(0, pair) : id.replace(/\([a-z0-9-]+\)$/, '');
}
