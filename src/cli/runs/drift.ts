/** `zonewright drift`: what runs on a boundary against what the plant says. */
import { findAppliedDialect } from '../../exporters/registry.ts';
import { readBoundaryState } from '../../platform/boundary-host/boundary-state.ts';
import { nowSeconds } from '../../platform/clock.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { driftReport } from '../../report/drift-json.ts';
import { renderDrift } from '../../report/drift-text.ts';
import { type BoundaryFlags, openBoundary } from '../boundary/open-boundary.ts';
import { compileOrExplain } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor } from '../exit-code.ts';
import { exportRequestOf } from '../export-request.ts';
import type { FailOnFlags, Format, PlantFlags } from '../flags.ts';
import { paletteFor } from '../palette.ts';

export interface DriftFlags extends PlantFlags, FailOnFlags, BoundaryFlags {
  readonly format: Format;
}

export async function drift(this: CliContext, flags: DriftFlags): Promise<void> {
  const compiled = await compileOrExplain(this, flags.plant);
  if (compiled === null) return;
  const request = exportRequestOf(compiled, flags.boundary);
  const { boundary, plan, revision } = request;
  const dialect = findAppliedDialect(boundary.dialect);
  if (dialect === null)
    throw new PlatformError(
      'usage',
      `boundary ${boundary.id} speaks ${boundary.dialect}, which cannot be compared with what runs`,
    );
  const { host, files } = openBoundary(this, flags, dialect.shape);
  const interfaces = boundary.interfaces.map(({ name }) => name);
  const state = await readBoundaryState(host, interfaces, files.boot);
  const now = nowSeconds(this.process.env);
  const found = dialect.findDrift(request, state, now);
  if (found.kind === 'unreadable')
    throw new PlatformError(
      'boundary/unreadable',
      `what runs on ${host.name} cannot be compared with boundary ${boundary.id}: ${found.refusal.at}: ${found.refusal.found}`,
    );
  const time = new Date(now * 1000).toISOString();
  const parts = { plant: plan.plant, boundary: boundary.id, revision, time };
  const report = driftReport(parts, found.diagnostics, found.facts);
  const { stdout } = this.process;
  if (flags.format === 'json') stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else stdout.write(renderDrift(report, paletteFor(stdout, this)));
  this.process.exitCode = exitCodeFor(
    report.findings.map(({ severity }) => severity),
    flags.failOn,
  );
}
