/**
 * The application messages of one of two BACnet stations (ANSI/ASHRAE 135-2020 clause 20): what it asks the other, and
 * what the other answers.
 */
import { absent, missingBits } from '../../observation-sink.ts';
import type { PeerOutput } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import type { BacnetDiscoveries } from './bacnet-discoveries.ts';
import { identifyByIAm } from './bacnet-identity.ts';
import type { BacnetIndex, Layer } from './bacnet-index.ts';
import { isReport, kinds, type NetworkHeader } from './bacnet-network.ts';
import { readMultipleAnswer, readPropertyAnswer } from './bacnet-results.ts';
import { createSegmentAssembly } from './bacnet-segments.ts';
import { type ObjectVisitor, visitObjects } from './bacnet-services.ts';

/** Reads messages that begin at `header.next`. */
export interface BacnetExchange {
  /** The station asks, or reports; `toGroup` when nobody in particular. */
  asks(bytes: Uint8Array, end: number, header: NetworkHeader, toGroup: boolean): void;
  /** The other station answers it. */
  isAnswered(bytes: Uint8Array, end: number, header: NetworkHeader): void;
  /** The station gives up a request of its own. */
  givesUp(bytes: Uint8Array, header: NetworkHeader): void;
}

const readProperty = 12;
const readPropertyMultiple = 14;
const iAm = 0;
const iHave = 1;
const segmentedBit = 0x08;
const moreBit = 0x04;

/** Objects counted for one message; the rest of a longer one is counted as one. */
const mostObjects = 256;

const mostSettled = 4096;

/** `own` counts what the station asks of the other, `others` what the other has asked to be told. */
export function createBacnetExchange(
  index: BacnetIndex,
  discoveries: BacnetDiscoveries,
  own: PeerOutput,
  others: PeerOutput,
): BacnetExchange {
  const pending = createPendingRequests();
  const requests = createSegmentAssembly();
  const answers = createSegmentAssembly();
  /** Requests that were answered: a second answer is the same one, captured again. */
  const settled = new Set<number>();
  // The message that is being read.
  let output = own;
  let unit = absent;
  let layer: Layer = 'c';
  let service = 0;
  let counted = 0;
  let isPending = false;
  let isToGroup = false;

  function count(operations: readonly KnownOperation[], table: number, instance: number, missing: number): void {
    for (const known of operations) {
      const number = instance < 0 ? absent : 1;
      const slot = output.operation(known.operation, unit, table, instance, number, missing);
      if (isPending) pending.add(slot);
    }
  }

  const countObject: ObjectVisitor = (type, instance, isProgramChange) => {
    if (counted >= mostObjects) return false;
    counted++;
    const operations = isProgramChange ? index.programChange(service) : index.operationsOf(layer, service);
    count(operations, index.tableOf(type), instance, 0);
    return true;
  };

  /** Counts a whole request, or what there is of it. */
  function countRequest(bytes: Uint8Array, start: number, end: number, isCut: boolean): void {
    counted = 0;
    const kind = layer === 'c' ? kinds.confirmedRequest : kinds.unconfirmedRequest;
    const isKnown = visitObjects(bytes, start, end, kind, service, countObject) && !isCut;
    if (isKnown && counted > 0) return;
    count(index.operationsOf(layer, service), index.noTable, absent, isKnown ? 0 : missingBits.object);
  }

  function confirmed(bytes: Uint8Array, end: number, { next: at, station, destination }: NetworkHeader): void {
    const control = bytes[at] ?? 0;
    const key = keyOf(station, bytes[at + 2] ?? 0);
    const isSegmented = (control & segmentedBit) !== 0;
    const serviceAt = isSegmented ? at + 5 : at + 3;
    if (serviceAt >= end) {
      own.unreadable();
      return;
    }
    unit = destination;
    if (!isSegmented) begin(key, bytes[serviceAt] ?? 0, bytes, serviceAt + 1, end, false);
    else if (requests.add(key, bytes, serviceAt, end, bytes[at + 3] ?? 0, (control & moreBit) === 0))
      finishRequest(key);
  }

  /** Counts a request that came in segments, as far as they are there. */
  function finishRequest(key: number): void {
    if (!requests.finish(key)) return;
    const { bytes, length, isCut } = requests.whole;
    begin(key, bytes[0] ?? 0, bytes, 1, length, isCut);
  }

  function begin(key: number, choice: number, bytes: Uint8Array, start: number, end: number, isCut: boolean): void {
    layer = 'c';
    service = choice;
    output = isReport(kinds.confirmedRequest, choice) && !isToGroup ? others : own;
    isPending = true;
    pending.begin(key);
    settled.delete(key);
    countRequest(bytes, start, end, isCut);
    isPending = false;
  }

  function unconfirmed(bytes: Uint8Array, end: number, { next: at, destination, source }: NetworkHeader): void {
    if (at + 1 >= end) {
      own.unreadable();
      return;
    }
    layer = 'u';
    service = bytes[at + 1] ?? 0;
    unit = destination;
    output = isReport(kinds.unconfirmedRequest, service) && !isToGroup ? others : own;
    if (service === iAm) identifyByIAm(bytes, at + 2, end, source !== absent, own);
    discoveries.note(bytes, at + 1, end);
    const isAnswer = (service === iAm || service === iHave) && !isToGroup && discoveries.answers(bytes, at + 1, end);
    if (isAnswer) own.answersElsewhere();
    else countRequest(bytes, at + 2, end, false);
  }

  /** True when this answers a request that was captured. */
  function settle(key: number, refused: boolean): boolean {
    finishRequest(key);
    if (!pending.take(key)) return settled.has(key);
    if (settled.size >= mostSettled) settled.clear();
    settled.add(key);
    for (const slot of pending.taken) {
      own.answered(slot);
      if (refused) own.refuse(slot);
    }
    return true;
  }

  /** An answer without its request tells what was asked, if it repeats the service. */
  function countAnswered(choice: number, bytes: Uint8Array, start: number, end: number, refused: boolean): void {
    layer = 'c';
    service = choice;
    output = own;
    isPending = true;
    pending.begin(absent);
    const repeatsObject = !refused && (choice === readProperty || choice === readPropertyMultiple) && end > start;
    if (repeatsObject) countRequest(bytes, start, end, false);
    else count(index.operationsOf('c', choice), index.noTable, absent, missingBits.object);
    isPending = false;
    if (pending.take(absent) && refused) for (const slot of pending.taken) own.refuse(slot);
  }

  function complex(bytes: Uint8Array, end: number, header: NetworkHeader): void {
    const at = header.next;
    const control = bytes[at] ?? 0;
    const key = keyOf(header.station, bytes[at + 1] ?? 0);
    if ((control & segmentedBit) === 0) {
      give(key, bytes, at + 2, end, header.source);
      return;
    }
    const isWhole = answers.add(key, bytes, at + 4, end, bytes[at + 2] ?? 0, (control & moreBit) === 0);
    if (isWhole && answers.finish(key)) give(key, answers.whole.bytes, 0, answers.whole.length, header.source);
  }

  /** An answer whose service choice stands at `at`. */
  function give(key: number, bytes: Uint8Array, at: number, end: number, source: number): void {
    const choice = bytes[at] ?? 0;
    unit = source;
    if (!settle(key, false)) countAnswered(choice, bytes, at + 1, end, false);
    const isRouted = source !== absent;
    if (choice === readProperty) readPropertyAnswer(bytes, at + 1, end, isRouted, own);
    else if (choice === readPropertyMultiple) readMultipleAnswer(bytes, at + 1, end, isRouted, own, refuseObject);
  }

  function refuseObject(place: number): void {
    const slot = pending.taken[place];
    if (slot !== undefined) own.refuse(slot);
  }

  return {
    asks(bytes, end, header, toGroup) {
      isToGroup = toGroup;
      const kind = (bytes[header.next] ?? 0) >>> 4;
      if (kind === kinds.confirmedRequest) confirmed(bytes, end, header);
      else unconfirmed(bytes, end, header);
    },
    isAnswered(bytes, end, header) {
      const { next: at, station, source } = header;
      const kind = (bytes[at] ?? 0) >>> 4;
      const key = keyOf(station, bytes[at + 1] ?? 0);
      if (kind === kinds.segmentAnswer) return;
      unit = source;
      if (kind === kinds.complexAnswer) complex(bytes, end, header);
      else {
        const refused = kind !== kinds.simpleAnswer;
        const namesService = kind === kinds.simpleAnswer || kind === kinds.error;
        if (settle(key, refused)) return;
        if (namesService && at + 2 < end) countAnswered(bytes[at + 2] ?? 0, bytes, end, end, refused);
        else own.refuse(own.concealed());
      }
    },
    givesUp(bytes, { next, station }) {
      settle(keyOf(station, bytes[next + 1] ?? 0), false);
    },
  };
}

/** Station and invoke id. */
function keyOf(station: number, invoke: number): number {
  return station * 256 + invoke;
}
