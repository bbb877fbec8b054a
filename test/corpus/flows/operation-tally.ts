/** Operations counted by who asks what of which objects, to hold what was read against other tools. */
import type { Conversation } from '../../../src/model/conversation.ts';
import { recordComparison } from '../../support/comparison-table.ts';
import { differences, tally } from './modbus-tally.ts';

/** By text: how often. */
export type OperationTally = ReadonlyMap<string, number>;

/** By text: our count and theirs. */
export type Differences = Readonly<Record<string, readonly [number, number]>>;

/** One operation as another tool sees it; null is what it does not have or does not show. */
export interface SeenOperation {
  readonly source: string;
  readonly destination: string;
  readonly code: string;
  readonly unit?: number | null;
  readonly table?: string | null;
  readonly first?: number | null;
  readonly count?: number | null;
}

/** An operation as text. */
function operationText({ source, destination, code, unit, table, first, count }: SeenOperation): string {
  return `${source} ${destination} ${code} unit ${unit ?? '-'} ${table ?? '-'} ${first ?? '-'}+${count ?? '-'}`;
}

/** What another tool saw. */
export function tallySeen(operations: readonly SeenOperation[]): OperationTally {
  return tally(operations.map((operation) => [operationText(operation), 1]));
}

/** What another tool calls an operation; null for what it cannot show. */
export type See = (operation: SeenOperation, conversation: Conversation) => SeenOperation | null;

/** The operations of a protocol that were read, as `see` wants them compared. */
export function tallyRead(
  conversations: readonly Conversation[],
  protocol: string,
  see: See = (operation) => operation,
): OperationTally {
  return tallyBy(conversations, protocol, see, ({ count }) => count);
}

/** Those of them that were refused. */
export function tallyRefused(
  conversations: readonly Conversation[],
  protocol: string,
  see: See = (operation) => operation,
): OperationTally {
  const refused = conversations.filter((conversation) => conversation.refused > 0);
  return tallyBy(refused, protocol, see, (conversation) => conversation.refused);
}

function tallyBy(
  conversations: readonly Conversation[],
  protocol: string,
  see: See,
  countOf: (conversation: Conversation) => number,
): OperationTally {
  return tally(
    conversations.flatMap((conversation): [string, number][] => {
      const { source, destination, operation, object } = conversation;
      if (conversation.protocol !== protocol || operation === null || operation.code === 'connect') return [];
      const { unit, table, first, count } = object ?? {};
      const seen = see(
        { source, destination, code: operation.code, ...definedOf({ unit, table, first, count }) },
        conversation,
      );
      return seen === null ? [] : [[operationText(seen), countOf(conversation)]];
    }),
  );
}

function definedOf(object: { [Field in 'unit' | 'table' | 'first' | 'count']: SeenOperation[Field] | undefined }) {
  return {
    unit: object.unit ?? null,
    table: object.table ?? null,
    first: object.first ?? null,
    count: object.count ?? null,
  };
}

/** Compares, notes the figures, and answers what is not the same. */
export function compareTallies(
  about: { readonly capture: string; readonly protocol: string; readonly oracle: string; readonly packets: number },
  ours: OperationTally,
  theirs: OperationTally,
): Differences {
  const found = differences(ours, theirs);
  const compared = [...theirs.values()].reduce((sum, count) => sum + count, 0);
  const equal = [...theirs].reduce((sum, [text, count]) => sum + Math.min(count, ours.get(text) ?? 0), 0);
  const explained = Object.values(found).reduce((sum, [our, their]) => sum + Math.abs(our - their), 0);
  recordComparison({ ...about, compared, equal, explained });
  return found;
}
