/** Observations that show less than there was, as logs and encrypted captures do. */
import fc from 'fast-check';
import type { ConversationKey } from '../../../src/model/conversation.ts';

/** What is hidden; who does not see the protocol sees nothing of what was asked. */
export type Hiding = 'nothing' | 'range' | 'object' | 'operation' | 'protocol' | 'time';

export const arbitraryHiding: fc.Arbitrary<Hiding> = fc.constantFrom(
  'nothing',
  'range',
  'object',
  'operation',
  'protocol',
  'time',
);

/** The observation without what is hidden. */
export function hide(key: ConversationKey, hiding: Hiding): ConversationKey {
  const { object } = key;
  switch (hiding) {
    case 'nothing':
      return key;
    case 'range':
      return object === null ? key : { ...key, object: { ...object, first: null, count: null }, missing: ['object'] };
    case 'object':
      return object === null
        ? key
        : { ...key, object: { ...object, unit: null, first: null, count: null }, missing: ['object'] };
    case 'operation':
      return { ...key, operation: null, object: null, missing: ['operation', 'object'] };
    case 'protocol':
      return { ...key, protocol: null, operation: null, object: null, missing: ['protocol', 'operation', 'object'] };
    case 'time':
      return { ...key, missing: ['time'] };
  }
}
