/** What the catalogue has for the messages and objects of BACnet, looked up once for a file. */
import type { KnownOperation, OperationLookup, TableLookup } from '../operation-index.ts';
import { createOperationCache } from '../shared/operation-cache.ts';

/** Operations by layer and choice, and the numbers of tables by object type. */
export interface BacnetIndex {
  readonly operationsOf: (layer: Layer, choice: number) => readonly KnownOperation[];
  /** The operations of writing a property that is a command to a program. */
  readonly programChange: (service: number) => readonly KnownOperation[];
  readonly tableOf: (objectType: number) => number;
  readonly noTable: number;
}

/** The letters in front of a code: confirmed, unconfirmed, network, virtual link on IPv4 and on IPv6. */
const layers = ['c', 'u', 'n', 'b', 'v'] as const;
export type Layer = (typeof layers)[number];

/** By object type (ANSI/ASHRAE 135-2020 clause 21). */
const tables: readonly string[] = [
  'analog-input',
  'analog-output',
  'analog-value',
  'binary-input',
  'binary-output',
  'binary-value',
  'calendar',
  'command',
  'device',
  'event-enrollment',
  'file',
  'group',
  'loop',
  'multi-state-input',
  'multi-state-output',
  'notification-class',
  'program',
  'schedule',
  'averaging',
  'multi-state-value',
  'trend-log',
  'life-safety-point',
  'life-safety-zone',
  'accumulator',
];
const networkPort = 56;

/** The table of an object type. */
export function bacnetTable(objectType: number): string {
  return objectType === networkPort ? 'network-port' : (tables[objectType] ?? 'other');
}

const programChangeProperty = 90;

export function createBacnetIndex(lookup: OperationLookup, tableNumber: TableLookup): BacnetIndex {
  const operations = createOperationCache(lookup, (code) => `${layers[code >>> 8] ?? ''}${code & 0xff}`);
  const programChanges = createOperationCache(lookup, (service) => `c${service}.${programChangeProperty}`);
  const numbers = new Map<number, number>();
  return {
    operationsOf: (layer, choice) => operations(layers.indexOf(layer) * 256 + choice),
    programChange: programChanges,
    tableOf(objectType) {
      const known = numbers.get(objectType) ?? tableNumber(bacnetTable(objectType));
      // Object types have ten bits.
      numbers.set(objectType & 0x3ff, known);
      return known;
    },
    noTable: tableNumber(null),
  };
}
