/** Which ports a frame leaves by, from the sets that exports of bridges are proven against. */

import { macNumber } from '../../src/algebra/mac-address.ts';
import type { ExportRequest, Residual } from '../../src/exporters/dialect.ts';
import { nftablesBridge } from '../../src/exporters/nftables-bridge/nftables-bridge.ts';
import { expectedFrames } from '../../src/exporters/proof/frames/expected-frames.ts';
import { createFrameSpace, frameAxes, macsIn, portsIn, tagType } from '../../src/exporters/proof/frames/frame-space.ts';
import { frameStations } from '../../src/exporters/proof/frames/frame-stations.ts';
import { type AskedFrame, macsOfProbes } from './bridge-probes.ts';

/** Ports by which a frame leaves at a time, sorted, without the one that it came in by. */
export function createFrameReference(
  request: ExportRequest,
  residual: Residual,
): (frame: AskedFrame, ports: readonly string[], time: number) => readonly string[] {
  const stations = frameStations(request.plan, new Set(request.boundary.interfaces.flatMap((each) => each.zones)));
  const range = (text: string) => ({ from: macNumber(text) ?? 0n, to: macNumber(text) ?? 0n });
  const ports = request.boundary.interfaces.map((each) => each.name);
  const space = createFrameSpace(macsOfProbes(request.plan).map(range), ports);
  const { grants } = expectedFrames(request, nftablesBridge.capabilities, residual, stations, space);
  const wanted = space.diagrams.union(grants.map((each) => each.frames));
  const classOf = (text: string): number => macsIn(space, [range(text)])[0]?.from ?? 0;
  return (frame, all, time) =>
    all.filter((exit) => {
      if (exit === frame.entry) return false;
      const point: number[] = [];
      const [lead = 0, second = 0, third = 0, fourth = 0] = frame.head;
      point[frameAxes.destination] = classOf(frame.destination);
      point[frameAxes.source] = classOf(frame.source);
      point[frameAxes.entry] = portsIn(space, [frame.entry])[0]?.from ?? space.interfaces.length;
      point[frameAxes.exit] = portsIn(space, [exit])[0]?.from ?? space.interfaces.length;
      point[frameAxes.type] = frame.vlan === null ? frame.etherType : tagType;
      point[frameAxes.vlan] = frame.vlan ?? 0;
      point[frameAxes.inner] = frame.etherType;
      point[frameAxes.lead] = lead * 0x1_0000 + second * 0x100 + third;
      point[frameAxes.fourth] = fourth;
      point[frameAxes.moment] = time;
      point[frameAxes.week] = (time + 4 * 86_400) % 604_800;
      return space.diagrams.has(wanted, point);
    });
}
