/** `zonewright prove`: the configuration of a boundary, tried with packets in a scratch network namespace. */
import { isError } from '../../compiler/compile.ts';
import { sourceLinesOf } from '../../diagnostics/source-lines.ts';
import { escapeText } from '../../diagnostics/words.ts';
import type { ExportRequest, ExportResult } from '../../exporters/dialect.ts';
import { elementName } from '../../exporters/nft/write/provenance.ts';
import { nftables } from '../../exporters/nftables/nftables.ts';
import { type PreparedProbes, prepareProbes } from '../../exporters/probes/prepare-probes.ts';
import { proveReport } from '../../exporters/probes/prove-report.ts';
import { type ProbeRun, runProbes } from '../../exporters/probes/run-probes.ts';
import { proofLine, renderFailedProof } from '../../exporters/proof/proof-text.ts';
import { exportBoundary, proveBoundary } from '../../exporters/registry.ts';
import { machineSeconds, processorSeconds } from '../../platform/clock.ts';
import { openLab } from '../../platform/lab/open-lab.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { renderFindings } from '../../report/findings-text.ts';
import { renderProve } from '../../report/prove-text.ts';
import { compileOrExplain } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { exportRequestOf } from '../export-request.ts';
import type { Format, PlantFlags } from '../flags.ts';
import { paletteFor } from '../palette.ts';
import { createProgress } from '../progress.ts';

export interface ProveFlags extends PlantFlags {
  readonly boundary: string;
  readonly probes: number;
  readonly seed: number;
  readonly format: Format;
}

/** Connections that are open at the same time; half of them must fit into what a small machine remembers. */
const perRound = 8_192;
/** The slowest machine that is worth a run, in probes a second, and what comes before the first packet. */
const slowest = 1_000;
const headStart = 60;

export async function prove(this: CliContext, flags: ProveFlags): Promise<void> {
  const compiled = await compileOrExplain(this, flags.plant);
  if (compiled === null) return;
  const { stdout, stderr } = this.process;
  const request = exportRequestOf(compiled, flags.boundary);
  const { boundary } = request;
  if (boundary.dialect !== nftables.name)
    throw new PlatformError(
      'usage',
      `${boundary.id} is a boundary of ${boundary.dialect}; packets can try nftables only`,
    );
  const result = exportBoundary(request);
  const errors = result.diagnostics.filter(isError);
  if (errors.length > 0) {
    const lines = sourceLinesOf([...compiled.folder.yaml, ...compiled.folder.rego]);
    stderr.write(`${renderFindings(errors, { palette: paletteFor(stderr, this), lines })}\n`);
  }
  const proof = proveBoundary(request, result);
  if (proof === null || proof.kind !== 'equal') {
    stderr.write(
      proof === null ? `${boundary.id}: there is no configuration to try\n` : renderFailedProof(boundary.id, proof),
    );
    this.process.exitCode = exitCodes.failed;
    return;
  }
  stderr.write(`${proofLine(boundary.id, proof)}\n`);
  const { prepared, run, lab, at } = await tryOut(this, request, result, flags);
  if (run.refused !== null) {
    stderr.write(escapeText(`${boundary.id}: refused by the kernel: ${run.refused}`).concat('\n'));
    this.process.exitCode = exitCodes.failed;
    return;
  }
  const report = proveReport(request, prepared, run, { lab, seed: flags.seed, at });
  stdout.write(
    flags.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : renderProve(report, paletteFor(stdout, this)),
  );
  const isRight = report.summary.mismatches === 0 && report.miscounted.length === 0;
  this.process.exitCode = isRight ? exitCodes.clean : exitCodes.findings;
}

/** Sends the packets; throws when nothing can be said by what became of them. */
async function tryOut(
  context: CliContext,
  request: ExportRequest,
  result: ExportResult,
  { probes, seed }: ProveFlags,
): Promise<{ readonly prepared: PreparedProbes; readonly run: ProbeRun; readonly lab: string; readonly at: number }> {
  const at = Math.floor(machineSeconds());
  // An exported file opens no vendor session.
  const time = { from: at - 1, to: at + headStart + Math.ceil(probes / slowest), sessions: [] };
  const prepared = prepareProbes(request, nftables.capabilities, result.residual, { probes, perRound, seed, time });
  const progress = createProgress(context);
  const lab = await openLab(prepared.wiring);
  try {
    const run = await runProbes(lab, prepared, {
      ruleset: result.files.map((file) => file.text).join(''),
      nameOf: elementName,
      until: 'end',
      clock: machineSeconds,
      processor: processorSeconds,
      tell: (phase, sent, total) => progress.count(`${request.boundary.id}: ${phase}`, sent, total),
    });
    if (run.lost > 0)
      throw new PlatformError(
        'lab/lost',
        `${run.lost} packets were lost to something else than rules, so that nothing can be said; raise net.netfilter.nf_conntrack_max above ${4 * perRound}, or try again`,
      );
    if (machineSeconds() > time.to)
      throw new PlatformError(
        'lab/late',
        'the run took so long that windows may have changed meanwhile; try fewer --probes',
      );
    return { prepared, run, lab: await lab.describe(), at };
  } finally {
    progress.clear();
    await lab.close();
  }
}
