/**
 * What the names of variables tell: the control objects of IEC 61850 (IEC 61850-8-1 20), the name plates of devices, and
 * the objects that only links between control centres have (IEC 60870-6-503 8).
 */
import type { IdentityField } from '../../../model/identity.ts';

/** Control objects as the codes of the catalogue end; the empty text is any other variable. */
export const controls = ['', '.oper', '.sbo', '.sbow', '.cancel', '.device_control'] as const;
export const plainVariable = 0;
export const deviceControl = 5;

const controlNames: readonly string[] = ['', 'Oper', 'SBO', 'SBOw', 'Cancel'];

/** Attributes of a physical name plate, and what they say. */
const plateFields: readonly (readonly [name: string, field: IdentityField])[] = [
  ['vendor', 'vendor'],
  ['model', 'model'],
  ['hwRev', 'hardware'],
  ['swRev', 'firmware'],
  ['serNum', 'serial-number'],
  ['location', 'location'],
  ['name', 'name'],
];
const plate = '$DC$PhyNam$';

const centreNames: readonly string[] = [
  'TASE2_Version',
  'Supported_Features',
  'Bilateral_Table_ID',
  'Next_DSTransfer_Set',
  'Transfer_Set_Name',
  'Transfer_Report_ACK',
  'Transfer_Report_NACK',
  'DSConditions_Detected',
];

/** Which control object an item is, or a part of one; `plainVariable` for any other. */
export function controlOf(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== dollar) continue;
    const next = partEnd(bytes, at + 1, end);
    for (let control = 1; control < controlNames.length; control++)
      if (isText(bytes, at + 1, next, controlNames[control] ?? '')) return control;
  }
  return plainVariable;
}

/** Which attribute of a name plate an item is, counted from 1; 0 for any other item. */
export function plateAttributeOf(bytes: Uint8Array, start: number, end: number): number {
  let name = end;
  while (name > start && bytes[name - 1] !== dollar) name--;
  if (name - plate.length < start || !isText(bytes, name - plate.length, name, plate)) return 0;
  return plateFields.findIndex(([attribute]) => isText(bytes, name, end, attribute)) + 1;
}

/** What that attribute says. */
export function plateFieldOf(attribute: number): IdentityField | null {
  return plateFields[attribute - 1]?.[1] ?? null;
}

/** True when a name that only links between control centres have stands in the bytes. */
export function namesControlCentre(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const first = bytes[at] ?? 0;
    if (first < 0x42 || first > 0x54) continue;
    if (centreNames.some((name) => isText(bytes, at, Math.min(end, at + name.length), name))) return true;
  }
  return false;
}

const dollar = 0x24;

function partEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== dollar) at++;
  return at;
}

function isText(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text.charCodeAt(index)) return false;
  return true;
}
