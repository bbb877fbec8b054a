/** Scopes, zones, assets and windows as a plant's files write them. */
import type { InternalTraffic, Membership, Weekday, ZoneKind } from '../../model/plant.ts';
import type { DateTimeText, DurationText, OneOrMany, Text, TimeText, TimeZoneText } from './common-values.ts';

/** An address domain: an address means nothing without its scope. */
export interface ScopeFile {
  /** The site it is at. */
  site?: Text;
  /**
   * 802.1Q VLAN identifiers whose frames belong to this scope.
   * @examples [110, [110, 111]]
   */
  vlan?: OneOrMany<VlanId>;
  /** Name of the routing instance. */
  vrf?: Text;
  /** Name of the sensor that listens in this scope. */
  sensor?: Text;
}

/**
 * @asType integer
 * @minimum 1
 * @maximum 4094
 */
type VlanId = number;

/** A zone (IEC 62443-3-2): networks that are protected alike. */
export interface ZoneFile {
  /**
   * A template, shipped or under `templates`, whose values hold where this zone has none.
   * @examples ["cell"]
   */
  extends?: Text;
  /** The address domain of its networks. Without it, the scope that has the plant's name. */
  scope?: Text;
  /**
   * Purdue level, in steps of a half; 3.5 is a DMZ. Without it, the usual level of its kind.
   * @minimum 0
   * @maximum 5
   * @multipleOf 0.5
   */
  level?: number;
  /** What the zone is for. */
  kind?: ZoneKind;
  /**
   * IPv4 and IPv6 networks.
   * @examples [["10.20.1.0/24", "fd20:1::/64"]]
   */
  networks?: OneOrMany<string>;
  /** Who is accountable for it. */
  owner?: Text;
  /** Target security level SL-T. */
  'security-level'?: 0 | 1 | 2 | 3 | 4;
  /** Whether safety functions depend on it. Without it, only zones of kind `safety` are. */
  safety?: boolean;
  /** Who belongs to it: `declared` assets only, or `any` address of its networks. */
  members?: Membership;
  /** Whether traffic between two members needs a grant (`granted`) or is only counted (`free`). */
  internal?: InternalTraffic;
  /** Words that selectors can ask for. */
  labels?: OneOrMany<Text>;
  /** What it is, in one or two sentences. */
  description?: string;
  /**
   * Where it begins and ends as a place, for the report.
   * @examples ["switch room 2.14, cabinets F1 to F3, locked"]
   */
  'physical-boundary'?: Text;
  /**
   * Where somebody gets at it with a hand, for the report.
   * @examples [["door of room 2.14", "service port of the panel"]]
   */
  'physical-access'?: OneOrMany<Text>;
  /**
   * Policies and documents that apply to it, for the report.
   * @examples [["remote access policy 3.1"]]
   */
  policies?: OneOrMany<Text>;
  /** What is taken for granted about it, and what it depends on outside, for the report. */
  assumptions?: OneOrMany<Text>;
}

/** An endpoint. */
export interface AssetFile {
  /**
   * The zone it is in; several only for boundaries and gateways.
   * @examples ["cell-filling", ["dmz", "scada"]]
   */
  zone?: OneOrMany<Text>;
  /**
   * Its class in the endpoint taxonomy.
   * @examples ["plc", "hmi_modern", "engineering_workstation"]
   */
  class?: Text;
  /**
   * Its IPv4 and IPv6 addresses.
   * @examples ["10.20.1.11", ["10.20.1.11", "fd20:1::11"]]
   */
  ip?: OneOrMany<string>;
  /**
   * Its MAC addresses. Quote them.
   * @examples ["00:80:f4:12:34:56"]
   */
  mac?: OneOrMany<string>;
  /**
   * Names in protocols, by protocol.
   * @examples [{"dnp3": 10}]
   */
  identities?: { [protocol: string]: Text };
  /** Who made it. */
  vendor?: Text;
  /** What it is sold as. */
  model?: Text;
  /**
   * Its firmware version. Quote it.
   * @examples ["3.20"]
   */
  firmware?: Text;
  /** Who is accountable for it. */
  owner?: Text;
  /** Words that selectors can ask for. */
  labels?: OneOrMany<Text>;
  /** What it is, in one or two sentences. */
  description?: string;
}

/** A named span of time: `weekly`, `once`, or a vendor session. */
export interface WindowFile {
  /** Time zone of its times. Without it, the plant's. */
  timezone?: TimeZoneText;
  /** Comes again every week. */
  weekly?: WeeklyFile;
  /** Happens once. */
  once?: OnceFile;
  /** Active while somebody has opened it with `zonewright session open`. */
  session?: SessionFile;
}

/** Comes again on each of `days`; ends on the following day when `to` is not after `from`. */
interface WeeklyFile {
  /**
   * The days on which it begins.
   * @minItems 1
   * @examples [["sat", "sun"]]
   */
  days: readonly Weekday[];
  /** When it opens. */
  from: TimeText;
  /** When it closes; `"24:00"` is the end of the day. */
  to: TimeText | '24:00';
}

/** Happens once, from `from` to `to`; without one of them, it is open on that side. */
interface OnceFile {
  /** When it opens. */
  from?: DateTimeText;
  /** When it closes. */
  to?: DateTimeText;
}

/** A vendor session: a ticketed permission that is opened at the boundary, for some time, and can be cut off. */
interface SessionFile {
  /** How long one may last. */
  longest: DurationText;
  /** Whether opening one needs a ticket. Without it, `required`. */
  ticket?: 'required' | 'optional';
}
