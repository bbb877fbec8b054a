/** Hands on what rows of a log tell about devices, with the line as evidence. */
import type { IdentityField } from '../../model/identity.ts';
import type { ReadingSession } from '../format.ts';
import { absent } from '../observation-sink.ts';

/** One thing that a row tells about a device. */
export interface ToldFact {
  /** Canonical. */
  readonly address: string;
  /** Number of the device behind the address; null for the address itself. */
  readonly unit: number | null;
  readonly field: IdentityField;
  readonly value: string;
}

/** Takes the facts of one row; `protocol` is an id of the catalogue. */
export type FactTeller = (
  facts: readonly ToldFact[],
  protocol: string,
  place: { readonly micros: number; readonly line: number; readonly uid: string | null },
) => void;

/** A teller for one file. */
export function createFactTeller({ sink, context, file }: ReadingSession): FactTeller {
  const scope = context.scopeOf(null);
  return (facts, protocol, { micros, line, uid }) => {
    for (const { address, unit, field, value } of facts) {
      const evidence = { file, position: line, unit: 'line', uid } as const;
      sink.identify({ scope, address, unit: unit ?? absent, field, value, protocol, micros, evidence });
    }
  };
}
