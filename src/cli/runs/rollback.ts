/** `zonewright rollback`: ends a trial now. */

import { routerShape } from '../../exporters/nftables/running/table-shape.ts';
import { renderRollback } from '../../report/apply-text.ts';
import { withShape } from '../boundary/find-shape.ts';
import { type BoundaryFlags, openBoundary, withLock } from '../boundary/open-boundary.ts';
import { rollBack } from '../boundary/roll-back.ts';
import type { CliContext } from '../context.ts';
import type { Format } from '../flags.ts';

export async function rollbackRun(this: CliContext, flags: BoundaryFlags & { readonly format: Format }): Promise<void> {
  const boundary = await withShape(openBoundary(this, flags, routerShape));
  const report = await withLock(boundary, () => rollBack(boundary));
  this.process.stdout.write(flags.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : renderRollback(report));
}
