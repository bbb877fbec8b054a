/** What a change of the plant changes in the configuration of a boundary, and in what it can enforce. */

import type { Catalogue } from '../model/catalogue.ts';
import type { Plan } from '../model/plan.ts';
import { grantsOf } from '../model/plan.ts';
import type { DiffBoundary, DiffEnforcement, EnforcementState } from '../model/plan-diff.ts';
import type { ExportRequest, ExportResult, ResidualEntry } from './dialect.ts';
import { exportBoundary } from './registry.ts';

export interface ExportedSide {
  readonly plan: Plan;
  readonly catalogue: Catalogue;
}

/** The exports of both sides; null where neither has a boundary of this id. */
export function compareExports(base: ExportedSide, head: ExportedSide, id: string): DiffBoundary | null {
  const [before, after] = [resultOf(base, id), resultOf(head, id)];
  if (before === null && after === null) return null;
  const names = [...new Set([...filesOf(before), ...filesOf(after)].map(({ name }) => name))].sort();
  const textIn = (result: ExportResult | null, name: string): string =>
    withoutLines(filesOf(result).find((file) => file.name === name)?.text ?? '');
  return {
    id,
    presence: before === null ? 'new' : after === null ? 'gone' : 'kept',
    enforcement: enforcementChanges(before, after),
    files: names
      .map((name) => ({ name, before: textIn(before, name), after: textIn(after, name) }))
      .filter((file) => file.before !== file.after),
  };
}

/** Comments name the line of each grant, which moves with every line that is written above it. */
function withoutLines(text: string): string {
  return text.replaceAll(/(\.(?:ya?ml|rego)):\d+/g, '$1');
}

/** Without a revision, which differs between any two commits and says nothing about what is enforced. */
function resultOf({ plan, catalogue }: ExportedSide, id: string): ExportResult | null {
  const boundary = plan.boundaries.find((each) => each.id === id);
  if (boundary === undefined) return null;
  const request: ExportRequest = {
    plan,
    boundary,
    grants: grantsOf(plan),
    guards: plan.lowered.guards,
    catalogue,
    revision: null,
  };
  return exportBoundary(request);
}

function filesOf(result: ExportResult | null): ExportResult['files'] {
  return result?.files ?? [];
}

interface Enforced {
  readonly states: readonly EnforcementState[];
  readonly entry: ResidualEntry;
  readonly losses: readonly string[];
}

function enforcementChanges(before: ExportResult | null, after: ExportResult | null): readonly DiffEnforcement[] {
  const [old, now] = [enforcedBy(before), enforcedBy(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((grant): readonly DiffEnforcement[] => {
    const [mine, theirs] = [now.get(grant), old.get(grant)];
    const at = (mine ?? theirs)?.entry.at;
    if (at === undefined || wordsOf(mine) === wordsOf(theirs)) return [];
    return [{ grant, base: theirs?.states ?? [], head: mine?.states ?? [], losses: mine?.losses ?? [], at }];
  });
}

function enforcedBy(result: ExportResult | null): ReadonlyMap<string, Enforced> {
  const enforced = new Map<string, Enforced>();
  for (const state of ['exact', 'wider', 'refused'] as const)
    for (const entry of result?.residual[state] ?? []) {
      const known = enforced.get(entry.grant);
      const losses = [...new Set([...(known?.losses ?? []), ...entry.losses.map((loss) => loss.kind)])].sort();
      enforced.set(entry.grant, { states: [...new Set([...(known?.states ?? []), state])], entry, losses });
    }
  return enforced;
}

function wordsOf(enforced: Enforced | undefined): string {
  return enforced === undefined ? '' : JSON.stringify([enforced.states, enforced.losses]);
}
