/** What a plant says about one rule. */
import type { WaiverFile } from './conduit-file.ts';

/**
 * A rule that is weighed otherwise, or waived for a while.
 * @minProperties 1
 */
export interface RuleFile {
  /** How much it matters in this plant; `off` for a rule that is not run. */
  severity?: 'critical' | 'high' | 'medium' | 'low' | 'info' | 'off';
  /**
   * What may go against it for a while, by the id of the zone, asset, conduit, grant or boundary that it finds.
   * @examples [{"dmz-to-scada/maintenance": {"owner": "it-security", "reason": "until the jump host is there", "expires": "2027-03-31"}}]
   */
  waivers?: Record<string, WaiverFile>;
}
