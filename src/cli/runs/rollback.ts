/** `zonewright rollback`: ends a trial now. */
import { renderRollback } from '../../report/apply-text.ts';
import { type BoundaryFlags, openBoundary, withLock } from '../boundary/open-boundary.ts';
import { rollBack } from '../boundary/roll-back.ts';
import type { CliContext } from '../context.ts';
import type { Format } from '../flags.ts';

export async function rollbackRun(this: CliContext, flags: BoundaryFlags & { readonly format: Format }): Promise<void> {
  const boundary = openBoundary(this, flags);
  const report = await withLock(boundary, () => rollBack(boundary));
  this.process.stdout.write(flags.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : renderRollback(report));
}
