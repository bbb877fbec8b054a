/** Operations are those of the protocol that a grant or an invariant speaks of. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { type Suggester, suggesterOf } from '../../diagnostics/suggest.ts';
import { type Catalogue, operationClasses, type Protocol } from '../../model/catalogue.ts';
import { classIncludes } from '../../model/catalogue-lookup.ts';
import type { Invariant, Written } from '../../model/plant.ts';
import { operationsNamed } from '../lower/operations.ts';
import type { PlantCheck } from './check-context.ts';
import { protocolsOf } from './protocols-named.ts';

export const checkOperations: PlantCheck = function* ({ plant, catalogue }) {
  const suggesters = new Map<string, Suggester>();
  const check = (words: readonly Written<string>[], name: string, protocols: readonly Protocol[]) => {
    const suggest = suggesters.get(name) ?? suggesterOf(wordsOf(protocols));
    suggesters.set(name, suggest);
    return words.flatMap((word) => problemWith(word, name, protocols, suggest) ?? []);
  };
  for (const conduit of plant.conduits) {
    for (const { protocol, operations } of conduit.allow) {
      if (operations !== null) yield* check(operations, protocol.value, protocolsOf(catalogue, protocol.value));
    }
  }
  for (const invariant of plant.invariants) {
    const name = invariant.protocols.map((protocol) => protocol.value).join(', ') || 'any';
    yield* check(invariant.operations, name, protocolsOfInvariant(invariant, catalogue));
  }
};

function protocolsOfInvariant({ protocols }: Invariant, catalogue: Catalogue): readonly Protocol[] {
  if (protocols.length === 0) return [...catalogue.protocols.values()];
  return protocols.flatMap((protocol) => protocolsOf(catalogue, protocol.value));
}

/** No protocols means that the protocol is unknown, which is a finding of its own. */
function problemWith(
  { value, at }: Written<string>,
  name: string,
  protocols: readonly Protocol[],
  suggest: Suggester,
): Diagnostic | null {
  const judged = protocols.filter((protocol) => protocol.operations.length > 0);
  if (protocols.length === 0) return null;
  const args = { operation: value, protocol: name };
  if (!judged.some((protocol) => operationsNamed(value, protocol).length > 0))
    return diagnose('operation/unknown', at, { ...args, suggestion: suggest(value) });
  const wanted = operationClasses.find((each) => each === value);
  if (wanted === undefined || wanted === 'unknown') return null;
  const listed = judged.some(({ operations }) => operations.some((entry) => classIncludes(wanted, entry.class)));
  return listed ? null : diagnose('operation/none-known', at, args);
}

function wordsOf(protocols: readonly Protocol[]): readonly string[] {
  const names = protocols.flatMap((protocol) => protocol.operations.map((operation) => operation.name));
  return names.length === 0 ? [] : [...operationClasses, ...names];
}
