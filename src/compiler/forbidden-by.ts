/** The invariants of a plant that stand against a conversation, so that nothing is proposed that may not be merged. */
import { namesOperation } from '../algebra/grant-limits.ts';
import type { Catalogue } from '../model/catalogue.ts';
import type { Operation } from '../model/conversation.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Invariant, Plant } from '../model/plant.ts';
import { operationsNamed } from './lower/operations.ts';
import { matchesEndpoint } from './lower/select.ts';

/** A conversation as invariants see it. */
export interface Subject {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** The protocols that it may be. */
  readonly protocols: readonly string[];
  /** Null when it is not shown: then it may be any. */
  readonly operation: Operation | null;
  /** Active windows. */
  readonly windows: readonly string[];
}

/** The first invariant against a conversation, in order of ids; null when there is none. */
export function forbiddenBy(plant: Plant, subject: Subject, catalogue: Catalogue): Invariant | null {
  return plant.invariants.find((each) => speaksOf(each, subject, catalogue) === (each.kind === 'never')) ?? null;
}

function speaksOf(invariant: Invariant, subject: Subject, catalogue: Catalogue): boolean {
  const { from, to, protocols, operations, during } = invariant;
  if (from !== null && !matchesEndpoint(from.value, subject.source.attributes)) return false;
  if (to !== null && !matchesEndpoint(to.value, subject.destination.attributes)) return false;
  const named = protocols.flatMap(({ value }) => membersOf(value, catalogue));
  if (named.length > 0 && !subject.protocols.some((protocol) => named.includes(protocol))) return false;
  if (during !== null && !subject.windows.includes(during.value)) return false;
  return operations.length === 0 || operations.some(({ value }) => asksFor(value, subject, catalogue));
}

function membersOf(id: string, catalogue: Catalogue): readonly string[] {
  const members = catalogue.protocols.get(id)?.members ?? [];
  return members.length === 0 ? [id] : members.flatMap((member) => membersOf(member, catalogue));
}

function asksFor(word: string, { operation, protocols }: Subject, catalogue: Catalogue): boolean {
  if (operation === null) return true;
  const named = protocols
    .map((id) => catalogue.protocols.get(id))
    .filter((protocol) => protocol !== undefined)
    .flatMap((protocol) => operationsNamed(word, protocol));
  return namesOperation(named, operation);
}
