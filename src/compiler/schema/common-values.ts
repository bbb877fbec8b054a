/** Values that several parts of the file format share. Their comments become hover texts in editors. */

/**
 * A name that other parts refer to: letters, digits, `-`, `_` and `.`, at most 63, a letter or digit first.
 * @pattern ^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$
 * @examples ["cell-filling"]
 */
export type Id = string;

/** Text; a number may stay without quotes and is kept as it is written. */
export type Text = string | number;

/** One value, or a list of them. */
export type OneOrMany<T> = T | readonly T[];

/**
 * A list with something in it.
 * @minItems 1
 */
type Some<T> = readonly T[];

/** One value, or a list of at least one. */
export type OneOrSome<T> = T | Some<T>;

/**
 * A day of the calendar.
 * @pattern ^\d{4}-\d{2}-\d{2}$
 * @examples ["2027-03-31"]
 */
export type DateText = string;

/**
 * A local time of day. Quote it.
 * @pattern ^([01]\d|2[0-3]):[0-5]\d$
 * @examples ["06:00"]
 */
export type TimeText = string;

/**
 * A local date and time.
 * @pattern ^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$
 * @examples ["2026-11-02T08:00"]
 */
export type DateTimeText = string;

/**
 * A length of time, in minutes or hours.
 * @pattern ^[0-9]{1,5}[mh]$
 * @examples ["8h", "90m"]
 */
export type DurationText = string;

/**
 * An IANA time zone.
 * @examples ["Europe/Berlin"]
 */
export type TimeZoneText = string;

/** One of the operation classes, the name of an operation in the protocol catalogue, or `code:` with its code. */
export type OperationText = Text;

/**
 * Which endpoints: an id, `attribute:value`, `any`, or a mapping of attributes that must all hold.
 * @examples ["plc-filler", "class:plc", "level:>=2", {"kind": "cell", "level": "<=1"}]
 */
export type SelectorFile = Text | SelectorObject;

/** Attributes that must all hold. A value may start with a comparison: `"!=Siemens"`, `">=2"`. */
interface SelectorObject {
  /** Id of an asset. */
  asset?: Text;
  /** Id of a zone. */
  zone?: Text;
  /** Id of a scope. */
  scope?: Text;
  /** Class of the endpoint taxonomy, as `plc`. */
  class?: Text;
  /** Kind of the zone, as `cell`. */
  kind?: Text;
  /** Purdue level of the zone, as `2` or `">=2"`. */
  level?: Text;
  /** A label of the asset or of its zone. */
  label?: Text;
  /** Vendor of the asset. */
  vendor?: Text;
  /** Model of the asset. */
  model?: Text;
  /** Firmware of the asset. */
  firmware?: Text;
  /** Owner of the asset or of its zone. */
  owner?: Text;
  /** Whether the zone is a safety zone. */
  safety?: boolean | Text;
  /** Target security level of the zone, as `2` or `">=2"`. */
  'security-level'?: Text;
  /** `unicast`, `broadcast` or `multicast`. */
  cast?: Text;
}
