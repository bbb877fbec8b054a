/** The configuration of a bridge tried with frames in a namespace of its own. */
import type { ExportRequest, ExportResult } from '../exporters/dialect.ts';
import { elementName } from '../exporters/nft/write/provenance.ts';
import { nftablesBridge } from '../exporters/nftables-bridge/nftables-bridge.ts';
import { drawFrames } from '../exporters/probes/frames/draw-frames.ts';
import { createFrameOracle } from '../exporters/probes/frames/frame-oracle.ts';
import { runFrames } from '../exporters/probes/frames/run-frames.ts';
import { stolenFrames } from '../exporters/probes/frames/stolen-frames.ts';
import { proveFramesReport } from '../exporters/probes/prove-report.ts';
import { createRandom } from '../exporters/probes/random.ts';
import { freeName } from '../exporters/probes/wiring.ts';
import { compareFrames } from '../exporters/proof/frames/frame-comparison.ts';
import type { ProveReport } from '../model/prove.ts';
import { machineSeconds, processorSeconds } from '../platform/clock.ts';
import { openBridgeLab } from '../platform/lab/open-bridge-lab.ts';
import { PlatformError } from '../platform/platform-error.ts';

export interface FrameTrial {
  readonly probes: number;
  readonly seed: number;
  /** Seconds since the epoch, from before the first frame until after the last one. */
  readonly time: { readonly from: number; readonly to: number };
  readonly tell: (phase: string, sent: number, total: number) => void;
}

/** What frames have shown, or what the kernel says against the configuration. */
export async function tryFrames(
  request: ExportRequest,
  { files, residual }: ExportResult,
  { probes, seed, time, tell }: FrameTrial,
): Promise<ProveReport | { readonly refused: string }> {
  const { boundary } = request;
  const { capabilities } = nftablesBridge;
  const named = [...new Set(boundary.interfaces.map(({ name }) => name))].filter(capabilities.isInterfaceName);
  const ports = [...named, freeName(named)];
  const comparison = compareFrames(request, capabilities, residual, []);
  const at = time.from;
  const drawn = drawFrames(comparison, { ports, count: probes, at, random: createRandom(seed) });
  const lab = await openBridgeLab(ports);
  try {
    const run = await runFrames(lab, {
      ruleset: files.map((file) => file.text).join(''),
      ports,
      oracle: createFrameOracle(comparison, ports, time),
      frames: drawn.frames,
      stolen: stolenFrames(comparison.stations, boundary, ports),
      nameOf: elementName,
      clock: machineSeconds,
      processor: processorSeconds,
      tell,
    });
    if (run.refused !== null) return { refused: run.refused };
    if (run.lost > 0)
      throw new PlatformError(
        'lab/lost',
        `${run.lost} frames were lost to something else than rules, so that nothing can be said; try again`,
      );
    const grants = comparison.expected.grants.length;
    return proveFramesReport(request, drawn, run, { lab: await lab.describe(), seed, at }, grants);
  } finally {
    await lab.close();
  }
}
