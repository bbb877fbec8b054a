/** Who must agree to a change: the owner of every zone into which something is opened. */
import { severities } from '../../diagnostics/severity.ts';
import type { DiffApproval, DiffGroup } from '../../model/plan-diff.ts';

/** The gravest first; zones without an owner together, since somebody must be found for them. */
export function approvalsFor(opened: readonly DiffGroup[]): readonly DiffApproval[] {
  const approvals = [...Map.groupBy(opened, ({ owner }) => owner)].map(
    ([owner, groups]): DiffApproval => ({
      owner,
      zones: [...new Set(groups.map(({ to }) => to))].sort(),
      severity: gravestOf(groups),
    }),
  );
  return approvals.sort((a, b) => rank(a) - rank(b) || ((a.owner ?? '') < (b.owner ?? '') ? -1 : 1));
}

function gravestOf(groups: readonly DiffGroup[]): DiffApproval['severity'] {
  const said = groups.flatMap(({ entries }) => entries.map(({ severity }) => severity));
  return severities.find((each) => said.includes(each)) ?? 'info';
}

function rank({ severity }: DiffApproval): number {
  return severities.indexOf(severity);
}
