/** Two plans in one space, so that what they allow can be subtracted: endpoints are matched, windows told apart. */
import { type AllowedSpace, createSpace } from '../../algebra/allowed-space.ts';
import type { DiagramNode } from '../../algebra/diagram-runs.ts';
import { regionOfPlan, type StandIns } from '../../algebra/grant-region.ts';
import type { EndpointId, Plan, PlanGrant } from '../../model/plan.ts';
import { type EndpointMatch, type MatchedEndpoint, matchEndpoints } from './match-endpoints.ts';

export type Side = 'base' | 'head';

/** One of the plans as it lies in the space. */
export interface JointPlan {
  readonly side: Side;
  /** With windows under names that mean one thing in both plans. */
  readonly plan: Plan;
  readonly standIns: StandIns;
  /** Everything that it allows. */
  readonly allowed: DiagramNode;
}

export interface JointSpace {
  readonly space: AllowedSpace;
  readonly match: EndpointMatch;
  /** By their ids in the space. */
  readonly endpoints: ReadonlyMap<EndpointId, MatchedEndpoint>;
  readonly base: JointPlan;
  readonly head: JointPlan;
}

/** Behind the id of a window that the base means otherwise. */
const mark = '\u{0}head';

export function jointSpace(base: Plan, written: Plan): JointSpace {
  const head = withOwnWindows(base, written);
  const match = matchEndpoints(base, head);
  const space = createSpace(
    [base, head],
    match.endpoints.map((each) => each.id),
  );
  const join = (side: Side, plan: Plan): JointPlan => {
    const byId = Map.groupBy(match.endpoints, (each) => each[side]);
    const standIns: StandIns = (id) => (byId.get(id) ?? []).map((each) => each.id);
    return { side, plan, standIns, allowed: regionOfPlan(space, plan, standIns) };
  };
  const endpoints = new Map(match.endpoints.map((each) => [each.id, each]));
  return { space, match, endpoints, base: join('base', base), head: join('head', head) };
}

/** The id of a window as its plan writes it. */
export function windowName(id: string): string {
  return id.endsWith(mark) ? id.slice(0, -mark.length) : id;
}

function withOwnWindows(base: Plan, head: Plan): Plan {
  const ofBase = new Map(base.windows.map((window) => [window.id, JSON.stringify(window)]));
  const changed = new Set(
    head.windows
      .filter(
        (window) =>
          (ofBase.get(window.id) ?? JSON.stringify(window)) !== JSON.stringify(window) &&
          window.span.kind !== 'session',
      )
      .map(({ id }) => id),
  );
  if (changed.size === 0) return head;
  const named = (id: string): string => (changed.has(id) ? `${id}${mark}` : id);
  const renamed = (grant: PlanGrant): PlanGrant => ({ ...grant, windows: grant.windows.map(named) });
  return {
    ...head,
    windows: head.windows.map((window) => ({ ...window, id: named(window.id) })),
    grants: head.grants.map(renamed),
    lowered: { ...head.lowered, grants: head.lowered.grants.map(renamed) },
  };
}
