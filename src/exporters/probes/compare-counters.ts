/** Compares what the elements of a configuration have counted with how often their grants were asked for. */
import type { PlanGrant } from '../../model/plan.ts';
import type { ProveCount } from '../../model/prove.ts';
import type { OpenedGrant } from './oracle.ts';
import type { Tally } from './round.ts';

/** Sums of the elements that name the same grants are compared, so that it does not matter how elements are laid out. */
export function compareCounters(
  tally: Tally,
  grants: readonly OpenedGrant[],
  nameOf: (grants: readonly PlanGrant[]) => string,
  counted: ReadonlyMap<string, number>,
): { readonly counters: number; readonly miscounted: readonly ProveCount[] } {
  const expected = new Map<string, number>();
  for (const [numbers, times] of tally) {
    const name = nameOf(numbers.split(',').flatMap((number) => grants[Number(number)]?.grant ?? []));
    expected.set(name, (expected.get(name) ?? 0) + times);
  }
  return compareCounts(expected, counted);
}

/** What elements of a name should have counted, and what they did. */
export function compareCounts(
  expected: ReadonlyMap<string, number>,
  counted: ReadonlyMap<string, number>,
): { readonly counters: number; readonly miscounted: readonly ProveCount[] } {
  const names = [...new Set([...expected.keys(), ...counted.keys()])].sort();
  const pairs = names.map((name) => ({
    grants: name,
    expected: expected.get(name) ?? 0,
    counted: counted.get(name) ?? 0,
  }));
  return { counters: names.length, miscounted: pairs.filter((pair) => pair.expected !== pair.counted) };
}
