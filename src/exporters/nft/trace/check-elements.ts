/** Elements of a set or map must not overlap: the kernel would refuse them, or answer by their order. */
import type { Refusals } from '../../proof/refusal.ts';
import type { NftElement, NftSet, NftValue, NumberValue } from '../read/ruleset.ts';

/** Groups with several true intervals per key are compared pair by pair up to this many. */
const mostPairs = 2_000;

/** Refuses overlapping elements, and intervals of marks, which nothing here counts on. */
export function checkElements(set: NftSet, refusals: Refusals): void {
  const ranged = set.key.map((_, part) => set.elements.some(({ key }) => isRange(key[part])));
  const marks = set.key.findIndex((type, part) => type === 'mark' && ranged[part] === true);
  if (marks >= 0) refusals.add(set.at, `intervals of marks in ${set.name}`);
  const single = set.key.map((_, part) => part).filter((part) => ranged[part] !== true);
  const several = set.key.map((_, part) => part).filter((part) => ranged[part] === true);
  const groups = Map.groupBy(set.elements, ({ key }) => single.map((part) => textOf(key[part])).join(' . '));
  for (const group of groups.values()) {
    const pair = several.length > 1 ? anyPair(group, refusals) : neighbours(group, several[0] ?? 0);
    if (pair !== null) refusals.add(pair.at, `an element of ${set.name} that overlaps another`);
  }
}

function neighbours(group: readonly NftElement[], part: number): NftElement | null {
  const sorted = [...group].sort((a, b) => compare(startOf(a.key[part]), startOf(b.key[part])));
  for (const [index, element] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && overlaps(element.key[part], next.key[part])) return next;
  }
  return null;
}

function anyPair(group: readonly NftElement[], refusals: Refusals): NftElement | null {
  const [first] = group;
  if (first !== undefined && group.length > mostPairs)
    refusals.add(first.at, `more than ${mostPairs} elements with several intervals each`);
  for (const [index, a] of group.slice(0, mostPairs).entries())
    for (const b of group.slice(index + 1, mostPairs))
      if (a.key.every((value, part) => overlaps(value, b.key[part]))) return b;
  return null;
}

function overlaps(a: NftValue | undefined, b: NftValue | undefined): boolean {
  if (a?.kind === 'numbers' && b?.kind === 'numbers') return a.from <= b.to && b.from <= a.to;
  return a?.kind === 'name' && b?.kind === 'name' && a.name === b.name;
}

function isRange(value: NftValue | undefined): value is NumberValue {
  return value?.kind === 'numbers' && value.from !== value.to;
}

function textOf(value: NftValue | undefined): string {
  return value?.kind === 'name' ? JSON.stringify(value.name) : String(value?.from);
}

function startOf(value: NftValue | undefined): bigint {
  return value?.kind === 'numbers' ? value.from : 0n;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
