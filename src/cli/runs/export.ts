/** `zonewright export`: firewall configuration for a boundary, with the residual report. */
import path from 'node:path';
import { escapeText } from '../../diagnostics/words.ts';
import type { ExportFile } from '../../exporters/dialect.ts';
import { renderResidualReport } from '../../exporters/residual-report.ts';
import { checkRuleset } from '../../platform/nft/check-ruleset.ts';
import { formatNftProblem } from '../../platform/nft/nft-problem.ts';
import { writeOutput } from '../../platform/output-files.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor, exitCodes } from '../exit-code.ts';
import { exportOrExplain, reportExport } from '../export-boundary.ts';
import type { FailOnFlags, Format, PlantFlags } from '../flags.ts';

export interface ExportFlags extends PlantFlags, FailOnFlags {
  readonly boundary: string;
  readonly output?: string;
  readonly format: Format;
}

export async function exportRun(this: CliContext, flags: ExportFlags): Promise<void> {
  const exported = await exportOrExplain(this, flags.plant, flags.boundary);
  if (exported === null) return;
  const { request, result, manifest, severities } = exported;
  const { boundary } = request;
  const report: ExportFile = { name: `${boundary.id}.residual.md`, text: renderResidualReport(request, result) };
  const record: ExportFile = { name: `${boundary.id}.manifest.json`, text: `${JSON.stringify(manifest, null, 2)}\n` };
  const { stdout } = this.process;
  if (flags.output !== undefined) {
    const target = path.resolve(this.cwd, flags.output);
    for (const file of [...result.files, record, report]) writeOutput(path.join(target, file.name), file.text);
  }
  if (flags.format === 'json') stdout.write(record.text);
  else if (flags.output === undefined) for (const file of result.files) stdout.write(file.text);
  reportExport(this, exported);
  const accepted = await checkFiles(this, result.files, boundary.dialect);
  this.process.exitCode = accepted ? exitCodeFor(severities, flags.failOn) : exitCodes.failed;
}

/** Lets the kernel check the ruleset in a throw-away namespace, where that is possible. */
async function checkFiles(context: CliContext, files: readonly ExportFile[], dialect: string): Promise<boolean> {
  if (!dialect.startsWith('nftables')) return true;
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
