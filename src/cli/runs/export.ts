/** `zonewright export`: firewall configuration for a boundary, with the residual report. */
import path from 'node:path';
import { isError } from '../../compiler/compile.ts';
import { findingOf } from '../../diagnostics/finding.ts';
import { sourceLinesOf } from '../../diagnostics/source-lines.ts';
import { escapeText } from '../../diagnostics/words.ts';
import type { ExportFile, ResidualEntry } from '../../exporters/dialect.ts';
import { proofLine, proofOf, renderFailedProof } from '../../exporters/proof/proof-text.ts';
import { exportBoundary, proveBoundary } from '../../exporters/registry.ts';
import { exportManifest, renderResidualReport } from '../../exporters/residual-report.ts';
import { formatSpan } from '../../model/span.ts';
import { checkRuleset } from '../../platform/nft/check-ruleset.ts';
import { formatNftProblem } from '../../platform/nft/nft-problem.ts';
import { writeOutput } from '../../platform/output-files.ts';
import { countFindings, renderFindings } from '../../report/findings-text.ts';
import { compileOrExplain } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor, exitCodes } from '../exit-code.ts';
import { exportRequestOf } from '../export-request.ts';
import type { FailOnFlags, Format, PlantFlags } from '../flags.ts';
import { paletteFor } from '../palette.ts';

export interface ExportFlags extends PlantFlags, FailOnFlags {
  readonly boundary: string;
  readonly output?: string;
  readonly format: Format;
}

export async function exportRun(this: CliContext, flags: ExportFlags): Promise<void> {
  const compiled = await compileOrExplain(this, flags.plant);
  if (compiled === null) return;
  const { folder } = compiled;
  const request = exportRequestOf(compiled, flags.boundary);
  const { boundary } = request;
  const result = exportBoundary(request);
  const proof = proveBoundary(request, result);
  if (proof !== null && proof.kind !== 'equal') {
    this.process.stderr.write(renderFailedProof(boundary.id, proof));
    this.process.exitCode = exitCodes.failed;
    return;
  }
  const manifest = exportManifest(request, result, proof === null ? null : proofOf(proof));
  const report: ExportFile = { name: `${boundary.id}.residual.md`, text: renderResidualReport(request, result) };
  const record: ExportFile = { name: `${boundary.id}.manifest.json`, text: `${JSON.stringify(manifest, null, 2)}\n` };
  const { stdout, stderr } = this.process;
  if (flags.output !== undefined) {
    const target = path.resolve(this.cwd, flags.output);
    for (const file of [...result.files, record, report]) writeOutput(path.join(target, file.name), file.text);
  }
  if (flags.format === 'json') stdout.write(record.text);
  else if (flags.output === undefined) for (const file of result.files) stdout.write(file.text);
  const severities = result.diagnostics.map((each) => findingOf(each).severity);
  const lines = sourceLinesOf([...folder.yaml, ...folder.rego]);
  const grave = result.diagnostics.filter(isError);
  if (grave.length > 0) stderr.write(`${renderFindings(grave, { palette: paletteFor(stderr, this), lines })}\n`);
  stderr.write(widerLines(result.residual.wider));
  const { exact, wider, refused } = result.residual;
  stderr.write(
    `${boundary.id}: ${exact.length} grants exact, ${wider.length} wider, ${refused.length} refused; ${countFindings(severities)}\n`,
  );
  if (proof !== null) stderr.write(`${proofLine(boundary.id, proof)}\n`);
  const accepted = await checkFiles(this, result.files, boundary.dialect);
  this.process.exitCode = accepted ? exitCodeFor(severities, flags.failOn) : exitCodes.failed;
}

/** A line for each grant that the configuration opens wider than it is; the residual report has the details. */
function widerLines(wider: readonly ResidualEntry[]): string {
  const lines = wider.map(({ grant, at, losses }) => {
    const lost = [...new Set(losses.map((loss) => loss.kind))].join(', ');
    return escapeText(`wider  ${grant}  ${formatSpan(at)}  cannot enforce: ${lost}`);
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** Lets the kernel check the ruleset in a throw-away namespace, where that is possible. */
async function checkFiles(context: CliContext, files: readonly ExportFile[], dialect: string): Promise<boolean> {
  if (dialect !== 'nftables') return true;
  let accepted = true;
  for (const file of files) {
    const answer = await checkRuleset(file.text);
    if (answer.status === 'accepted') context.process.stderr.write(`${file.name}: accepted by nft --check\n`);
    else if (answer.status === 'unavailable')
      context.process.stderr.write(`${file.name}: not checked by nft, ${answer.reason}\n`);
    else {
      accepted = false;
      context.process.stderr.write(`${escapeText(`${file.name}: refused by nft --check: ${answer.error.message}`)}\n`);
      for (const problem of answer.error.problems)
        context.process.stderr.write(`  ${escapeText(formatNftProblem(problem))}\n`);
    }
  }
  return accepted;
}
