/** Finds the operations of ROC Plus opcodes in the catalogue. */
import type { OperationLookup } from '../operation-index.ts';
import { createOperationCache, type OperationCache } from '../shared/operation-cache.ts';

/** Operations by opcode. */
export type RocOperations = OperationCache;

/** Looks opcodes up when they are seen first. */
export function createRocOperations(lookup: OperationLookup): RocOperations {
  return createOperationCache(lookup, String);
}
