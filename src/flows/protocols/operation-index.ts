/** Looks the codes of a protocol up in the catalogue and gives what it finds the numbers that the sink counts by. */
import type { Catalogue, OperationClass } from '../../model/catalogue.ts';
import { operationsByCode } from '../../model/catalogue-lookup.ts';
import type { ObservationSink } from '../observation-sink.ts';

/** One operation, ready to be counted. */
export interface KnownOperation {
  /** As the sink numbers it. */
  readonly operation: number;
  readonly class: OperationClass;
  /** Table of the objects that it touches, as the sink numbers it. */
  readonly table: number;
  /** False when the operation touches no table of objects. */
  readonly hasTable: boolean;
}

/** The operations that the catalogue has for a code, one per class; never empty. */
export type OperationLookup = (code: string) => readonly KnownOperation[];

/** The number of an object table of the catalogue by its name; null for no table. */
export type TableLookup = (name: string | null) => number;

/** A lookup over one protocol; a code that the catalogue does not know is an operation of class `unknown`. */
export function createOperationLookup(catalogue: Catalogue, protocol: string, sink: ObservationSink): OperationLookup {
  return (code) => {
    const entries = operationsByCode(catalogue, protocol, code);
    if (entries.length === 0) return [unknownOperation(code, sink)];
    return entries.map((entry) => ({
      operation: sink.operation({ class: entry.class, code, name: entry.name }),
      class: entry.class,
      table: sink.table(entry.table),
      hasTable: entry.table !== null,
    }));
  };
}

function unknownOperation(code: string, sink: ObservationSink): KnownOperation {
  const operation = sink.operation({ class: 'unknown', code, name: null });
  return { operation, class: 'unknown', table: sink.table(null), hasTable: false };
}
