/** What answers to MMS requests tell: failures of single variables, and the device by itself and by its name plate. */
import type { IdentityField } from '../../../model/identity.ts';
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import { type BerElement, createBerElement, readLooseBer } from '../shared/ber.ts';
import { refuseAll, type SlotParts } from '../shared/slot-parts.ts';
import { latin1Text } from '../shared/text.ts';
import { plateFieldOf } from './mms-names.ts';
import { contextNumber } from './mms-pdu.ts';
import { isFailure, type MmsVariables } from './mms-variables.ts';

/** A part of a request: the place of its variable, and what about it matters for the answer. */
export function partOf(place: number, detail: number): number {
  return place * details + detail;
}

const details = 16;
/** In place of the attribute of a name plate: all variables of a list. */
export const wholeList = 15;

const visibleString = 0x8a;
const mmsString = 0x90;
/** Answer to the identify service (ISO 9506-2 10.4). */
const identifyFields: readonly IdentityField[] = ['vendor', 'model', 'firmware'];

export interface MmsResults {
  /** The results of a read or write request, of which the slots and parts are given. */
  read(bytes: Uint8Array, answer: BerElement, service: number, slots: SlotParts, from: 'client' | 'server'): void;
  /** The answer to the identify service. */
  identify(bytes: Uint8Array, answer: BerElement, from: 'client' | 'server'): void;
}

export function createMmsResults(variables: MmsVariables, output: OperationOutput): MmsResults {
  const element = createBerElement();
  /** The answer that is being read, how far it has come in the request, and how much failed. */
  let bytes: Uint8Array = new Uint8Array(0);
  let slots: SlotParts = [];
  let from: 'client' | 'server' = 'server';
  let cursor = 0;
  let failures = 0;

  function visit(result: BerElement, place: number): void {
    const isFailed = isFailure(result);
    if (isFailed) failures++;
    while (cursor < slots.length && placeAt(slots, cursor) < place) cursor += 2;
    for (; cursor < slots.length && placeAt(slots, cursor) === place; cursor += 2) {
      const detail = detailAt(slots, cursor);
      if (detail === wholeList) return;
      if (isFailed) output.refuse(slots[cursor] ?? absent);
      else if (detail > 0) identifyByPlate(detail, result);
    }
  }

  function identifyByPlate(attribute: number, { tag, start, end }: BerElement): void {
    const field = plateFieldOf(attribute);
    if (field === null || (tag !== visibleString && tag !== mmsString)) return;
    output.identify(from, absent, field, latin1Text(bytes, start, end));
  }

  return {
    read(answerBytes, answer, service, requestSlots, answerer) {
      bytes = answerBytes;
      slots = requestSlots;
      from = answerer;
      cursor = 0;
      failures = 0;
      const results = variables.visitResults(bytes, answer, service, visit);
      if (detailAt(slots, 0) === wholeList && results > 0 && failures === results) refuseAll(slots, output);
    },
    identify(answerBytes, answer, answerer) {
      for (let at = answer.start; readLooseBer(answerBytes, at, answer.end, element); at = element.end) {
        const field = identifyFields[contextNumber(element.tag)];
        if (field === undefined) continue;
        output.identify(answerer, absent, field, latin1Text(answerBytes, element.start, element.end));
      }
    },
  };
}

function placeAt(slots: SlotParts, at: number): number {
  return Math.floor((slots[at + 1] ?? 0) / details);
}

function detailAt(slots: SlotParts, at: number): number {
  return (slots[at + 1] ?? 0) % details;
}
