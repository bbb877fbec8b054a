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
  { plan, boundary, revision }: ExportRequest,
  { frames, coverage }: DrawnFrames,
  run: FrameRun,
  { lab, seed, at }: ProveOccasion,
  grants: number,
): ProveReport {
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
      probes: frames.length,
      packets,
      mismatches: run.phases.reduce((sum, phase) => sum + phase.mismatches, 0),
      perSecond: each(run.seconds),
      perProcessorSecond: each(run.processorSeconds),
      grants,
      counters: 0,
      leftOut: run.leftOut,
    },
    phases: run.phases,
    coverage: coverage.map(({ kind, tried, of }) => ({ what: kind, tried, of })),
    mismatches: run.mismatches,
    miscounted: [],
  };
}

/** Makes the document of a run of packets. */
export function proveReport(
  { plan, boundary, revision }: ExportRequest,
  { drawn, oracle }: PreparedProbes,
  run: ProbeRun,
  { lab, seed, at }: ProveOccasion,
): ProveReport {
  const packets = run.phases.reduce((sum, phase) => sum + phase.sent, 0);
  return {
    schema: 'zonewright/prove/v1',
    plant: plan.plant,
    boundary: boundary.id,
    revision,
    lab,
    seed,
    at: new Date(at * 1000).toISOString(),
    summary: {
      probes: drawn.rounds.reduce((sum, round) => sum + round.length, 0),
      packets,
      mismatches: run.phases.reduce((sum, phase) => sum + phase.mismatches, 0),
      perSecond: run.seconds === 0 ? 0 : Math.round(packets / run.seconds),
      perProcessorSecond: run.processorSeconds === 0 ? 0 : Math.round(packets / run.processorSeconds),
      grants: oracle.grants.length,
      counters: run.counters,
      leftOut: drawn.leftOut,
    },
    phases: run.phases,
    coverage: drawn.coverage.map(({ kind, tried, of }) => ({ what: kind, tried, of })),
    mismatches: run.mismatches,
    miscounted: run.miscounted,
  };
}
