/** Edges of diagram nodes as flat lists of runs, and what is done with them. */

/** A set: {@link nothing}, {@link everything}, or a node of the diagrams that made it. */
export type DiagramNode = number;

export const nothing: DiagramNode = 0;
export const everything: DiagramNode = 1;

/**
 * `from, to, child, from, to, child, ...`, ascending and disjoint: thousands of small objects per node would be ten times
 * the size.
 */
export type Runs = readonly number[];

/** Leaves out runs to nothing and joins neighbours with one child. */
export function joinRuns(parts: readonly number[]): number[] {
  const joined: number[] = [];
  for (let index = 0; index < parts.length; index += 3) {
    const child = parts[index + 2] ?? nothing;
    if (child === nothing) continue;
    const end = joined.length;
    const from = parts[index] ?? 0;
    const to = parts[index + 1] ?? 0;
    if (end > 0 && joined[end - 1] === child && joined[end - 2] === from - 1) joined[end - 2] = to;
    else joined.push(from, to, child);
  }
  return joined;
}

/** Lays two lists of runs over one another. */
export function mergeRuns(a: Runs, b: Runs, apply: (a: DiagramNode, b: DiagramNode) => DiagramNode): readonly number[] {
  const result: number[] = [];
  let left = 0;
  let right = 0;
  let at = Math.min(a[0] ?? Number.POSITIVE_INFINITY, b[0] ?? Number.POSITIVE_INFINITY);
  while (left < a.length || right < b.length) {
    const to = Math.min(endAt(a, left, at), endAt(b, right, at));
    result.push(at, to, apply(childFrom(a, left, at), childFrom(b, right, at)));
    at = to + 1;
    if ((a[left + 1] ?? at) < at) left += 3;
    if ((b[right + 1] ?? at) < at) right += 3;
  }
  return result;
}

/** Where a list changes next; `index` is its first run that does not end before `at`. */
function endAt(runs: Runs, index: number, at: number): number {
  const from = runs[index];
  if (from === undefined) return Number.POSITIVE_INFINITY;
  return from > at ? from - 1 : (runs[index + 1] ?? at);
}

function childFrom(runs: Runs, index: number, at: number): DiagramNode {
  const from = runs[index];
  return from === undefined || from > at ? nothing : (runs[index + 2] ?? nothing);
}

/** Runs that count for several nodes with the same runs. */
export interface CountedRuns {
  readonly runs: Runs;
  readonly count: number;
}

/** Cuts an axis where any list of runs changes; `constant` holds everywhere. `combine` gets how often each child is open. */
export function sweepRuns(
  lists: readonly CountedRuns[],
  constant: Iterable<readonly [DiagramNode, number]>,
  last: number,
  combine: (open: ReadonlyMap<DiagramNode, number>) => DiagramNode,
): number[] {
  const events: { readonly at: number; readonly child: DiagramNode; readonly change: number }[] = [];
  for (const { runs, count } of lists) {
    for (let index = 0; index < runs.length; index += 3) {
      const child = runs[index + 2] ?? nothing;
      events.push(
        { at: runs[index] ?? 0, child, change: count },
        { at: (runs[index + 1] ?? 0) + 1, child, change: -count },
      );
    }
  }
  events.sort((a, b) => a.at - b.at);
  const open = new Map<DiagramNode, number>(constant);
  const result: number[] = [];
  let from = 0;
  for (let index = 0; index < events.length; ) {
    const at = events[index]?.at ?? 0;
    if (at > from && open.size > 0) result.push(from, at - 1, combine(open));
    for (let event = events[index]; event !== undefined && event.at === at; event = events[++index]) {
      const count = (open.get(event.child) ?? 0) + event.change;
      if (count === 0) open.delete(event.child);
      else open.set(event.child, count);
    }
    from = at;
  }
  if (from <= last && open.size > 0) result.push(from, last, combine(open));
  return result;
}

export function childAt(runs: Runs, value: number): DiagramNode {
  return childFrom(runs, firstRunFrom(runs, value), value);
}

/** The index of the first run that does not end before a value. */
export function firstRunFrom(runs: Runs, value: number): number {
  let low = 0;
  let high = runs.length / 3;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle * 3 + 1] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low * 3;
}

export function hashOf(axis: number, runs: Runs): number {
  let hash = axis + 0x811c9dc5;
  for (const value of runs) {
    hash = Math.imul(hash ^ (value | 0), 0x01000193);
    hash = Math.imul(hash ^ (value / 2 ** 32), 0x01000193);
  }
  return hash;
}

export function sameRuns(a: Runs, b: Runs): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
