/**
 * The requests and answers of one Modbus conversation, however they are framed: requests become operations on coils
 * and registers, counted from 0 as on the wire.
 */
import { absent, missingBits } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import type { PendingRequests } from '../shared/pending-requests.ts';
import {
  type ModbusObjects,
  type ModbusOperations,
  readEchoedObjects,
  readRequestObjects,
  readWriteFunction,
  readWrittenObjects,
  umasFunction,
} from './modbus-functions.ts';
import { asksUmasIdentity, sayClientName, sayDeviceIdentity, sayUmasIdentity } from './modbus-identity.ts';

/** Messages with the function code at `pdu` and data up to `end`. `transaction` is what their answers repeat. */
export interface ModbusExchange {
  request(bytes: Uint8Array, pdu: number, end: number, unit: number, transaction: number): void;
  response(bytes: Uint8Array, pdu: number, end: number, unit: number, transaction: number): void;
  /** The next request is the first with its transaction and function: older ones will not be answered any more. */
  giveUpOlder(): void;
}

const exceptionBit = 0x80;
/** Status of a UMAS answer, behind the session. */
const umasError = 0xfd;
const codesPerTransaction = 256;

/** An exchange in which nothing was asked yet. */
export function createModbusExchange(
  operationsOf: ModbusOperations,
  pending: PendingRequests,
  output: OperationOutput,
): ModbusExchange {
  const objects: ModbusObjects = { first: absent, count: absent };
  let alone = false;
  /** The request whose answer tells the identity of a controller. */
  let identityAsked = absent;

  /** Counts one operation; `shown` says whether `objects` holds what it touches. */
  function count(known: KnownOperation, unit: number, shown: boolean): number {
    if (!known.hasTable) return output.operation(known.operation, unit, known.table, absent, absent, 0);
    if (!shown) return output.operation(known.operation, unit, known.table, absent, absent, missingBits.object);
    return output.operation(known.operation, unit, known.table, objects.first, objects.count, 0);
  }

  function identify(bytes: Uint8Array, pdu: number, end: number, unit: number, transaction: number): void {
    if (transaction !== identityAsked || bytes[pdu] !== umasFunction) sayDeviceIdentity(bytes, pdu, end, unit, output);
    else {
      sayUmasIdentity(bytes, pdu, end, unit, output);
      identityAsked = absent;
    }
  }

  return {
    request(bytes, pdu, end, unit, transaction) {
      const code = bytes[pdu] ?? 0;
      const key = transaction * codesPerTransaction + code;
      if (alone) while (pending.take(key));
      alone = false;
      pending.begin(key);
      for (const known of operationsOf(bytes, pdu, end, true)) {
        const isWritePart = code === readWriteFunction && known.class === 'write';
        const shown = isWritePart
          ? readWrittenObjects(bytes, pdu, end, objects)
          : readRequestObjects(bytes, pdu, end, objects);
        pending.add(count(known, unit, shown));
      }
      sayClientName(bytes, pdu, end, output);
      if (asksUmasIdentity(bytes, pdu, end)) identityAsked = transaction;
    },
    response(bytes, pdu, end, unit, transaction) {
      const code = bytes[pdu] ?? 0;
      const isException = code >= exceptionBit;
      const isUmas = code === umasFunction;
      const isRefused = isException || (isUmas && bytes[pdu + 2] === umasError && end - pdu > 2);
      if (!isRefused) identify(bytes, pdu, end, unit, transaction);
      if (pending.take(transaction * codesPerTransaction + (code & ~exceptionBit))) {
        for (const slot of pending.taken) {
          output.answered(slot);
          if (isRefused) output.refuse(slot);
        }
        return;
      }
      // The request was not captured; its answer still tells that it was made.
      const shown = !isException && readEchoedObjects(bytes, pdu, end, objects);
      for (const known of operationsOf(bytes, pdu, end, !isException && !isUmas)) {
        const slot = count(known, unit, shown);
        if (isRefused) output.refuse(slot);
      }
    },
    giveUpOlder() {
      alone = true;
    },
  };
}
