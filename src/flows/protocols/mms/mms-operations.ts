/** The codes of MMS units and services as the catalogue spells them, for MMS and for links between control centres. */
import type { KnownOperation, OperationLookup } from '../operation-index.ts';
import { createOperationCache } from '../shared/operation-cache.ts';
import { controls } from './mms-names.ts';

export interface MmsOperations {
  /** A confirmed service, with the control object that its variable is. */
  confirmed(service: number, control: number): readonly KnownOperation[];
  unconfirmed(service: number): readonly KnownOperation[];
  readonly initiate: readonly KnownOperation[];
  readonly conclude: readonly KnownOperation[];
  readonly cancel: readonly KnownOperation[];
}

export function createMmsOperations(lookup: OperationLookup): MmsOperations {
  const confirmed = createOperationCache(
    lookup,
    (key) => `${Math.floor(key / controls.length)}${controls[key % controls.length]}`,
  );
  return {
    confirmed: (service, control) => confirmed(service * controls.length + control),
    unconfirmed: createOperationCache(lookup, (service) => `u${service}`),
    initiate: lookup('p8'),
    conclude: lookup('p11'),
    cancel: lookup('p5'),
  };
}
