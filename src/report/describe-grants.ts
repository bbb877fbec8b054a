/** Grants behind a verdict with every place that decides about them. */
import type { ExplainGrant } from '../model/explain.ts';
import type { PlaceNote } from '../model/place-note.ts';
import { allowlistBehind, grantsOf, type Plan, type PlanGrant } from '../model/plan.ts';
import type { Span } from '../model/span.ts';

/** The zones between which the grants were found, since an id of Rego alone does not tell. */
export interface GrantPair {
  readonly from: string | null;
  readonly to: string | null;
}

/** Where templates decide for a grant or for a free zone; only the reader of the plant's files knows. */
export interface Inheritance {
  readonly ofGrant: (grant: PlanGrant) => readonly PlaceNote[];
  readonly ofFreeZone: (zone: string) => readonly PlaceNote[];
}

/** Written grants, those that Rego lowers to, allowlists that do not lower, and free traffic. */
export function describeGrants(
  ids: readonly string[],
  pair: GrantPair,
  plan: Plan,
  inheritance: Inheritance,
): readonly ExplainGrant[] {
  const all = grantsOf(plan);
  return ids.map((id) => {
    const lowered = `${id}[${pair.from ?? ''}>${pair.to ?? ''}]`;
    const own = all.find((each) => each.id === id || each.id === lowered || each.id.startsWith(`${lowered}(`));
    if (own !== undefined) {
      const places = [...elsewhere(own), ...inheritance.ofGrant(own)];
      return { id, reason: own.reason, at: own.at, places };
    }
    const list = allowlistBehind(id, plan.allowlists);
    if (list !== undefined) {
      const guard = plan.lowered.guards.find((each) => each.name === id.replace(/\[.*$/, ''));
      return { id, reason: list.title ?? list.reason, at: guard?.at ?? list.at, places: [] };
    }
    const zone = plan.zones.find((each) => id === `internal:${each.id}`);
    const reason = zone === undefined ? null : `traffic inside the zone ${zone.id} is free`;
    return { id, reason, at: zone?.at ?? null, places: zone === undefined ? [] : inheritance.ofFreeZone(zone.id) };
  });
}

/** Fields whose text stands outside of the grant: behind an alias or a merge key, or in a helper rule of Rego. */
function elsewhere(grant: PlanGrant): readonly PlaceNote[] {
  const outside = Object.entries(grant.fields).filter(([, at]) => !isWithin(at, grant.at));
  const byLine = Map.groupBy(outside, ([, at]) => `${at.file}:${at.line}`);
  return [...byLine.values()].flatMap((fields) => {
    const [first] = fields;
    return first === undefined
      ? []
      : [{ at: first[1], what: `its ${fields.map(([name]) => `\`${name}\``).join(', ')}` }];
  });
}

function isWithin(inner: Span, outer: Span): boolean {
  if (inner.file !== outer.file || inner.line < outer.line || inner.line > outer.endLine) return false;
  if (inner.line === outer.line && inner.column < outer.column) return false;
  return inner.line < outer.endLine || inner.column <= outer.endColumn;
}
