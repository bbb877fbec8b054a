/** What the ASDUs of IEC 60870-5-104 (IEC 60870-5-101 clause 7.2) ask for, report and refuse. */
import { absent, missingBits } from '../../observation-sink.ts';
import type { PeerOutput } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import { createPendingRequests, type PendingRequests } from '../shared/pending-requests.ts';
import { elementBytes } from './iec-104-elements.ts';
import {
  addressBytes,
  causeOf,
  causes,
  commonAddress,
  fitsType,
  isNegative,
  isProcessInformation,
  isSequence,
  objectAddress,
  objectCount,
  objectsAt,
} from './iec-104-frame.ts';

/** Reads an ASDU that begins at `asdu` and ends with its frame: of the controlling station, or the controlled one. */
export interface AsduReader {
  fromClient(bytes: Uint8Array, asdu: number, end: number): void;
  fromServer(bytes: Uint8Array, asdu: number, end: number): void;
}

/** What a file has looked up: operations by type and by control octet. */
export interface Iec104Index {
  readonly ofType: (type: number) => readonly KnownOperation[];
  readonly ofControl: (octet: number) => readonly KnownOperation[];
  readonly acknowledgement: readonly KnownOperation[];
  readonly noTable: number;
}

const broadcastAddress = 0xffff;
const interrogation = 100;
const counterInterrogation = 101;
const readCommand = 102;
/** Types of IEC 60870-5-7 without object addresses. */
const firstSecurity = 81;
const lastSecurity = 95;
const firstParameter = 110;
const firstFile = 120;

/** A reader for one conversation. */
export function createAsduReader(index: Iec104Index, output: PeerOutput): AsduReader {
  /** By type and addresses: not answered yet, and answered but not terminated. */
  const pending = createPendingRequests();
  const confirmed = createPendingRequests();
  /** Slots of the last requests to all stations, by type, until one of them refuses. */
  const broadcasts = new Map<number, number>();

  function count(type: number, unit: number, first: number, number: number, missing: number, refused: boolean): number {
    let slot = absent;
    for (const known of index.ofType(type)) {
      slot = output.operation(known.operation, unit, index.noTable, first, number, missing);
      if (refused) output.refuse(slot);
    }
    return slot;
  }

  /** Counts the objects of an ASDU; those that are asked for wait for an answer. */
  function countObjects(bytes: Uint8Array, asdu: number, end: number, waits: boolean, refused: boolean): void {
    const type = bytes[asdu] ?? 0;
    const unit = commonAddress(bytes, asdu);
    if (!hasKnownObjects(bytes, asdu, end)) {
      const hasNone = type >= firstSecurity && type <= lastSecurity;
      count(type, unit, absent, absent, hasNone ? 0 : missingBits.object, refused);
      return;
    }
    const number = objectCount(bytes, asdu);
    const isRange = isSequence(bytes, asdu);
    const step = isRange ? end : addressBytes + Math.max(elementBytes(type), 0);
    const objects = isRange ? 1 : number;
    for (let object = 0, at = objectsAt(asdu); object < objects; object++, at += step) {
      const address = objectAddress(bytes, at);
      const slot = count(type, unit, address, isRange ? number : 1, 0, refused);
      if (!waits) continue;
      if (unit === broadcastAddress) broadcasts.set(type, slot);
      else {
        pending.begin(keyOf(type, unit, address));
        pending.add(slot);
      }
    }
  }

  function fromClient(bytes: Uint8Array, asdu: number, end: number): void {
    const type = bytes[asdu] ?? 0;
    countObjects(bytes, asdu, end, !isProcessInformation(type) && type < firstFile, false);
  }

  function fromServer(bytes: Uint8Array, asdu: number, end: number): void {
    const type = bytes[asdu] ?? 0;
    const cause = causeOf(bytes, asdu);
    if (isProcessInformation(type)) {
      answerReading(bytes, asdu, cause);
      countObjects(bytes, asdu, end, false, false);
    } else if (isAnswer(cause)) answer(bytes, asdu, end);
    // Parameters are also told in answer to an interrogation.
    else if (type >= firstParameter && type < firstFile && cause >= causes.interrogated)
      answerReading(bytes, asdu, cause);
    else countObjects(bytes, asdu, end, false, false);
  }

  /** Process information answers interrogations and reading; it is counted as a report all the same. */
  function answerReading(bytes: Uint8Array, asdu: number, cause: number): void {
    const unit = commonAddress(bytes, asdu);
    const first = objectAddress(bytes, objectsAt(asdu));
    if (cause === causes.request && pending.take(keyOf(readCommand, unit, first))) answerAll(pending, false);
    else if (cause >= causes.interrogated && cause <= causes.lastCounterInterrogated) {
      const type = cause <= causes.lastInterrogated ? interrogation : counterInterrogation;
      if (!confirmed.take(keyOf(type, unit, 0))) return;
      answerAll(confirmed, false);
      confirmed.renew(keyOf(type, unit, 0));
    }
  }

  function answerAll({ taken }: PendingRequests, refused: boolean): void {
    for (const slot of taken) {
      output.answered(slot);
      if (refused) output.refuse(slot);
    }
  }

  function answer(bytes: Uint8Array, asdu: number, end: number): void {
    const type = bytes[asdu] ?? 0;
    const key = keyOf(type, commonAddress(bytes, asdu), objectAddress(bytes, objectsAt(asdu)));
    const refused = isNegative(bytes, asdu);
    const isLast = causeOf(bytes, asdu) === causes.termination;
    if (pending.take(key)) {
      answerAll(pending, refused);
      if (!isLast) confirm(key, refused);
    } else if (confirmed.take(key)) {
      answerAll(confirmed, refused);
      if (!isLast && !refused) confirmed.renew(key);
    } else if (!answersBroadcast(type, refused)) countObjects(bytes, asdu, end, false, refused);
  }

  /** More may follow: a termination, or some stations' second refusal, which refuses nothing any more. */
  function confirm(key: number, refused: boolean): void {
    confirmed.take(key);
    confirmed.begin(key);
    if (!refused) for (const slot of pending.taken) confirmed.add(slot);
  }

  function answersBroadcast(type: number, refused: boolean): boolean {
    const slot = broadcasts.get(type);
    if (slot === undefined) return false;
    output.answered(slot);
    if (!refused) return true;
    output.refuse(slot);
    broadcasts.set(type, absent);
    return true;
  }

  return { fromClient, fromServer };
}

/** Of a type of unknown length, a single object still shows its address. */
function hasKnownObjects(bytes: Uint8Array, asdu: number, end: number): boolean {
  const type = bytes[asdu] ?? 0;
  if (elementBytes(type) >= 0) return fitsType(bytes, asdu, end);
  const isSecurity = type >= firstSecurity && type <= lastSecurity;
  return !isSecurity && objectCount(bytes, asdu) === 1 && end - objectsAt(asdu) >= addressBytes;
}

function isAnswer(cause: number): boolean {
  return (
    cause === causes.activationConfirmation ||
    cause === causes.deactivationConfirmation ||
    cause === causes.termination ||
    (cause >= causes.unknownType && cause <= causes.unknownObject)
  );
}

function keyOf(type: number, unit: number, address: number): number {
  return (type * 0x10000 + unit) * 0x1000000 + address;
}
