/** Finds the operations of CIP services, encapsulation commands and cyclic data in the catalogue. */
import { absent } from '../../observation-sink.ts';
import type { KnownOperation, OperationLookup } from '../operation-index.ts';
import { createOperationCache, hexCode, type OperationCache } from '../shared/operation-cache.ts';

/** The operations of EtherNet/IP. */
export interface CipOperations {
  /** Of a service of a class; `absent` for a path that names a tag and no class. */
  service(classId: number, service: number): readonly KnownOperation[];
  command: OperationCache;
  /** Of a PCCC command: see `pcccCode`. */
  pccc: OperationCache;
  /** Cyclic data. */
  readonly implicit: readonly KnownOperation[];
}

/** Looks operations up when they are seen first. */
export function createCipOperations(lookup: OperationLookup, pccc: OperationCache): CipOperations {
  // 128 services per class, the first 128 numbers for those without a class.
  const services = createOperationCache(lookup, (number) => {
    const classId = Math.floor(number / 128) - 1;
    return `${classId === absent ? '*' : hexCode(classId)}/${hexCode(number % 128)}`;
  });
  return {
    service: (classId, service) => services((classId + 1) * 128 + (service & 0x7f)),
    command: createOperationCache(lookup, (command) => `e${hexCode(command)}`),
    pccc,
    implicit: lookup('io'),
  };
}
