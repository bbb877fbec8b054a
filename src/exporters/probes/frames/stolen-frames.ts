/** Frames of each station from where it is, and from every other port: the bridge may learn from the first alone. */
import { locallyAdministered } from '../../../algebra/mac-address.ts';
import type { PlanBoundary } from '../../../model/plan.ts';
import type { FrameStations } from '../../proof/frames/frame-stations.ts';
import type { FrameProbe } from './frame-probe.ts';

export interface StolenFrame {
  readonly probe: FrameProbe;
  /** Ports behind which its sender lies. */
  readonly homes: readonly string[];
  readonly isHome: boolean;
}

/** Addresses that a frame is sent to: those of nobody, at which no grant is looked for. */
const nobody = locallyAdministered(0x00_00_5e_00_53_00n);
/** An EtherType for experiments (IEEE 802). */
const experiment = 0x88b5;

export function stolenFrames(
  { of }: FrameStations,
  boundary: PlanBoundary,
  ports: readonly string[],
): readonly StolenFrame[] {
  const named = ports.filter((port) => boundary.interfaces.some(({ name }) => name === port));
  return [...of].flatMap(([endpoint, macs]) => {
    const zone = endpoint.slice(0, endpoint.indexOf('/'));
    const homes = boundary.interfaces.filter(({ zones }) => zones.includes(zone)).map(({ name }) => name);
    const own = homes.filter((home) => named.includes(home));
    if (own.length === 0) return [];
    return macs.flatMap((source) =>
      [...own.slice(0, 1), ...named.filter((port) => !homes.includes(port))].map(
        (port): StolenFrame => ({
          homes: own,
          isHome: homes.includes(port),
          probe: {
            entry: ports.indexOf(port),
            source,
            destination: nobody,
            vlan: null,
            etherType: experiment,
            head: [0, 0, 0, 0],
            origin: null,
          },
        }),
      ),
    );
  });
}
