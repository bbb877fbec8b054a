/** What a validation holds against one another. */
import type { AllowedSet } from '../../algebra/allowed-set.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import type { KeyedData } from '../../model/keyed-data.ts';
import type { Plan } from '../../model/plan.ts';
import type { RegoSource } from '../../model/plant.ts';
import type { RunningPolicy } from './port.ts';

export interface ValidationParts {
  readonly plan: Plan;
  readonly set: AllowedSet;
  readonly keyed: KeyedData;
  readonly catalogue: Catalogue;
  readonly shipped: RunningPolicy;
  /** The Rego as written; null where no allowlist speaks. */
  readonly reference: RunningPolicy | null;
  /** The plant's Rego. */
  readonly rego: readonly RegoSource[];
  /** A moment in seconds since the epoch; windows around it are tried. */
  readonly now: number;
}
