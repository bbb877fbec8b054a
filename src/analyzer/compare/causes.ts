/** What was written or changed so that something is opened or closed: grants, assets, zones and windows, on both sides. */
import { type EndpointId, type Plan, type PlanGrant, withoutZonePair } from '../../model/plan.ts';
import type { DiffCause } from '../../model/plan-diff.ts';
import type { Span } from '../../model/span.ts';
import { windowName } from './joint-space.ts';

/** The text of a place in a plan's files; spans alone cannot tell whether a grant was written anew. */
export type TextAt = (span: Span) => string;

export interface CauseSide {
  readonly plan: Plan;
  readonly textAt: TextAt;
}

/** What differs between the side that allows something and the other one. */
export function causesOf(
  grants: readonly PlanGrant[],
  endpoints: readonly EndpointId[],
  own: CauseSide,
  other: CauseSide,
  spans: (own: Span | null, other: Span | null) => Pick<DiffCause, 'base' | 'head'>,
): readonly DiffCause[] {
  const causes: DiffCause[] = [];
  const add = (what: string, mine: Span | null, theirs: Span | null): void => {
    if (!causes.some((each) => each.what === what)) causes.push({ what, ...spans(mine, theirs) });
  };
  for (const grant of grants) {
    const name = withoutZonePair(grant.id);
    const counterpart = [...other.plan.grants, ...other.plan.lowered.grants].find(
      (each) => withoutZonePair(each.id) === name,
    );
    if (counterpart === undefined) add(`grant ${name}`, grant.at, null);
    else if (own.textAt(grant.at) !== other.textAt(counterpart.at)) add(`grant ${name}`, grant.at, counterpart.at);
    for (const window of grant.windows) addWindow(window, own.plan, other.plan, (what) => add(what, null, null));
  }
  for (const endpoint of endpoints) {
    const [zoneId = '', name = ''] = endpoint.split('/', 2);
    compareNamed('asset', name, own.plan.assets, other.plan.assets, add);
    compareNamed('zone', zoneId, own.plan.zones, other.plan.zones, add);
  }
  return causes;
}

function compareNamed(
  noun: string,
  id: string,
  own: readonly { readonly id: string; readonly at: Span }[],
  other: readonly { readonly id: string; readonly at: Span }[],
  add: (what: string, mine: Span | null, theirs: Span | null) => void,
): void {
  const [mine, theirs] = [own, other].map((list) => list.find((each) => each.id === id));
  if (mine === undefined) return;
  if (theirs === undefined || withoutPlace(mine) !== withoutPlace(theirs))
    add(`${noun} ${id}`, mine.at, theirs?.at ?? null);
}

function withoutPlace(value: { readonly at: Span }): string {
  return JSON.stringify({ ...value, at: null });
}

function addWindow(id: string, own: Plan, other: Plan, add: (what: string) => void): void {
  const name = windowName(id);
  const spanOf = (plan: Plan): string | null => {
    const found = plan.windows.find((each) => windowName(each.id) === name);
    return found === undefined ? null : JSON.stringify(found.span);
  };
  // One that only one side has came or went with its grant.
  const [mine, theirs] = [spanOf(own), spanOf(other)];
  if (mine !== null && theirs !== null && mine !== theirs) add(`window ${name}`);
}
