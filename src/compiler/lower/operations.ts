/** Which operations the words of a grant mean: classes, names of the catalogue, or `code:<code>`. */
import { type OperationClass, type OperationEntry, operationClasses, type Protocol } from '../../model/catalogue.ts';
import type { PlanOperation } from '../../model/plan.ts';

/**
 * The operations that one word stands for; empty when the protocol has none of that name. A class stands for its
 * sub-classes too (`program` includes `program.upload`), whether or not the catalogue lists codes in it: a device
 * may know codes that the catalogue does not.
 */
export function operationsNamed(word: string, protocol: Protocol): readonly PlanOperation[] {
  const classes = operationClasses.filter((name) => name === word || name.startsWith(`${word}.`));
  if (classes.length > 0) return classes.map((name) => ({ class: name, name: null }));
  if (word.startsWith('code:')) return operationsOfCode(word.slice('code:'.length), protocol);
  return protocol.operations.filter((entry) => entry.name === word).map(ofEntry);
}

/** Operations of a grant, sorted and without repetition; null for all of them. */
export function operationsOf(words: readonly string[] | null, protocol: Protocol): readonly PlanOperation[] | null {
  if (words === null) return null;
  const found = new Map<string, PlanOperation>();
  for (const operation of words.flatMap((word) => operationsNamed(word, protocol))) {
    found.set(`${operation.class} ${operation.name ?? ''}`, operation);
  }
  const wholeClasses = new Set([...found.values()].filter((each) => each.name === null).map((each) => each.class));
  return [...found.values()]
    .filter((each) => each.name === null || !wholeClasses.has(each.class))
    .sort(compareOperations);
}

function operationsOfCode(code: string, protocol: Protocol): readonly PlanOperation[] {
  const entries = protocol.operations.filter((entry) => entry.code === code);
  if (entries.length > 0) return entries.map(ofEntry);
  const unknown: OperationClass = 'unknown';
  return [{ class: unknown, name: `code:${code}` }];
}

function ofEntry(entry: OperationEntry): PlanOperation {
  return { class: entry.class, name: entry.name };
}

function compareOperations(a: PlanOperation, b: PlanOperation): number {
  const left = `${a.class} ${a.name ?? ''}`;
  const right = `${b.class} ${b.name ?? ''}`;
  return left < right ? -1 : left > right ? 1 : 0;
}
