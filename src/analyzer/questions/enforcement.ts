/** Conduits whose grants no boundary enforces, since none has their two zones on different interfaces. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Question } from '../analysis-context.ts';
import { boundariesBetween, sidesOfZones } from '../zone-sides.ts';

/** Speaks of pairs that some grant or guard opens; the same finding as that of `check`, which speaks of all. */
export const askEnforcement: Question = function* ({ plan }): Generator<Diagnostic> {
  const sides = sidesOfZones(plan);
  const open = new Set(
    [...plan.grants, ...plan.lowered.grants, ...plan.lowered.guards.flatMap((guard) => guard.pairs)].map(
      ({ from, to }) => `${from}\n${to}`,
    ),
  );
  const loose = plan.conduits.filter(
    ({ from, to }) =>
      from !== to && open.has(`${from}\n${to}`) && boundariesBetween(sides.get(from), sides.get(to)).length === 0,
  );
  for (const [conduit, pairs] of Map.groupBy(loose, (pair) => pair.id)) {
    const [first] = pairs;
    if (first === undefined) continue;
    yield diagnose('conduit/unenforced', first.at, { conduit, from: first.from, to: first.to, pairs: pairs.length });
  }
};
