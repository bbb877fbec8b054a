/**
 * What Modbus messages tell about devices: Read Device Identification (MODBUS Application Protocol V1.1b3 6.21),
 * Report Server ID (6.13), and of UMAS the identity of the controller and the name of the station that reserves it.
 */
import type { IdentityField } from '../../../model/identity.ts';
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import { latin1Text } from '../shared/text.ts';
import { encapsulatedFunction, umasFunction } from './modbus-functions.ts';

/** Fields by object id: vendor, product code, revision, URL, product, model, application. */
const identificationFields: readonly IdentityField[] = [
  'vendor',
  'order-number',
  'firmware',
  'product-uri',
  'model',
  'model',
  'name',
];
const reportServerId = 17;
const readDeviceIdentification = 14;

/** Passes on what the answer with the function code at `pdu` says about the unit. */
export function sayDeviceIdentity(
  bytes: Uint8Array,
  pdu: number,
  end: number,
  unit: number,
  output: OperationOutput,
): void {
  switch (bytes[pdu]) {
    case encapsulatedFunction:
      if (bytes[pdu + 1] === readDeviceIdentification) sayIdentification(bytes, pdu, end, unit, output);
      break;
    case reportServerId:
      sayServerId(bytes, pdu, end, unit, output);
      break;
    default:
      break;
  }
}

/** Passes on the name of the station that takes a controller for itself (UMAS function 0x10): four bytes, then a text. */
export function sayClientName(bytes: Uint8Array, pdu: number, end: number, output: OperationOutput): void {
  if (bytes[pdu] !== umasFunction || bytes[pdu + 2] !== takeReservation) return;
  const from = pdu + 8;
  const to = from + (bytes[from - 1] ?? 0);
  if (to <= end) output.identify('client', absent, 'hostname', latin1Text(bytes, from, to));
}

const takeReservation = 0x10;
const readIdentity = 0x02;

/** True for the UMAS function that asks a controller who it is. */
export function asksUmasIdentity(bytes: Uint8Array, pdu: number, end: number): boolean {
  return bytes[pdu] === umasFunction && bytes[pdu + 2] === readIdentity && pdu + 2 < end;
}

/** Behind MEI type, code, conformity, more-follows and next object: a count, then id, length and text of each. */
function sayIdentification(bytes: Uint8Array, pdu: number, end: number, unit: number, output: OperationOutput): void {
  let at = pdu + 7;
  for (let left = bytes[pdu + 6] ?? 0; left > 0 && at + 2 <= end; left--) {
    const from = at + 2;
    at = from + (bytes[at + 1] ?? 0);
    const field = identificationFields[bytes[from - 2] ?? 0];
    if (field !== undefined && at <= end) output.identify('server', unit, field, latin1Text(bytes, from, at));
  }
}

const shortestText = 3;

/** Every device writes what it likes; its longest run of printable characters describes it. */
function sayServerId(bytes: Uint8Array, pdu: number, end: number, unit: number, output: OperationOutput): void {
  const last = Math.min(end, pdu + 2 + (bytes[pdu + 1] ?? 0));
  let best = 0;
  let bestEnd = 0;
  for (let at = pdu + 2, length = 0; at < last; at++) {
    const character = bytes[at] ?? 0;
    length = character >= 0x20 && character < 0x7f ? length + 1 : 0;
    if (length <= best) continue;
    best = length;
    bestEnd = at + 1;
  }
  if (best >= shortestText) output.identify('server', unit, 'description', latin1Text(bytes, bestEnd - best, bestEnd));
}

/**
 * Passes on what the answer to UMAS function 0x02 says; it does not repeat the function. Behind session and status:
 * range, identity, model number, version of the firmware in decimal digits, its patch, internal version, hardware
 * version, crash code, two bytes, the model as text.
 */
export function sayUmasIdentity(
  bytes: Uint8Array,
  pdu: number,
  end: number,
  unit: number,
  output: OperationOutput,
): void {
  const from = pdu + 3;
  const text = from + 23;
  const textEnd = text + (bytes[text - 1] ?? 0);
  if (text > end || textEnd > end) return;
  output.identify('server', unit, 'model', latin1Text(bytes, text, textEnd));
  const [minor = 0, major = 0] = bytes.subarray(from + 8, from + 10);
  output.identify('server', unit, 'firmware', `${major.toString(16)}.${minor.toString(16).padStart(2, '0')}`);
}
