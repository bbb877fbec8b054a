/**
 * The schema validator reports every branch of an alternative that does not fit. Of those, only the branch that was
 * meant is worth reading: the one whose type is that of the value.
 */
import type { ErrorObject } from 'ajv';

/** A place whose value has none of the types that may stand there. */
export interface TypeMismatch {
  readonly keyword: 'type';
  readonly instancePath: string;
  /** JSON types that may stand there, sorted. */
  readonly types: readonly string[];
}

/** An error that says something of its own. */
export type CondensedError = TypeMismatch | ErrorObject;

/** Errors worth reporting: type errors of one place joined, alternatives reduced to the branch that was meant. */
export function condenseErrors(errors: readonly ErrorObject[]): readonly CondensedError[] {
  const mismatches = new Map<string, Set<string>>();
  const others: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword === 'type') addTypes(mismatches, error);
    else if (error.keyword !== 'anyOf') others.push(error);
  }
  // A branch that got past its type check has errors at or below the place; then the other branches do not matter.
  const entered = new Set<string>();
  for (const { instancePath } of others) addAncestors(entered, instancePath);
  for (const instancePath of mismatches.keys()) {
    if (instancePath !== '') addAncestors(entered, parentOf(instancePath));
  }
  const result: CondensedError[] = others;
  for (const [instancePath, types] of mismatches) {
    if (!entered.has(instancePath)) result.push({ keyword: 'type', instancePath, types: [...types].sort() });
  }
  return result;
}

function addTypes(mismatches: Map<string, Set<string>>, error: ErrorObject): void {
  const types = mismatches.get(error.instancePath) ?? new Set<string>();
  for (const type of [error.params['type'] as string | readonly string[]].flat()) types.add(type);
  mismatches.set(error.instancePath, types);
}

function addAncestors(paths: Set<string>, instancePath: string): void {
  for (let path = instancePath; !paths.has(path); path = parentOf(path)) {
    paths.add(path);
    if (path === '') return;
  }
}

function parentOf(instancePath: string): string {
  return instancePath.slice(0, Math.max(0, instancePath.lastIndexOf('/')));
}
