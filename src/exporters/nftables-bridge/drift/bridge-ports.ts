/** Whether the interfaces of a boundary are ports of one bridge, without which none of its frames pass. */
import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts';
import type { BoundaryState } from '../../../model/boundary-state.ts';
import type { PlanBoundary } from '../../../model/plan.ts';

export function portFindings(boundary: PlanBoundary, { interfaces }: BoundaryState): readonly Diagnostic[] {
  const present = interfaces.filter((each) => each.present);
  const bridges = Map.groupBy(
    present.filter(({ bridge }) => bridge !== null),
    ({ bridge }) => bridge,
  );
  const [main = null] = [...bridges].sort(([, a], [, b]) => b.length - a.length).map(([name]) => name);
  return present
    .filter(({ bridge }) => bridge !== main || bridge === null)
    .map(({ name, bridge }) =>
      diagnose('drift/foreign-closes', null, {
        boundary: boundary.id,
        what: `interface ${name}, ${bridge === null ? 'which is no port of a bridge,' : `a port of bridge ${bridge} and not of ${main},`}`,
        effect: 'all frames between the zones behind it and the others',
        certain: true,
        show: 'bridge link show',
      }),
    );
}
