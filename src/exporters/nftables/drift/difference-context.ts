/** With what differences are told of. */
import type { Plan, PlanBoundary } from '../../../model/plan.ts';
import type { Expected } from '../../proof/expected.ts';
import type { Teller } from './tell-packet.ts';

export interface DifferenceContext {
  readonly plan: Plan;
  readonly boundary: PlanBoundary;
  /** Zones behind the boundary. */
  readonly behind: ReadonlySet<string>;
  readonly expected: Expected;
  readonly teller: Teller;
  /** Seconds since the epoch. */
  readonly now: number;
}
