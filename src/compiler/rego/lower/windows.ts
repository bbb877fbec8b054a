/** Windows: which sets of active windows a rule asks for, as conjunctions that a grant can say. */
import type { FreshText, Value } from './value.ts';

/** One way for windows to be active: those of `names` that are, and whether one that the rule does not name is. */
export interface WindowPoint {
  readonly active: readonly string[];
  readonly others: boolean;
}

/** Every set of the windows that a rule names, without and with another one. */
export function windowPoints(names: readonly string[]): readonly WindowPoint[] {
  const sets = names.reduce<readonly (readonly string[])[]>(
    (all, name) => all.flatMap((set) => [set, [...set, name]]),
    [[]],
  );
  return sets.flatMap((active) => [false, true].map((others) => ({ active, others })));
}

/** What the rule sees. */
export function windowsValue({ active, others }: WindowPoint, names: ReadonlySet<string>): Value {
  const other: FreshText = { kind: 'fresh', name: 'window', others: names };
  return others ? [...active, other] : active;
}

/** The smallest sets that pass; null when another active window can close the rule, or open it on its own. */
export function windowsFrom(
  passing: readonly WindowPoint[],
  all: readonly WindowPoint[],
): readonly (readonly string[])[] | null {
  const passed = new Set(passing.map(keyOf));
  for (const point of passing) {
    const more = all.filter((each) => point.active.every((name) => each.active.includes(name)));
    if (!more.every((each) => passed.has(keyOf(each)))) return null;
  }
  return passing
    .map((point) => point.active)
    .filter((set, index, sets) => sets.findIndex((each) => each.join() === set.join()) === index)
    .filter(
      (set, _, sets) => !sets.some((each) => each.length < set.length && each.every((name) => set.includes(name))),
    );
}

function keyOf({ active, others }: WindowPoint): string {
  return JSON.stringify([active, others]);
}
