/** Packets that come in and leave by the interfaces of their zones, unlike those that only pretend to. */
import type { DiagramNode } from '../../../algebra/diagram-runs.ts';
import type { IntegerSet } from '../../../algebra/integer-set.ts';
import type { PlanBoundary } from '../../../model/plan.ts';
import { interfacesIn, type WireSpace, wireAxes } from '../../proof/wire-space.ts';
import type { ZoneMap } from './zone-pairs.ts';

/** Zones that do not lie behind the boundary may lie behind any interface; nothing leaves where it came in. */
export function placedPackets(space: WireSpace, { classes }: ZoneMap, boundary: PlanBoundary): DiagramNode {
  const { diagrams, interfaces } = space;
  const side = (axis: number, interfaceAxis: number): DiagramNode =>
    diagrams.union(
      [...classes].map(([zone, own]) => {
        const names = boundary.interfaces.filter(({ zones }) => zone !== null && zones.includes(zone.id));
        const sides: (IntegerSet | null)[] = [];
        sides[axis] = own;
        if (names.length > 0)
          sides[interfaceAxis] = interfacesIn(
            space,
            names.map(({ name }) => name),
          );
        return diagrams.box(sides);
      }),
    );
  const same = interfaces.map((_, index) => {
    const sides: IntegerSet[] = [];
    sides[wireAxes.entry] = [{ from: index, to: index }];
    sides[wireAxes.exit] = [{ from: index, to: index }];
    return diagrams.box(sides);
  });
  const both = diagrams.intersect(side(wireAxes.source, wireAxes.entry), side(wireAxes.destination, wireAxes.exit));
  return diagrams.subtract(both, diagrams.union(same));
}
