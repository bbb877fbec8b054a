/**
 * Answers a question level by level: each level lists the points that exist there, keeps those that no component
 * refuses, and joins those after which everything that follows is the same.
 */
import { type Assignment, signatureOf } from './assignment.ts';
import { isNothing, nothing, type Part, type Parts, type Unsaid } from './box.ts';
import { askAll, type Question } from './question.ts';

/** What one level has to choose from. */
export interface Level<P> {
  readonly index: number;
  readonly points: readonly P[];
  readonly assign: (point: P) => Assignment;
  /** Whether a conversation can have the point; what is not known of others does not matter. */
  readonly seen?: (point: P) => boolean;
  /** What follows once the level is decided. */
  readonly next: (assignment: Assignment) => Parts;
  /** What a grant says of points; nothing to say of them is no part. */
  readonly pack: (points: readonly P[]) => { readonly parts: readonly Part[]; readonly unsaid: string | null };
}

interface Judged<P> {
  readonly points: P[];
  readonly assignment: Assignment;
  /** The component that cannot be judged for these points, or null. */
  readonly unknown: number | null;
}

export function solveLevel<P>(question: Question, level: Level<P>): Parts {
  const groups = judge(question, level);
  const joined = new Map<string, { points: P[]; following: Parts }>();
  const unsaid: Unsaid[] = [];
  for (const group of groups) {
    const following = level.next(group.assignment);
    if (isNothing(following)) continue;
    if (group.unknown !== null) {
      unsaid.push({ reason: 'unknown', component: group.unknown });
      continue;
    }
    const key = JSON.stringify(following.parts);
    unsaid.push(...following.unsaid);
    const known = joined.get(key);
    if (known === undefined) joined.set(key, { points: group.points, following });
    else known.points.push(...group.points);
  }
  const parts: Part[] = [];
  for (const { points, following } of joined.values()) {
    if (following.parts.length === 0) continue;
    const packed = level.pack(points);
    if (packed.unsaid !== null) unsaid.push({ reason: packed.unsaid, component: -1 });
    for (const own of packed.parts) parts.push(...following.parts.map((part) => ({ ...part, ...own })));
  }
  return parts.length === 0 && unsaid.length === 0 ? nothing : { parts, unsaid };
}

/** The points that pass, in groups that later components cannot tell apart. */
function judge<P>(question: Question, level: Level<P>): readonly Judged<P>[] {
  const { components } = question.query;
  const now = components.flatMap((each, index) => (each.last === level.index ? [index] : []));
  const later = components.filter((each) => each.last > level.index && each.levels.includes(level.index));
  const fields = [...new Set(later.flatMap((each) => each.fields))].sort();
  const groups = new Map<string, Judged<P>>();
  for (const point of level.points) {
    if (question.budget.evaluations <= 0) break;
    const assignment = level.assign(point);
    const { fails, unknown } = askAll(question, now, assignment);
    if (fails) continue;
    if (unknown !== null && level.seen?.(point) === false) continue;
    const key = `${unknown} ${signatureOf(assignment, fields)}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { points: [point], assignment, unknown });
    else known.points.push(point);
  }
  return [...groups.values()];
}
