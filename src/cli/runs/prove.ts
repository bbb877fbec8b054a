/** `zonewright prove`: the configuration of a boundary, tried with packets or frames in a scratch network namespace. */
import { isError } from '../../compiler/compile.ts';
import { sourceLinesOf } from '../../diagnostics/source-lines.ts';
import { escapeText } from '../../diagnostics/words.ts';
import type { ExportRequest, ExportResult } from '../../exporters/dialect.ts';
import { elementName } from '../../exporters/nft/write/provenance.ts';
import { nftables } from '../../exporters/nftables/nftables.ts';
import { prepareProbes } from '../../exporters/probes/prepare-probes.ts';
import { proveReport } from '../../exporters/probes/prove-report.ts';
import { runProbes } from '../../exporters/probes/run-probes.ts';
import { proofLine, renderFailedProof } from '../../exporters/proof/proof-text.ts';
import { exportBoundary, findAppliedDialect, proveBoundary } from '../../exporters/registry.ts';
import type { ProveReport } from '../../model/prove.ts';
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
import { type FrameTrial, tryFrames } from '../try-frames.ts';

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
  const { stderr } = this.process;
  const request = exportRequestOf(compiled, flags.boundary);
  const { boundary } = request;
  if (findAppliedDialect(boundary.dialect) === null)
    throw new PlatformError('usage', `${boundary.id} is of dialect ${boundary.dialect}, which no kernel here can try`);
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
  const progress = createProgress(this);
  const tell = (phase: string, sent: number, total: number): void =>
    progress.count(`${boundary.id}: ${phase}`, sent, total);
  try {
    const from = Math.floor(machineSeconds()) - 1;
    const trial = { ...flags, time: { from, to: from + headStart + Math.ceil(flags.probes / slowest) }, tell };
    const tried = await (boundary.dialect === nftables.name ? tryPackets : tryFrames)(request, result, trial);
    progress.clear();
    if (machineSeconds() > trial.time.to)
      throw new PlatformError(
        'lab/late',
        'the run took so long that windows may have changed meanwhile; try fewer --probes',
      );
    report(this, boundary.id, tried, flags.format);
  } finally {
    progress.clear();
  }
}

function report(
  context: CliContext,
  id: string,
  tried: ProveReport | { readonly refused: string },
  format: Format,
): void {
  const { stdout, stderr } = context.process;
  if ('refused' in tried) {
    stderr.write(escapeText(`${id}: refused by the kernel: ${tried.refused}`).concat('\n'));
    context.process.exitCode = exitCodes.failed;
    return;
  }
  const text =
    format === 'json' ? `${JSON.stringify(tried, null, 2)}\n` : renderProve(tried, paletteFor(stdout, context));
  stdout.write(text);
  const isRight = tried.summary.mismatches === 0 && tried.miscounted.length === 0;
  context.process.exitCode = isRight ? exitCodes.clean : exitCodes.findings;
}

/** Sends packets; throws when nothing can be said by what became of them. */
async function tryPackets(
  request: ExportRequest,
  result: ExportResult,
  { probes, seed, time, tell }: FrameTrial,
): Promise<ProveReport | { readonly refused: string }> {
  // An exported file opens no vendor session.
  const during = { ...time, sessions: [] };
  const options = { probes, perRound, seed, time: during };
  const prepared = prepareProbes(request, nftables.capabilities, result.residual, options);
  const lab = await openLab(prepared.wiring);
  try {
    const run = await runProbes(lab, prepared, {
      ruleset: result.files.map((file) => file.text).join(''),
      nameOf: elementName,
      until: 'end',
      clock: machineSeconds,
      processor: processorSeconds,
      tell,
    });
    if (run.refused !== null) return { refused: run.refused };
    if (run.lost > 0)
      throw new PlatformError(
        'lab/lost',
        `${run.lost} packets were lost to something else than rules, so that nothing can be said; raise net.netfilter.nf_conntrack_max above ${4 * perRound}, or try again`,
      );
    return proveReport(request, prepared, run, { lab: await lab.describe(), seed, at: time.from + 1 });
  } finally {
    await lab.close();
  }
}
