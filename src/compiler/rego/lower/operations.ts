/** Operations of a grant from the points that a rule lets pass. */
import { operationClasses, type Protocol } from '../../../model/catalogue.ts';
import type { PlanOperation } from '../../../model/plan.ts';
import type { OperationPoint } from './operation-points.ts';

/** `unsaid` is what passes although no grant can say it. */
export interface SaidOperations {
  readonly operations: readonly PlanOperation[] | null;
  readonly unsaid: string | null;
}

/**
 * Session operations come with every grant on a service, so they count only where nothing else passes, or where
 * using the service is all that can be seen of it.
 */
export function operationsFrom(
  passing: readonly OperationPoint[],
  all: readonly OperationPoint[],
  protocol: Protocol,
): SaidOperations {
  const sessions = protocol.operations.length === 0 || passing.every((point) => point.class === 'session');
  const counts = (point: OperationPoint): boolean => sessions || point.class !== 'session';
  const passed = new Set(passing);
  if (
    all.filter((each) => each.class !== 'session' || protocol.operations.length === 0).every((each) => passed.has(each))
  ) {
    return { operations: null, unsaid: null };
  }
  const operations: PlanOperation[] = [];
  const unsaid: string[] = [];
  for (const name of operationClasses) {
    const points = all.filter((point) => point.class === name && counts(point));
    const found = points.filter((point) => passed.has(point));
    if (found.length === 0) continue;
    if (found.length === points.length) {
      operations.push({ class: name, name: null });
      continue;
    }
    if (found.some((point) => point.said === null && point.seen))
      unsaid.push(`codes of class \`${name}\` that are not listed`);
    for (const said of new Set(found.flatMap((point) => point.said ?? []))) {
      if (points.every((point) => point.said !== said || passed.has(point)))
        operations.push({ class: name, name: said });
      else unsaid.push(`some codes of \`${said}\``);
    }
  }
  return { operations: operations.sort(compareOperations), unsaid: unsaid.length === 0 ? null : unsaid.join(', ') };
}

export function compareOperations(a: PlanOperation, b: PlanOperation): number {
  const left = `${a.class} ${a.name ?? ''}`;
  const right = `${b.class} ${b.name ?? ''}`;
  return left < right ? -1 : left > right ? 1 : 0;
}
