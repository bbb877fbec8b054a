/** Parts of a listing as they come. */
import type { JsonRecord } from './json.ts';

/** An object of a listing. */
export interface ListedObject {
  /** `table`, `chain`, `rule`, `set`, ... */
  readonly type: string;
  readonly body: JsonRecord;
}

/** A rule that leads from a chain with a hook into a policy. */
export interface LeadRule {
  readonly chain: string;
  readonly handle: number;
}
