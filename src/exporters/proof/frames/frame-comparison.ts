/** What the frames of a boundary are compared in: a space that tells apart what policy and configurations do, and what must pass. */
import { broadcastMac, locallyAdministered } from '../../../algebra/mac-address.ts';
import type { Capabilities, ExportRequest, Residual } from '../../dialect.ts';
import { type ExpectedFrames, expectedFrames } from './expected-frames.ts';
import type { FrameReadBack } from './frame-read-back.ts';
import { createFrameSpace, type FrameSpace, type MacRange } from './frame-space.ts';
import { type FrameStations, frameStations } from './frame-stations.ts';

export interface FrameComparison {
  readonly space: FrameSpace;
  readonly stations: FrameStations;
  readonly expected: ExpectedFrames;
}

/** Prepares a comparison of a request with configurations that were read, in which so many conditions are not known. */
export function compareFrames(
  request: ExportRequest,
  capabilities: Capabilities,
  residual: Residual,
  read: readonly Pick<FrameReadBack, 'macs' | 'interfaces'>[],
  unknowns: number = 0,
): FrameComparison {
  const behind = new Set(request.boundary.interfaces.flatMap((each) => each.zones));
  const stations = frameStations(request.plan, behind);
  const ports = request.boundary.interfaces.map((each) => each.name);
  const space = createFrameSpace(
    [...read.flatMap((each) => each.macs), ...rangesOf(stations)],
    [...read.flatMap((each) => each.interfaces), ...ports],
    unknowns,
  );
  return { space, stations, expected: expectedFrames(request, capabilities, residual, stations, space) };
}

function rangesOf({ of }: FrameStations): readonly MacRange[] {
  const macs = [...of.values()].flat();
  return [broadcastMac, ...macs, ...macs.map(locallyAdministered)].map((mac) => ({ from: mac, to: mac }));
}
