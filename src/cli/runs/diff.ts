/** `zonewright diff`: what a change opens and closes. */
import { comparePlans } from '../../analyzer/compare/compare-plans.ts';
import { isError } from '../../compiler/compile.ts';
import { findingOf } from '../../diagnostics/finding.ts';
import { sourceLinesOf } from '../../diagnostics/source-lines.ts';
import { nowSeconds } from '../../platform/clock.ts';
import { diffReport } from '../../report/diff-json.ts';
import { renderDiff } from '../../report/diff-text.ts';
import { countFindings, renderFindings } from '../../report/findings-text.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor, exitCodes } from '../exit-code.ts';
import type { FailOnFlags, Format, PlantFlags } from '../flags.ts';
import { type ComparedSide, loadSide } from '../load-side.ts';
import { paletteFor } from '../palette.ts';

export interface DiffFlags extends PlantFlags, FailOnFlags {
  readonly format: Format;
}

export async function diff(this: CliContext, flags: DiffFlags, baseName: string, headName?: string): Promise<void> {
  const base = await loadSide(this, baseName, flags.plant);
  const head = await loadSide(this, headName ?? null, flags.plant);
  const broken = [base, head].filter((side) => reportErrors(this, side));
  if (broken.length > 0) {
    const names = broken.map((side) => side.name).join(' and ');
    this.process.stderr.write(`nothing was compared: ${names} ${broken.length === 1 ? 'has' : 'have'} no policy\n`);
    this.process.exitCode = exitCodes.failed;
    return;
  }
  const [one, other] = [base, head].map(({ result: { value }, textAt }) => ({ ...value, textAt }));
  if (one === undefined || other === undefined) return;
  const result = comparePlans(one, other, nowSeconds(this.process.env));
  const report = diffReport({ plant: other.plan.plant, base: nameOf(base), head: nameOf(head) }, result);
  const { stdout } = this.process;
  if (flags.format === 'json') stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else stdout.write(renderDiff(report, paletteFor(stdout, this)));
  const severities = report.opened.flatMap((group) => group.entries.map((entry) => entry.severity));
  this.process.exitCode = exitCodeFor(severities, flags.failOn);
}

function nameOf({ name, revision }: ComparedSide): { readonly name: string; readonly revision: string | null } {
  return { name, revision };
}

/** Whether a side has findings that stand in the way of a policy; they are printed. */
function reportErrors(context: CliContext, { name, folder, result }: ComparedSide): boolean {
  const errors = result.diagnostics.filter(isError);
  if (errors.length === 0) return false;
  const { stderr } = context.process;
  const lines = sourceLinesOf([...folder.yaml, ...folder.rego]);
  stderr.write(`${renderFindings(errors, { palette: paletteFor(stderr, context), lines })}\n`);
  stderr.write(`${name}: ${countFindings(errors.map((each) => findingOf(each).severity))}\n`);
  return true;
}
