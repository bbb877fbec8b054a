/** The codes of S7comm-plus functions as the catalogue spells them, each looked up once. */
import type { KnownOperation, OperationLookup } from '../operation-index.ts';
import { type Variant, variants } from './s7comm-plus-variants.ts';

/** The operations of a function by its code. */
export type S7PlusOperations = (code: number, variant: Variant) => readonly KnownOperation[];

/** More functions do not exist; of any other number all requests are alike. */
const mostCodes = 256;

export function createS7PlusOperations(lookup: OperationLookup): S7PlusOperations {
  const known = new Map<number, readonly KnownOperation[]>();
  const others = lookup('other');
  return (code, variant) => {
    const key = code * variants.length + variants.indexOf(variant);
    let operations = known.get(key);
    if (operations === undefined) {
      if (known.size >= mostCodes) return others;
      operations = lookup(`0x${code.toString(16).padStart(4, '0')}${variant}`);
      known.set(key, operations);
    }
    return operations;
  };
}
