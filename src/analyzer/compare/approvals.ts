/** Who must agree to a change: the owner of every zone into which something is opened. */
import { compareSeverities, gravestOf } from '../../diagnostics/severity.ts';
import type { DiffApproval, DiffGroup } from '../../model/plan-diff.ts';

/** The gravest first; zones without an owner together, since somebody must be found for them. */
export function approvalsFor(opened: readonly DiffGroup[]): readonly DiffApproval[] {
  const approvals = [...Map.groupBy(opened, ({ owner }) => owner)].map(
    ([owner, groups]): DiffApproval => ({
      owner,
      zones: [...new Set(groups.map(({ to }) => to))].sort(),
      severity: gravestOf(groups.flatMap(({ entries }) => entries.map((entry) => entry.severity))) ?? 'info',
    }),
  );
  return approvals.sort(
    (a, b) => compareSeverities(a.severity, b.severity) || ((a.owner ?? '') < (b.owner ?? '') ? -1 : 1),
  );
}
