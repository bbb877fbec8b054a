/** The JSON document of a run. */
import type { ProveReport } from '../../model/prove.ts';
import type { ExportRequest } from '../dialect.ts';
import type { DrawnFrames } from './frames/draw-frames.ts';
import type { FrameRun } from './frames/run-frames.ts';
import type { PreparedProbes } from './prepare-probes.ts';
import type { ProbeRun } from './run-probes.ts';

/** Where and when a run was made; `at` in seconds since the epoch. */
export interface ProveOccasion {
  readonly lab: string;
  readonly seed: number;
  readonly at: number;
}

/** Makes the document of a run of frames. */
export function proveFramesReport(
  request: ExportRequest,
  { frames, coverage }: DrawnFrames,
  run: FrameRun,
  occasion: ProveOccasion,
  grants: number,
): ProveReport {
  const tried = { probes: frames.length, grants, counters: run.counters, leftOut: run.leftOut };
  return { ...documentOf(request, run, occasion, tried, coverage), miscounted: run.miscounted };
}

/** Makes the document of a run of packets. */
export function proveReport(
  request: ExportRequest,
  { drawn, oracle }: PreparedProbes,
  run: ProbeRun,
  occasion: ProveOccasion,
): ProveReport {
  const probes = drawn.rounds.reduce((sum, round) => sum + round.length, 0);
  const tried = { probes, grants: oracle.grants.length, counters: run.counters, leftOut: drawn.leftOut };
  return { ...documentOf(request, run, occasion, tried, drawn.coverage), miscounted: run.miscounted };
}

/** What both kinds of run say alike. */
function documentOf(
  { plan, boundary, revision }: ExportRequest,
  run: Pick<ProbeRun & FrameRun, 'phases' | 'seconds' | 'processorSeconds' | 'mismatches'>,
  { lab, seed, at }: ProveOccasion,
  tried: Pick<ProveReport['summary'], 'probes' | 'grants' | 'counters' | 'leftOut'>,
  coverage: DrawnFrames['coverage'] | PreparedProbes['drawn']['coverage'],
): Omit<ProveReport, 'miscounted'> {
  const packets = run.phases.reduce((sum, phase) => sum + phase.sent, 0);
  const each = (seconds: number): number => (seconds === 0 ? 0 : Math.round(packets / seconds));
  return {
    schema: 'zonewright/prove/v1',
    plant: plan.plant,
    boundary: boundary.id,
    revision,
    lab,
    seed,
    at: new Date(at * 1000).toISOString(),
    summary: {
      probes: tried.probes,
      packets,
      mismatches: run.phases.reduce((sum, phase) => sum + phase.mismatches, 0),
      perSecond: each(run.seconds),
      perProcessorSecond: each(run.processorSeconds),
      grants: tried.grants,
      counters: tried.counters,
      leftOut: tried.leftOut,
    },
    phases: run.phases,
    coverage: coverage.map(({ kind, tried: count, of }) => ({ what: kind, tried: count, of })),
    mismatches: run.mismatches,
  };
}
