/**
 * The layers between ISO transport and MMS: session (ISO 8327-1 8.3), presentation (ISO 8823-1 8.2) and, when an
 * association begins, ACSE (ISO 8650-1 9.1). Some stacks leave all of them out.
 */
import { read16 } from '../../capture/bytes.ts';
import { type BerElement, readLooseBer } from '../shared/ber.ts';

/** What a message of ISO transport carries. */
export type Carried = 'pdu' | 'refusal' | 'nothing' | 'foreign';

/** Session units by their identifier. */
export const units = {
  dataTransfer: 0x01,
  refuse: 0x0c,
  connect: 0x0d,
  accept: 0x0e,
} as const;
/** Not finished, finish, disconnect, abort, abort accept: nothing is asked in them. */
const quietUnits: ReadonlySet<number> = new Set([0x08, 0x09, 0x0a, 0x19, 0x1a]);
const userData: ReadonlySet<number> = new Set([0xc1, 0xc2]);

const connectPresentation = 0x31;
const normalMode = 0xa2;
const encodedData = 0x61;
const dataList = 0x30;
const singleType = 0xa0;
const octets = 0x81;
const associationRequest = 0x60;
const associationResponse = 0x61;
const associationResult = 0xa2;
const userInformation = 0xbe;
const external = 0x28;

/** The beginning of data with a session and presentation in front: give tokens, data transfer, encoded data. */
export const dataPrefix: readonly number[] = [1, 0, 1, 0, encodedData];

/** Finds the MMS unit in `bytes[start, end)` and puts its tag and contents into `pdu`. */
export function findPdu(bytes: Uint8Array, start: number, end: number, pdu: BerElement): Carried {
  const unit = bytes[start] ?? 0;
  if (isPduTag(unit)) return readLooseBer(bytes, start, end, pdu) && pdu.end === end ? 'pdu' : 'foreign';
  if (unit === units.refuse) return 'refusal';
  if (quietUnits.has(unit)) return 'nothing';
  if (unit === units.connect || unit === units.accept) {
    if (!findUserData(bytes, start, end, pdu)) return 'nothing';
    return findInPresentation(bytes, pdu.start, pdu.end, pdu);
  }
  if (unit !== units.dataTransfer) return 'foreign';
  let at = unitEnd(bytes, start);
  // The first of two such units gives the tokens, the second carries data.
  if (bytes[at] === units.dataTransfer) at = unitEnd(bytes, at);
  return at < end ? findInPresentation(bytes, at, end, pdu) : 'nothing';
}

/** Confirmed, unconfirmed, reject, cancel, initiate and conclude (ISO 9506-2 7). */
export function isPduTag(tag: number): boolean {
  return (tag >= 0xa0 && tag <= 0xaa) || tag === 0xad || tag === 0x85 || tag === 0x86 || tag === 0x8b || tag === 0x8c;
}

function findInPresentation(bytes: Uint8Array, start: number, end: number, pdu: BerElement): Carried {
  if (!readLooseBer(bytes, start, end, pdu)) return 'foreign';
  const isConnect = pdu.tag === connectPresentation;
  if (!isConnect && pdu.tag !== encodedData) return 'foreign';
  if (isConnect && !(enter(bytes, pdu, normalMode) && enter(bytes, pdu, encodedData))) return 'nothing';
  if (!enter(bytes, pdu, dataList) || !enter(bytes, pdu, singleType, octets)) return 'foreign';
  if (!readLooseBer(bytes, pdu.start, pdu.end, pdu)) return 'foreign';
  if (isPduTag(pdu.tag)) return 'pdu';
  if (pdu.tag === associationResponse && isRejected(bytes, pdu)) return 'refusal';
  if (pdu.tag !== associationRequest && pdu.tag !== associationResponse) return 'nothing';
  return findInAssociation(bytes, pdu);
}

function findInAssociation(bytes: Uint8Array, pdu: BerElement): Carried {
  const isFound =
    enter(bytes, pdu, userInformation) &&
    enter(bytes, pdu, external) &&
    enter(bytes, pdu, singleType, octets) &&
    readLooseBer(bytes, pdu.start, pdu.end, pdu);
  return isFound && isPduTag(pdu.tag) ? 'pdu' : 'nothing';
}

/** True when the result of an association is a number other than zero; leaves `pdu` as it is. */
function isRejected(bytes: Uint8Array, pdu: BerElement): boolean {
  const { tag, start, end } = pdu;
  const isRejection = enter(bytes, pdu, associationResult) && pdu.end - pdu.start >= 3 && bytes[pdu.end - 1] !== 0;
  pdu.tag = tag;
  pdu.start = start;
  pdu.end = end;
  return isRejection;
}

/** Goes to the first element inside `element` with one of two tags; false when there is none. */
function enter(bytes: Uint8Array, element: BerElement, tag: number, otherTag: number = tag): boolean {
  const { start, end } = element;
  for (let at = start; readLooseBer(bytes, at, end, element); at = element.end)
    if (element.tag === tag || element.tag === otherTag) return true;
  return false;
}

/** Finds the parameter with the data of the user among those of a session unit. */
function findUserData(bytes: Uint8Array, start: number, end: number, range: BerElement): boolean {
  const last = Math.min(unitEnd(bytes, start), end);
  for (let at = valueStart(bytes, start); at + 1 < last; at = unitEnd(bytes, at)) {
    if (!userData.has(bytes[at] ?? 0)) continue;
    range.start = valueStart(bytes, at);
    range.end = Math.min(unitEnd(bytes, at), last);
    return true;
  }
  return false;
}

/** Identifier, then a length of one byte, or of two behind 255. */
function valueStart(bytes: Uint8Array, at: number): number {
  return bytes[at + 1] === 255 ? at + 4 : at + 2;
}

/** Where a session unit or a parameter of it ends. */
export function unitEnd(bytes: Uint8Array, at: number): number {
  return valueStart(bytes, at) + (bytes[at + 1] === 255 ? read16(bytes, at + 2) : (bytes[at + 1] ?? 0));
}
