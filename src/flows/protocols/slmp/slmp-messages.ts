/** Counts what 3E and 4E frames ask for, and finds what their answers refuse. */
import { absent, missingBits } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import type { OperationCache } from '../shared/operation-cache.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { latin1Text } from '../shared/text.ts';
import type { RequestsElsewhere } from './slmp-elsewhere.ts';
import type { SlmpFrame } from './slmp-frame.ts';
import type { SlmpObject, SlmpObjects } from './slmp-objects.ts';

export interface SlmpMessages {
  request(bytes: Uint8Array, frame: SlmpFrame): void;
  /** An answer, which `from` sends; to a group, the one that answers counts as the client. */
  answer(bytes: Uint8Array, frame: SlmpFrame, from: 'client' | 'server'): void;
}

const readTypeName = 0x0101;
const typeNameCharacters = 16;

/** 3E frames have no number: an answer belongs to the request before it. */
const unnumbered = 0x10000;

export function createSlmpMessages(
  operations: OperationCache,
  objects: SlmpObjects,
  elsewhere: RequestsElsewhere,
  output: OperationOutput,
): SlmpMessages {
  const pending = createPendingRequests();
  /** Requests in 3E frames that wait. */
  let waiting = 0;
  /** Key of the request for the type of the controller. */
  let typeAsked = absent;
  /** The request that is being read. */
  let asked: readonly KnownOperation[] = [];
  let station = 0;

  function count({ table, first, count: points, shown }: SlmpObject): void {
    const missing = shown ? 0 : missingBits.object;
    for (const known of asked) {
      const own = known.hasTable ? known.table : table;
      pending.add(output.operation(known.operation, station, own, first, points, missing));
    }
  }

  function keyOfRequest({ serial }: SlmpFrame): number {
    if (serial !== absent) return serial;
    waiting++;
    return unnumbered + waiting;
  }

  function keyOfAnswer({ serial }: SlmpFrame): number {
    if (serial !== absent) return serial;
    if (waiting === 0) return unnumbered;
    waiting--;
    return unnumbered + waiting + 1;
  }

  return {
    request(bytes, frame) {
      const { command } = frame;
      const key = keyOfRequest(frame);
      pending.begin(key);
      asked = operations(command);
      station = frame.station;
      if (!objects.visit(bytes, frame, count))
        for (const { operation, table } of asked)
          pending.add(output.operation(operation, station, table, absent, absent, 0));
      if (command === readTypeName) typeAsked = key;
      if (output.toGroup) elsewhere.add(Math.min(key, unnumbered));
    },
    answer(bytes, frame, from) {
      const key = keyOfAnswer(frame);
      const isRefusal = frame.endCode !== 0;
      if (!pending.take(key)) {
        if (elsewhere.has(Math.min(key, unnumbered))) output.answersElsewhere();
        else {
          const slot = output.concealed();
          if (isRefusal) output.refuse(slot);
        }
        return;
      }
      for (const slot of pending.taken) {
        output.answered(slot);
        if (isRefusal) output.refuse(slot);
      }
      if (key !== typeAsked) return;
      typeAsked = absent;
      if (!isRefusal) sayType(bytes, frame, from);
    },
  };

  function sayType(bytes: Uint8Array, { dataStart, end }: SlmpFrame, from: 'client' | 'server'): void {
    if (end - dataStart < typeNameCharacters) return;
    output.identify(from, absent, 'model', latin1Text(bytes, dataStart, dataStart + typeNameCharacters));
  }
}
