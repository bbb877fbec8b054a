/**
 * The file format. Any YAML file of a plant has these keys; files are merged, and an id may be declared once.
 * `schemas/plant.schema.json` is generated from these types and both checks files and serves editors.
 */
import type { Id, OneOrMany, OneOrSome, Text, TimeZoneText } from './common-values.ts';
import type { BoundaryFile, ConduitFile, InvariantFile } from './conduit-file.ts';
import type { RuleFile } from './rule-file.ts';
import type { AssetFile, ScopeFile, WindowFile, ZoneFile } from './zone-file.ts';

/** A file of a Zonewright plant. */
export interface PlantFile {
  /** The name of the plant; in one file only. */
  plant?: Id;
  /** Time zone in which dates such as `expires` are meant. */
  timezone?: TimeZoneText;
  /** What the plant is, in one or two sentences. */
  description?: string;
  /**
   * Who agrees for an owner, by the owner's id: names at the service where changes are reviewed. An owner that is not here is the
   * name of who agrees. Of a change, the version counts that it starts from.
   * @examples [{"line-1": ["carol", "dave"]}]
   */
  owners?: { [owner in Id]: OneOrSome<Text> };
  /** Address domains, by id. */
  scopes?: { [scope in Id]: ScopeFile };
  /** Zones, by id. */
  zones?: { [zone in Id]: ZoneFile };
  /** Zones to start others from, by id; a zone names one under `extends`. */
  templates?: { [template in Id]: ZoneFile };
  /** Endpoints, by id. */
  assets?: { [asset in Id]: AssetFile };
  /** Named spans of time, by id. */
  windows?: { [window in Id]: WindowFile };
  /** Permitted relations between zones, by id. */
  conduits?: { [conduit in Id]: ConduitFile };
  /** Enforcement points, by id. */
  boundaries?: { [boundary in Id]: BoundaryFile };
  /** Statements that must hold whatever the grants say, by id. */
  invariants?: { [invariant in Id]: InvariantFile };
  /**
   * The packs of rules that `check` runs. Without it, `essential`.
   * @examples [["iec-62443", "remote-access"]]
   */
  'rule-packs'?: OneOrMany<Text>;
  /** Rules that this plant weighs otherwise, or that are waived for a while, by their ids. */
  rules?: { [rule in Id]: RuleFile };
}
