/**
 * Prepares a run of packets: derives probes from what a boundary must let through, as the proof of its export reads it, and
 * wires a lab for them. Nothing here looks at how the configuration is written.
 */
import type { Capabilities, ExportRequest, Residual } from '../dialect.ts';
import { expectedOf } from '../proof/expected.ts';
import { createAtlas } from './atlas.ts';
import { type DrawnProbes, drawProbes } from './draw-probes.ts';
import { layGround } from './ground.ts';
import { createOracle, type Oracle, type RunTime } from './oracle.ts';
import { createRandom } from './random.ts';
import { createTranslator, type Translator } from './translate.ts';
import { type Wiring, wireBoundary } from './wiring.ts';

export interface ProbeOptions {
  /** How many probes are derived. */
  readonly probes: number;
  /** How many of them make a round; connections of a round are remembered at the same time. */
  readonly perRound: number;
  readonly seed: number;
  /** When the packets are sent. */
  readonly time: RunTime;
}

export interface PreparedProbes {
  readonly wiring: Wiring;
  readonly oracle: Oracle;
  readonly drawn: DrawnProbes;
  readonly translator: Translator;
}

/** Derives probes; the same request, options and seed give the same ones. */
export function prepareProbes(
  request: ExportRequest,
  capabilities: Capabilities,
  residual: Residual,
  { probes, perRound, seed, time }: ProbeOptions,
): PreparedProbes {
  const expected = expectedOf(request, capabilities, residual);
  const wiring = wireBoundary(request.boundary, expected.addresses, capabilities.isInterfaceName);
  const oracle = createOracle(expected, wiring.interfaces, time);
  const atlas = createAtlas(expected.addresses, wiring.routeOf);
  const translator = createTranslator(request.plan, request.boundary, wiring, atlas);
  const ground = layGround(oracle, expected.addresses, atlas, wiring, createRandom(seed));
  return { wiring, oracle, translator, drawn: drawProbes(ground, translator, probes, perRound) };
}
