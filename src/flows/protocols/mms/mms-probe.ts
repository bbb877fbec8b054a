/** Recognises MMS by its first message: an association for it, or one of its units. */
import type { Recognition } from '../decoder.ts';
import { createBerElement, readLooseBer } from '../shared/ber.ts';
import { probeIsoTransport } from '../shared/iso-transport.ts';
import { dataPrefix, findPdu, isPduTag, unitEnd, units } from './mms-layers.ts';
import { pdus } from './mms-pdu.ts';

/** The object identifiers of MMS begin with 1.0.9506.2 (ISO 9506-2 19). */
const mmsIdentifier: readonly number[] = [0x28, 0xca, 0x22, 0x02];
const integer = 0x02;

/** Judges the beginning of a segment. */
export function probeMms(bytes: Uint8Array, start: number, end: number): Recognition {
  return probeIsoTransport(bytes, start, end, judge);
}

function judge(bytes: Uint8Array, start: number, end: number): Recognition {
  const unit = bytes[start] ?? 0;
  if (unit === units.connect) return judgeAssociation(bytes, start, end, 'client');
  if (unit === units.accept) return judgeAssociation(bytes, start, end, 'server');
  if (unit === units.dataTransfer) return judgeData(bytes, start, end);
  return isPduTag(unit) ? judgePlain(bytes, start, end) : 'no';
}

/** Whoever associates names the protocol; whoever accepts may leave that out, but not the answer to the initiation. */
function judgeAssociation(bytes: Uint8Array, start: number, end: number, sender: 'client' | 'server'): Recognition {
  for (let at = start; at < end; at++) if (isAt(bytes, at, end, mmsIdentifier)) return sender;
  if (end - start < 2 || unitEnd(bytes, start) > end) return 'more';
  const pdu = createBerElement();
  const isAnswer = findPdu(bytes, start, end, pdu) === 'pdu' && pdu.tag === pdus.initiateResponse;
  return isAnswer ? sender : 'no';
}

function isAt(bytes: Uint8Array, at: number, end: number, sought: readonly number[]): boolean {
  return (
    at + sought.length <= end && bytes[at] === sought[0] && sought.every((byte, index) => bytes[at + index] === byte)
  );
}

/** Behind session and presentation come a list with a context and, in a type of its own, the unit. */
function judgeData(bytes: Uint8Array, start: number, end: number): Recognition {
  for (let index = 0; index < dataPrefix.length; index++) {
    if (start + index >= end) return 'more';
    if (bytes[start + index] !== dataPrefix[index]) return 'no';
  }
  const listAt = behindLength(bytes, start + dataPrefix.length);
  const contextAt = behindLength(bytes, listAt + 1);
  const typeAt = contextAt + 3;
  const unitAt = behindLength(bytes, typeAt + 1);
  if (listAt < end && bytes[listAt] !== 0x30) return 'no';
  if (contextAt + 1 < end && (bytes[contextAt] !== integer || bytes[contextAt + 1] !== 1)) return 'no';
  if (typeAt < end && bytes[typeAt] !== 0xa0) return 'no';
  if (unitAt >= end) return 'more';
  return senderOf(bytes[unitAt] ?? 0);
}

/** Behind a length in one byte or, where that says so, in some more. */
function behindLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  return at + 1 + (first > 0x80 && first <= 0x84 ? first & 0x7f : 0);
}

/** Without the layers between, only a whole unit that begins as it must is a sure sign. */
function judgePlain(bytes: Uint8Array, start: number, end: number): Recognition {
  const element = createBerElement();
  if (!readLooseBer(bytes, start, end, element)) return 'more';
  if (element.end !== end) return 'no';
  const { tag, start: from } = element;
  if (!readLooseBer(bytes, from, end, element)) return 'no';
  const isInitiation = tag === pdus.initiateRequest || tag === pdus.initiateResponse;
  const isConfirmed = tag === pdus.confirmedRequest || tag === pdus.confirmedResponse;
  if (isInitiation && (element.tag === 0x80 || element.tag === 0x81)) return senderOf(tag);
  return isConfirmed && element.tag === integer && element.end < end ? senderOf(tag) : 'no';
}

/** Who sends units with this tag. */
function senderOf(tag: number): Recognition {
  switch (tag) {
    case pdus.confirmedRequest:
    case pdus.initiateRequest:
    case pdus.cancelRequest:
    case pdus.concludeRequest:
      return 'client';
    case pdus.reject:
      return 'either';
    default:
      return isPduTag(tag) ? 'server' : 'no';
  }
}
