/** What a boundary of a compiled plant is exported from. */
import { suggest } from '../diagnostics/suggest.ts';
import type { ExportRequest } from '../exporters/dialect.ts';
import { grantsOf, type Plan, type PlanBoundary } from '../model/plan.ts';
import { PlatformError } from '../platform/platform-error.ts';
import type { CompiledPlant } from './compile-or-explain.ts';

/** The request for a boundary; throws when the plant has none of that id. */
export function exportRequestOf({ bundle, checked }: CompiledPlant, id: string): ExportRequest {
  return {
    plan: bundle.plan,
    boundary: findBoundary(bundle.plan, id),
    grants: grantsOf(bundle.plan),
    guards: bundle.plan.lowered.guards,
    catalogue: checked.catalogue,
    revision: bundle.manifest.revision === '' ? null : bundle.manifest.revision,
  };
}

function findBoundary(plan: Plan, id: string): PlanBoundary {
  const found = plan.boundaries.find((each) => each.id === id);
  if (found !== undefined) return found;
  const ids = plan.boundaries.map((each) => each.id);
  const near = suggest(id, ids);
  const known = ids.length === 0 ? 'the plant has no boundaries' : `the plant has ${ids.join(', ')}`;
  throw new PlatformError(
    'usage',
    `there is no boundary ${id}${near === null ? '' : `; did you mean ${near}?`} (${known})`,
  );
}
