/**
 * The beginning of MMS conversations, which is the same between control centres (TASE.2) as elsewhere: it is counted
 * when the names in what follows have told which of the two it is.
 */
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import { namesControlCentre } from './mms-names.ts';
import type { MmsOperations } from './mms-operations.ts';

export interface MmsAssociation {
  /** The operations of the protocol, as far as it is known. */
  operations(): MmsOperations;
  isBetweenCentres(): boolean;
  /** The client asks to begin, the server agrees, the server refuses. */
  requested(): void;
  accepted(): void;
  refused(): void;
  /** Something is asked; `hasNames` says whether its contents would tell if it were between control centres. */
  decide(bytes: Uint8Array, start: number, end: number, hasNames: boolean): void;
  /** Nothing more will tell. */
  end(): void;
}

/** What links between control centres are called in the catalogue. */
export const controlCentres = 'iccp';

export function createMmsAssociation(
  own: MmsOperations,
  ofCentres: MmsOperations,
  output: OperationOutput,
): MmsAssociation {
  let operations = own;
  let state: 'none' | 'waiting' | 'counted' = 'none';
  let isDecided = false;

  function countOpening(): void {
    if (state !== 'waiting') return;
    state = 'counted';
    for (const { operation } of operations.initiate) output.opened(operation);
  }

  return {
    operations: () => operations,
    isBetweenCentres: () => operations === ofCentres,
    requested() {
      countOpening();
      state = 'waiting';
    },
    accepted() {
      if (state === 'none') state = 'waiting';
    },
    refused() {
      if (state === 'counted') return;
      state = 'counted';
      for (const { operation, table } of operations.initiate) {
        const slot = output.operation(operation, absent, table, absent, absent, 0);
        output.answered(slot);
        output.refuse(slot);
      }
    },
    decide(bytes, start, end, hasNames) {
      if (isDecided) return;
      const isBetweenCentres = namesControlCentre(bytes, start, end);
      if (!isBetweenCentres && !hasNames) return;
      isDecided = true;
      if (isBetweenCentres) {
        operations = ofCentres;
        output.become(controlCentres);
      }
      countOpening();
    },
    end: countOpening,
  };
}
