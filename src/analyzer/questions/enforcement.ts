/** Conduits whose grants no boundary enforces, since none has their two zones on different interfaces. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Plan } from '../../model/plan.ts';
import type { Question } from '../analysis-context.ts';

/** Speaks of pairs that some grant or guard opens; the same finding as that of `check`, which speaks of all. */
export const askEnforcement: Question = function* ({ plan }): Generator<Diagnostic> {
  const places = placesOf(plan);
  const open = new Set(
    [...plan.grants, ...plan.lowered.grants, ...plan.lowered.guards.flatMap((guard) => guard.pairs)].map(
      ({ from, to }) => `${from}\n${to}`,
    ),
  );
  const loose = plan.conduits.filter(
    ({ from, to }) => from !== to && open.has(`${from}\n${to}`) && !isEnforced(places.get(from), places.get(to)),
  );
  for (const [conduit, pairs] of Map.groupBy(loose, (pair) => pair.id)) {
    const [first] = pairs;
    if (first === undefined) continue;
    yield diagnose('conduit/unenforced', first.at, { conduit, from: first.from, to: first.to, pairs: pairs.length });
  }
};

/** Boundary to the interfaces that a zone is behind, by zone. */
type Places = ReadonlyMap<string, ReadonlySet<string>>;

function placesOf({ boundaries }: Plan): ReadonlyMap<string, Places> {
  const result = new Map<string, Map<string, Set<string>>>();
  for (const { id, interfaces } of boundaries) {
    for (const { name, zones } of interfaces) {
      for (const zone of zones) {
        const own = result.get(zone) ?? new Map<string, Set<string>>();
        own.set(id, (own.get(id) ?? new Set()).add(name));
        result.set(zone, own);
      }
    }
  }
  return result;
}

function isEnforced(from: Places | undefined, to: Places | undefined): boolean {
  return [...(from ?? [])].some(([boundary, names]) => {
    const others = to?.get(boundary);
    return others !== undefined && [...others].some((name) => !(names.size === 1 && names.has(name)));
  });
}
