/** Which openings share a source and a destination with one: only those can have a conversation in common with it. */
import type { EndpointId } from '../../model/plan.ts';
import type { Opening } from '../opening.ts';

type Side = 'sources' | 'destinations';

/** Endpoints that no opening tells apart are one class. */
interface SideIndex {
  /** Classes of each opening's endpoints. */
  readonly classesOf: readonly (readonly number[])[];
  /** Openings by class. */
  readonly openingsOf: readonly (readonly number[])[];
}

/** Gives the neighbours of an opening, by its position in the list, in order of positions. */
export function neighboursOf(openings: readonly Opening[]): (index: number) => readonly number[] {
  const sources = indexSide(openings, 'sources');
  const destinations = indexSide(openings, 'destinations');
  /** The last opening for which each opening was found, and each class was wanted; nothing has to be cleared. */
  const found = new Int32Array(openings.length).fill(-1);
  const wanted = { sources: unmarked(sources), destinations: unmarked(destinations) };
  return (index) => {
    const side = sizeAt(sources, index) <= sizeAt(destinations, index) ? 'destinations' : 'sources';
    const [few, other] = side === 'sources' ? [destinations, sources] : [sources, destinations];
    const marks = wanted[side];
    for (const each of other.classesOf[index] ?? []) marks[each] = index;
    found[index] = index;
    const result: number[] = [];
    for (const own of few.classesOf[index] ?? []) {
      for (const each of few.openingsOf[own] ?? []) {
        if (found[each] === index) continue;
        found[each] = index;
        if (other.classesOf[each]?.some((one) => marks[one] === index) === true) result.push(each);
      }
    }
    return result.sort((a, b) => a - b);
  };
}

function unmarked({ openingsOf }: SideIndex): Int32Array {
  return new Int32Array(openingsOf.length).fill(-1);
}

function sizeAt({ classesOf, openingsOf }: SideIndex, index: number): number {
  return (classesOf[index] ?? []).reduce((sum, each) => sum + (openingsOf[each]?.length ?? 0), 0);
}

/** Splits the endpoints along each opening in turn; a class that lies in it whole is not split. */
function indexSide(openings: readonly Opening[], side: Side): SideIndex {
  const classOf = new Map<EndpointId, number>();
  const sizes: number[] = [];
  const openingsOf: number[][] = [];
  const begin = (size: number, within: readonly number[]): number => {
    sizes.push(size);
    openingsOf.push([...within]);
    return sizes.length - 1;
  };
  const first = begin(0, []);
  for (const opening of openings) for (const endpoint of opening[side]) classOf.set(endpoint, first);
  sizes[first] = classOf.size;
  openings.forEach((opening, index) => {
    const touched = Map.groupBy(opening[side], (endpoint) => classOf.get(endpoint) ?? first);
    for (const [old, members] of touched) {
      const whole = members.length === sizes[old];
      const own = whole ? old : begin(members.length, openingsOf[old] ?? []);
      openingsOf[own]?.push(index);
      if (whole) continue;
      sizes[old] = (sizes[old] ?? 0) - members.length;
      for (const endpoint of members) classOf.set(endpoint, own);
    }
  });
  const classesOf = openings.map((opening) => [
    ...new Set(opening[side].map((endpoint) => classOf.get(endpoint) ?? first)),
  ]);
  return { classesOf, openingsOf };
}
