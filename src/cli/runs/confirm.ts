/** `zonewright confirm`: keeps the policy that is on trial. */

import { routerShape } from '../../exporters/nftables/running/table-shape.ts';
import type { ConfirmReport } from '../../model/apply-report.ts';
import { renderConfirm } from '../../report/apply-text.ts';
import { confirmTrial } from '../boundary/confirm-policy.ts';
import { withShape } from '../boundary/find-shape.ts';
import { type BoundaryFlags, openBoundary, withLock } from '../boundary/open-boundary.ts';
import type { CliContext } from '../context.ts';
import type { Format } from '../flags.ts';

export async function confirmRun(this: CliContext, flags: BoundaryFlags & { readonly format: Format }): Promise<void> {
  const boundary = await withShape(openBoundary(this, flags, routerShape));
  const report: ConfirmReport = await withLock(boundary, () => confirmTrial(boundary));
  this.process.stdout.write(flags.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : renderConfirm(report));
}
