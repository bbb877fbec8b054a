/**
 * What controllers say of themselves in their system status lists: module identification (0x11) and component
 * identification (0x1c) of SIMATIC System Software for S7-300/400, System and Standard Functions.
 */
import type { IdentityField } from '../../../model/identity.ts';
import { read16 } from '../../capture/bytes.ts';
import { latin1Text } from '../shared/text.ts';

/** Takes one fact. */
export type Say = (field: IdentityField, value: string) => void;

const moduleList = 0x11;
const componentList = 0x1c;
const listHeaderBytes = 8;
const moduleRecordBytes = 28;
const componentRecordBytes = 34;

/** The list of which the data at `start` is the beginning: its number without the part of it that was asked for. */
export function isIdentityList(bytes: Uint8Array, start: number, end: number): boolean {
  const list = bytes[start + 1];
  return end - start >= listHeaderBytes && (list === moduleList || list === componentList);
}

/** Reads the records of a list that `isIdentityList`. */
export function readIdentityList(bytes: Uint8Array, start: number, end: number, say: Say): void {
  const isModule = bytes[start + 1] === moduleList;
  const recordBytes = isModule ? moduleRecordBytes : componentRecordBytes;
  if (read16(bytes, start + 4) !== recordBytes) return;
  const count = Math.min(read16(bytes, start + 6), Math.floor((end - start - listHeaderBytes) / recordBytes));
  for (let record = 0; record < count; record++) {
    const at = start + listHeaderBytes + record * recordBytes;
    if (isModule) readModule(bytes, at, say);
    else readComponent(bytes, at, say);
  }
}

/** Index, order number of 20 characters, type, version in two words. */
function readModule(bytes: Uint8Array, at: number, say: Say): void {
  const version = at + 24;
  switch (read16(bytes, at)) {
    case 1:
      say('order-number', textOf(bytes, at + 2, 20));
      break;
    case 6:
      say('hardware', String(read16(bytes, version)));
      break;
    case 7:
      // A letter, V as a rule, and three numbers.
      if ((bytes[version] ?? 0) >= 0x41 && (bytes[version] ?? 0) <= 0x5a)
        say('firmware', `${textOf(bytes, version, 1)}${[...bytes.subarray(version + 1, version + 4)].join('.')}`);
      break;
  }
}

const componentFields: Readonly<Record<number, IdentityField>> = {
  1: 'name',
  2: 'name',
  3: 'description',
  5: 'serial-number',
  7: 'model',
  11: 'location',
};
const copyright = 4;
const manufacturer = 9;
/** By the registry of PROFIBUS & PROFINET International. */
const siemens = 42;

function readComponent(bytes: Uint8Array, at: number, say: Say): void {
  const index = read16(bytes, at) & 0xff;
  const field = componentFields[index];
  if (field !== undefined) say(field, textOf(bytes, at + 2, componentRecordBytes - 2));
  else if (index === copyright) {
    const vendor = /^Original (.+) Equipment/.exec(textOf(bytes, at + 2, componentRecordBytes - 2))?.[1];
    if (vendor !== undefined) say('vendor', vendor);
  } else if (index === manufacturer && read16(bytes, at + 2) === siemens) say('vendor', 'Siemens');
}

/** Text up to a zero byte. */
function textOf(bytes: Uint8Array, start: number, length: number): string {
  const end = bytes.subarray(start, start + length).indexOf(0);
  return latin1Text(bytes, start, end < 0 ? start + length : start + end);
}
