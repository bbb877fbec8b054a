/**
 * What a rule sees: `input` of every package under `zonewright.rules` and `plant.rules`. It is the plan in a form that is easy to
 * ask about and does not change with the plan's own. Keys are snake_case, as Rego writers expect. The JSON Schema made from this
 * type is given to the Rego compiler, so that a misspelt field is a compile error.
 */

export interface RuleInput {
  readonly plant: string;
  /** The day for which the rules are asked, `YYYY-MM-DD` in the plant's time zone. Grants that are over by then are left out. */
  readonly today: string;
  readonly zones: readonly RuleZone[];
  readonly assets: readonly RuleAsset[];
  /** One per zone pair that a conduit connects. */
  readonly conduits: readonly RuleConduit[];
  /** One per grant, zone pair and protocol; those of Rego allowlists as they lower. */
  readonly grants: readonly RuleGrant[];
  readonly boundaries: readonly RuleBoundary[];
}

export interface RuleZone {
  readonly id: string;
  readonly scope: string;
  /** Purdue level, 0 to 5; 3.5 for a DMZ. */
  readonly level: number;
  readonly kind: string;
  readonly networks: readonly string[];
  readonly owner: string | null;
  /** SL-T, 0 to 4. */
  readonly security_level: number | null;
  readonly safety: boolean;
  /** `declared` or `any`. */
  readonly members: string;
  /** `granted` or `free`. */
  readonly internal: string;
  readonly labels: readonly string[];
  readonly description: string | null;
}

export interface RuleAsset {
  readonly id: string;
  readonly zones: readonly string[];
  readonly class: string | null;
  /** Of its class: `it`, `ot_adjacent`, `ot`, `dmz` or `boundary`; null without a class. */
  readonly layer: string | null;
  /** The usual Purdue levels of its class; empty without a class. */
  readonly usual_levels: readonly number[];
  /** Whether its class may have a protection agent: `yes`, `after_validation`, `no` or `not_applicable`; null without a class. */
  readonly agent: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly owner: string | null;
  readonly labels: readonly string[];
}

export interface RuleConduit {
  readonly id: string;
  /** Zone ids. */
  readonly from: string;
  readonly to: string;
  readonly owner: string | null;
  readonly allowlists: readonly string[];
}

export interface RuleGrant {
  /** As it is written: `conduit/grant`, or `plant.allow.<allowlist>/<grant>`. */
  readonly id: string;
  readonly conduit: string;
  /** Zone ids. */
  readonly from: string;
  readonly to: string;
  readonly sources: RuleEnd;
  readonly destinations: RuleEnd;
  readonly protocol: RuleProtocol;
  readonly services: readonly RuleService[];
  /** Operation classes that it covers, sessions left out; empty for a protocol that is granted whole. */
  readonly classes: readonly string[];
  /** Names of the operations, where it names them one by one; empty where it covers whole classes. */
  readonly operations: readonly string[];
  /** Whether it says nothing of operations, so that it covers all. */
  readonly every_operation: boolean;
  /** Whether it is limited to some objects. */
  readonly limited_objects: boolean;
  /** The windows that must be active. */
  readonly windows: readonly RuleWindow[];
  /** `YYYY-MM-DD`, the last day. */
  readonly expires: string | null;
  readonly owner: string | null;
  readonly reason: string | null;
  readonly ticket: string | null;
}

/** One side of a grant. */
export interface RuleEnd {
  /** Ids of assets. */
  readonly assets: readonly string[];
  /** Addresses of the zone that no asset declares, too. */
  readonly undeclared: boolean;
  /** Broadcast or multicast. */
  readonly group: boolean;
  /** Every asset of the zone, and it has more than one. */
  readonly whole_zone: boolean;
}

export interface RuleProtocol {
  readonly id: string;
  /** `ot`, `dmz`, `housekeeping`, or `generic` for a bare transport. */
  readonly layer: string;
  /** Whether its operations are told apart. */
  readonly has_operations: boolean;
}

export interface RuleService {
  readonly transport: string;
  readonly from: number;
  readonly to: number;
  /** Whether the catalogue has the protocol at all of these ports. */
  readonly usual: boolean;
  /** Whether what passes there is encrypted, as far as the catalogue knows. */
  readonly encrypted: boolean;
}

export interface RuleWindow {
  readonly id: string;
  /** `weekly`, `once` or `session`. */
  readonly kind: string;
}

export interface RuleBoundary {
  readonly id: string;
  readonly dialect: string;
  /** Zone ids, each once. */
  readonly zones: readonly string[];
}
