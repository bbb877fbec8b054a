/** What the questions ask about a plan, worked out once. */
import { type AddressSet, endpointAddresses, oneAddress } from '../algebra/scoped-addresses.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Catalogue } from '../model/catalogue.ts';
import type { EndpointId, Plan } from '../model/plan.ts';
import { type Activity, activityAt } from './activity.ts';
import { type Opening, type Openings, openingsOf } from './opening.ts';
import type { Usage } from './usage.ts';

/** One question: looks at what a plan allows, and says what there is to say. */
export type Question = (context: AnalysisContext) => Iterable<Diagnostic>;

export interface AnalysisOptions {
  readonly catalogue: Catalogue;
  /** Seconds since the epoch. */
  readonly now: number;
  /** Recorded traffic, if there is any. */
  readonly usage: Usage | null;
}

export interface AnalysisContext extends AnalysisOptions {
  readonly plan: Plan;
  readonly openings: Openings;
  readonly activityOf: (opening: Opening) => Activity;
  /** Grants that hold now or will hold. */
  readonly live: readonly Opening[];
  /** One address of an endpoint, null if it has none. */
  readonly addressIn: (endpoint: EndpointId) => string | null;
}

export function analysisContextOf(plan: Plan, options: AnalysisOptions): AnalysisContext {
  const openings = openingsOf(plan);
  const find = activityAt(openings.space.time, options.now);
  const activities = new Map(openings.written.map((opening) => [opening, find(opening.grants)]));
  const activityOf = (opening: Opening): Activity => activities.get(opening) ?? { kind: 'active', ends: null };
  let addresses: ReadonlyMap<EndpointId, AddressSet> | null = null;
  return {
    ...options,
    plan,
    addressIn: (endpoint) => {
      addresses ??= endpointAddresses(plan);
      const own = addresses.get(endpoint);
      return own === undefined ? null : oneAddress(own);
    },
    openings,
    activityOf,
    live: openings.written.filter((opening) => activityOf(opening).kind === 'active'),
  };
}
