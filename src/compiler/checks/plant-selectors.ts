/** Every selector of a plant, with its place. */
import type { Plant, Written } from '../../model/plant.ts';
import type { Selector } from '../../model/selector.ts';
import type { Span } from '../../model/span.ts';

/** A selector where it was written. */
export interface PlacedSelector {
  readonly selector: Selector;
  readonly at: Span;
}

/** Lists the selectors of conduits, grants, boundaries and invariants. */
export function* selectorsOf(plant: Plant): Generator<PlacedSelector> {
  for (const conduit of plant.conduits) {
    yield* placed([conduit.from, conduit.to]);
    for (const grant of conduit.allow) yield* placed([...grant.from, ...grant.to]);
  }
  for (const boundary of plant.boundaries) for (const { zones } of boundary.interfaces) yield* placed(zones);
  for (const { from, to, without, through } of plant.invariants)
    yield* placed([from, to, without, through].filter((side) => side !== null));
}

function* placed(selectors: readonly Written<Selector>[]): Generator<PlacedSelector> {
  for (const { value, at } of selectors) yield { selector: value, at };
}
